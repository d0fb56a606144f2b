package truora

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/truora/truora-go/internal/rest"
)

// Hosts are the base URLs of Truora's hosts. An empty one keeps its default. A
// base URL is https, or http on this machine ([WithInsecureHTTP] allows more);
// it may have a path, to which Truora's paths are appended. The API key is sent
// to these hosts only, and never to Files or Page. Files are uploaded to Files only,
// unless [WithFileHosts] names more hosts.
type Hosts struct {
	Account     string // https://api.account.truora.com: API keys, batches, rules
	Checks      string // https://api.checks.truora.com: background checks, custom types, continuous checks
	Connect     string // https://api.connect.truora.com: WhatsApp. observed: all clients that name a host use it
	Identity    string // https://api.identity.truora.com: processes, contacts, customers, engagement
	Validations string // https://api.validations.truora.com: validators
	Files       string // https://files.truora.com: signed upload links
	Page        string // https://identity.truora.com: what a person opens, see apikeys.Token.LaunchURL
}

// HostsAt returns the hosts of a server that has all of them at one address, each under
// its own name: http://localhost:8080/api.checks.truora.com. The sandbox and truoratest
// are such servers.
func HostsAt(base string) Hosts {
	hosts := defaultHosts
	for _, f := range hostFields(&hosts, new(baseURLs)) {
		*f.text = strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(*f.text, "https://")
	}
	return hosts
}

var defaultHosts = Hosts{
	Account:     "https://api.account.truora.com",
	Checks:      "https://api.checks.truora.com",
	Connect:     "https://api.connect.truora.com",
	Identity:    "https://api.identity.truora.com",
	Validations: "https://api.validations.truora.com",
	Files:       "https://files.truora.com",
	Page:        "https://identity.truora.com",
}

// baseURLs are Hosts that have been parsed and validated.
type baseURLs struct {
	account, checks, connect, identity, validations, files, page *url.URL
}

func (b *baseURLs) withKey() []*url.URL {
	return []*url.URL{b.account, b.checks, b.connect, b.identity, b.validations}
}

// hostField is a field of Hosts, and where it is kept.
type hostField struct {
	name string
	text *string
	url  **url.URL
}

func hostFields(h *Hosts, b *baseURLs) []hostField {
	return []hostField{
		{"Account", &h.Account, &b.account},
		{"Checks", &h.Checks, &b.checks},
		{"Connect", &h.Connect, &b.connect},
		{"Identity", &h.Identity, &b.identity},
		{"Validations", &h.Validations, &b.validations},
		{"Files", &h.Files, &b.files},
		{"Page", &h.Page, &b.page},
	}
}

// set replaces the hosts that are not empty in h.
func (b *baseURLs) set(h Hosts) error {
	for _, f := range hostFields(&h, b) {
		if *f.text == "" {
			continue
		}
		u, err := url.Parse(*f.text)
		switch {
		case err != nil || u.Hostname() == "":
			return fmt.Errorf("host %s is not a base URL such as https://api.checks.truora.com", f.name)
		case u.Scheme != "https" && u.Scheme != "http":
			return fmt.Errorf("host %s is neither https nor http", f.name)
		case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
			return fmt.Errorf("host %s must not contain a user, a query or a fragment", f.name)
		}
		*f.url = u
	}
	return nil
}

// check refuses plain http hosts, except on this machine. It runs once all
// options are known, because insecure is one of them.
func (b *baseURLs) check(insecure bool) error {
	for _, f := range hostFields(new(Hosts), b) {
		switch u := *f.url; {
		case rest.IsPrivate(u):
		case rest.IsTruoras(u):
			return fmt.Errorf("host %s is Truora's own and must be https", f.name)
		case !insecure:
			return fmt.Errorf("host %s must be https: http is for this machine, and for tests WithInsecureHTTP", f.name)
		}
	}
	return nil
}

// checkMadeUp refuses a client that would only ever call the real Truora with the
// key of truoratest. If some hosts have been replaced, each call is checked
// instead.
func (b *baseURLs) checkMadeUp() error {
	for _, u := range b.withKey() {
		if !rest.IsTruoras(u) {
			return nil
		}
	}
	return rest.ErrMadeUpKey
}
