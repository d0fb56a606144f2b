package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// host is one of Truora's, and what was found on the way to it.
type host struct {
	name     string
	url      *url.URL
	findings []Finding
	date     time.Time // its clock, at the time here
	here     time.Time
	reached  bool
}

func (h *host) add(state State, text, do string) {
	h.findings = append(h.findings, Finding{h.name, state, text, do})
}

// The hosts that take the key; files.truora.com takes signed links.
const (
	hostAccount     = "api.account.truora.com"
	hostChecks      = "api.checks.truora.com"
	hostConnect     = "api.connect.truora.com"
	hostIdentity    = "api.identity.truora.com"
	hostValidations = "api.validations.truora.com"
)

var names = []string{hostAccount, hostChecks, hostConnect, hostIdentity, hostValidations, "files.truora.com"}

// address reads TRUORA_BASE_URL; false if nothing can be called.
func (e *examination) address() bool {
	const check = "address"
	text := e.Env("TRUORA_BASE_URL")
	if text == "" {
		return true
	}
	base, err := url.Parse(text)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" || base.User != nil || base.RawQuery != "" {
		e.add(check, Fault, "TRUORA_BASE_URL is not a URL such as http://127.0.0.1:8080.", "Correct it; unset it to call Truora.")
		return false
	}
	e.base = base
	if base.Scheme == "http" && !onThisMachine(base.Hostname()) {
		const text = "TRUORA_BASE_URL is http and not on this machine: anyone on the way can read the API key."
		if e.Env("TRUORA_INSECURE_HTTP") != "1" {
			e.add(check, Fault, text, "Use https; for a sandbox set TRUORA_INSECURE_HTTP=1.")
			return false
		}
		e.add(check, Warning, text, "Use https, or see that a sandbox is there.")
		return true
	}
	e.add(check, OK, "TRUORA_BASE_URL is set: calls go there, and not to Truora.", "")
	return true
}

func onThisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func (e *examination) hosts() []*host {
	list := make([]*host, len(names))
	for i, name := range names {
		list[i] = &host{name: name, url: &url.URL{Scheme: "https", Host: name, Path: "/"}}
		if e.base != nil {
			list[i].url = e.base.JoinPath(name, "/")
		}
	}
	return list
}

// reach goes the way to a host, and says where it ends.
func (e *examination) reach(ctx context.Context, h *host) {
	ctx, cancel := context.WithTimeout(ctx, e.Patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url.String(), http.NoBody)
	if err != nil {
		h.add(Fault, "Its address is none.", "Correct TRUORA_BASE_URL.")
		return
	}
	proxy, err := e.Proxy(req)
	switch {
	case err != nil:
		h.add(Fault, "The proxy that the environment names is not a URL.", "Correct HTTPS_PROXY, such as http://proxy:3128, or unset it.")
		return
	case proxy != nil && !answers(ctx, proxy):
		h.add(Fault, "The proxy does not answer.", "Correct HTTPS_PROXY, or put the host into NO_PROXY.")
		return
	case proxy == nil && !resolves(ctx, h.url.Hostname()):
		h.add(Fault, "Its name cannot be looked up.", "Look at the DNS of this machine, and whether it may look up names outside.")
		return
	}
	client := &http.Client{Transport: e.transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	before := e.Now()
	res, err := client.Do(req)
	if err != nil {
		h.failed(err, proxy != nil)
		return
	}
	_ = res.Body.Close()
	h.here = before.Add(e.Now().Sub(before) / 2)
	h.date, _ = http.ParseTime(res.Header.Get("Date"))
	h.answered(res)
}

func answers(ctx context.Context, proxy *url.URL) bool {
	port := proxy.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[proxy.Scheme]
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(proxy.Hostname(), port))
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func resolves(ctx context.Context, name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	_, err := net.DefaultResolver.LookupHost(ctx, name)
	return err == nil
}

// failed says what ended the way to a host.
func (h *host) failed(err error, proxied bool) {
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, otherName := errors.AsType[x509.HostnameError](err)
	_, notTLS := errors.AsType[tls.RecordHeaderError](err)
	var timeout interface{ Timeout() bool }
	switch {
	case isInvalid && invalid.Reason == x509.Expired:
		h.add(Fault, "Its certificate has expired, or this machine's clock is wrong.", "Look at the clock; if it is right, something between answers in its place.")
	case unknown:
		h.add(Fault, "Its certificate is from nobody whom this machine trusts.", "Install ca-certificates. If your network inspects TLS, let its administrator exempt the host, or trust its CA.")
	case otherName:
		h.add(Fault, "Its certificate is for another name: something between answers in its place.", "Look at the DNS and at the proxy of this network.")
	case notTLS, errors.Is(err, http.ErrSchemeMismatch):
		h.add(Fault, "It does not speak TLS: something between answers in its place.", "Look at the proxy and at the firewall of this network.")
	case proxied:
		h.add(Fault, "The proxy does not let calls through to it.", "Let the proxy's administrator allow the host on port 443, or put it into NO_PROXY.")
	case errors.As(err, &timeout) && timeout.Timeout():
		h.add(Fault, "It does not answer in time.", "Let the firewall allow the host on port 443.")
	default:
		h.add(Fault, "No connection to it can be made.", "Let the firewall allow the host on port 443.")
	}
}

// answered looks whether it was the host that answered.
func (h *host) answered(res *http.Response) {
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case res.StatusCode == http.StatusProxyAuthRequired:
		h.add(Fault, "The proxy wants to know who calls.", "Put the user and the password into HTTPS_PROXY.")
	case res.StatusCode/100 == 3, kind == "text/html" && strings.HasPrefix(h.name, "api."):
		h.add(Fault, "A web page answers in its place, such as the sign-in of a network.", "Sign in to the network, or let its administrator allow the host.")
	case res.StatusCode >= http.StatusInternalServerError:
		h.add(Warning, fmt.Sprintf("It answers with %d: it has a fault of its own.", res.StatusCode), "Try again later; ask Truora if it lasts.")
	default:
		h.reached = true
		h.add(OK, "It answers.", "")
	}
}
