package truora

import (
	"fmt"
	"net/url"

	"github.com/truora/truora-go/internal/rest"
)

// Hosts are the base URLs of Truora's hosts. An empty one keeps its default.
// A base URL is https, or http on this machine ([WithInsecureHTTP] allows more);
// it may hold a path, behind which Truora's paths are appended. The API key goes
// to these hosts alone, except to Files, which never gets it. Files are uploaded
// to Files alone, unless [WithFileHosts] names more.
type Hosts struct {
	Account     string // https://api.account.truora.com: API keys, batches, rules
	Checks      string // https://api.checks.truora.com: background checks, custom types, continuous checks
	Connect     string // https://api.connect.truora.com: WhatsApp. unverified: the host is inferred
	Identity    string // https://api.identity.truora.com: processes, contacts, customers, engagement
	Validations string // https://api.validations.truora.com: validators
	Files       string // https://files.truora.com: signed upload links
}

var defaultHosts = Hosts{
	Account:     "https://api.account.truora.com",
	Checks:      "https://api.checks.truora.com",
	Connect:     "https://api.connect.truora.com",
	Identity:    "https://api.identity.truora.com",
	Validations: "https://api.validations.truora.com",
	Files:       "https://files.truora.com",
}

// baseURLs are Hosts that have been read and found good.
type baseURLs struct {
	account, checks, connect, identity, validations, files *url.URL
}

func (b *baseURLs) withKey() []*url.URL {
	return []*url.URL{b.account, b.checks, b.connect, b.identity, b.validations}
}

func (b *baseURLs) byName() map[string]*url.URL {
	return map[string]*url.URL{
		"Account": b.account, "Checks": b.checks, "Connect": b.connect,
		"Identity": b.identity, "Validations": b.validations, "Files": b.files,
	}
}

// set replaces the hosts that h names.
func (b *baseURLs) set(h Hosts) error {
	for _, host := range []struct {
		name, value string
		to          **url.URL
	}{
		{"Account", h.Account, &b.account},
		{"Checks", h.Checks, &b.checks},
		{"Connect", h.Connect, &b.connect},
		{"Identity", h.Identity, &b.identity},
		{"Validations", h.Validations, &b.validations},
		{"Files", h.Files, &b.files},
	} {
		if host.value == "" {
			continue
		}
		u, err := url.Parse(host.value)
		switch {
		case err != nil || u.Host == "" || u.Hostname() == "":
			return fmt.Errorf("host %s is not a base URL such as https://api.checks.truora.com", host.name)
		case u.Scheme != "https" && u.Scheme != "http":
			return fmt.Errorf("host %s is neither https nor http", host.name)
		case u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return fmt.Errorf("host %s must not hold a user, a query or a fragment", host.name)
		}
		*host.to = u
	}
	return nil
}

// check refuses hosts in the clear, except on this machine. Once all options are
// known: insecure is one of them.
func (b *baseURLs) check(insecure bool) error {
	for name, u := range b.byName() {
		switch {
		case rest.IsPrivate(u):
		case rest.IsTruoras(u):
			return fmt.Errorf("host %s is Truora's own and must be https", name)
		case !insecure:
			return fmt.Errorf("host %s must be https: http is for this machine, and for tests WithInsecureHTTP", name)
		}
	}
	return nil
}

// checkMadeUp refuses a client that would only ever call the real Truora under the
// key of truoratest. Where some hosts are replaced, each call decides.
func (b *baseURLs) checkMadeUp() error {
	for _, u := range b.withKey() {
		if !rest.IsTruoras(u) {
			return nil
		}
	}
	return rest.ErrMadeUpKey
}
