package truora

import (
	"fmt"
	"net/url"

	"github.com/truora/truora-go/internal/rest"
)

// Hosts are the base URLs of Truora's hosts. An empty one keeps its default.
// A base URL is https, or http on this machine; it may hold a path, behind
// which Truora's paths are appended. The API key goes to these hosts alone,
// except to Files, which never gets it.
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
		case !rest.IsPrivate(u):
			return fmt.Errorf("host %s must be https (http only on this machine)", host.name)
		case u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return fmt.Errorf("host %s must not hold a user, a query or a fragment", host.name)
		}
		*host.to = u
	}
	return nil
}
