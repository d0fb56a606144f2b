package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// authority is the sandbox's certificate, and the file by which others trust it.
type authority struct {
	leaf tls.Certificate
	file string
}

const (
	certificateLife = 365 * 24 * time.Hour
	authorityFile   = "ca.pem"
	leafFile        = "tls.pem" // the certificate and its key
)

// newAuthority makes an authority that signs one certificate, and writes both to dir,
// from where the next start takes them. The authority's key is kept nowhere: whoever
// trusts it trusts this sandbox and nothing else.
func newAuthority(dir string, hosts []string) (*authority, error) {
	names := append(slices.Clone(hostNames), pageHost, "localhost", "127.0.0.1", "::1")
	names = append(names, hosts...)
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "truora-go-sandbox-*"); err != nil {
			return nil, err
		}
	}
	a := &authority{file: filepath.Join(dir, authorityFile)}
	leaf := filepath.Join(dir, leafFile)
	if a.load(leaf, names) {
		return a, nil
	}
	ca, chain, err := issue(names)
	if err == nil {
		err = os.WriteFile(leaf, chain, 0o600)
	}
	if err == nil {
		err = os.WriteFile(a.file, ca, 0o644)
	}
	if err == nil {
		a.leaf, err = tls.X509KeyPair(chain, chain)
	}
	return a, err
}

// load takes what an earlier start has left, if it is good for these names for a month.
func (a *authority) load(leaf string, names []string) bool {
	pair, err := tls.LoadX509KeyPair(leaf, leaf)
	if err != nil || time.Until(pair.Leaf.NotAfter) < 30*24*time.Hour {
		return false
	}
	for _, name := range names {
		if pair.Leaf.VerifyHostname(name) != nil {
			return false
		}
	}
	_, err = os.Stat(a.file)
	a.leaf = pair
	return err == nil
}

// issue makes the certificate of an authority, and one that it signed with its key.
func issue(names []string) (ca, chain []byte, err error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	parent := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "truora-go sandbox " + rand.Text()[:6]},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(certificateLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		Subject: pkix.Name{CommonName: "localhost"}, NotBefore: parent.NotBefore, NotAfter: parent.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, name)
		}
	}
	caDER, err := x509.CreateCertificate(rand.Reader, parent, parent, caKey.Public(), caKey)
	if err != nil {
		return nil, nil, err
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, parent, key.Public(), caKey)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	ca = block("CERTIFICATE", caDER)
	return ca, slices.Concat(block("CERTIFICATE", leafDER), block("PRIVATE KEY", keyDER)), nil
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
