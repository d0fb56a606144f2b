package rest

import (
	"errors"
	"net/url"
	"strings"
)

// MadeUpKey is truoratest.APIKey. It is declared here because that package imports this
// one, through the root package.
const MadeUpKey = "truoratest-made-up-key"

// ErrMadeUpKey is the reason to refuse a call with the key of truoratest.
var ErrMadeUpKey = errors.New("the API key of truoratest is not for Truora's own hosts: " +
	"set TRUORA_BASE_URL to the sandbox, or make the client with the Client method of truoratest.Server or with WithHosts")

// IsTruoras reports whether a host is Truora's own.
func IsTruoras(u *url.URL) bool {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	return host == "truora.com" || strings.HasSuffix(host, ".truora.com")
}

// checkMadeUp keeps the key of truoratest, and with it a test's data, away from the
// real Truora.
func (c *Client) checkMadeUp(key string) error {
	if key == MadeUpKey && !c.core.cfg.Played && IsTruoras(c.url) {
		return ErrMadeUpKey
	}
	return nil
}
