package rest

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// errRefused marks a request that was stopped before it was sent.
var errRefused = errors.New("refused")

type refusal string

func (r refusal) Error() string        { return string(r) }
func (r refusal) Is(target error) bool { return target == errRefused }

// jail keeps the key, and the personal data in a call, on Truora's hosts.
type jail struct {
	places places
	user   func(*http.Request, []*http.Request) error
}

// admit is the last check of a request before it is sent.
func (j *jail) admit(req *http.Request) error {
	if j.places.mayHaveKey(req.URL) {
		return nil
	}
	if _, has := req.Header[keyHeader]; has {
		return refusal("the API key may not go to this host")
	}
	return j.places.admit(req.URL)
}

// admitLink is admit for signed links.
func (j *jail) admitLink(req *http.Request) error {
	if _, has := req.Header[keyHeader]; has {
		return refusal("the API key may not go to a signed link")
	}
	return j.places.admit(req.URL)
}

const maxRedirects = 5

// redirect is the CheckRedirect of both clients, called for GETs only. A JSON answer
// must come from the host that was asked; a file may be elsewhere. net/http copies
// every header of the first request to each hop, also across hosts.
func (j *jail) redirect(req *http.Request, via []*http.Request) error {
	from := via[len(via)-1].URL
	x := exchangeOf(req.Context())
	switch {
	case len(via) >= maxRedirects:
		return refusal("too many redirects")
	case isTLS(from) && !isTLS(req.URL):
		return refusal("redirected to an address without TLS")
	case authority(req.URL) != authority(from) && (x == nil || !x.stream):
		return refusal("redirected to another host")
	}
	if err := j.places.admit(req.URL); err != nil {
		return err
	}
	req.Header.Del("Referer") // the previous URL can name a person
	left := !j.places.mayHaveKey(req.URL)
	for _, hop := range via {
		left = left || !j.places.mayHaveKey(hop.URL)
	}
	if left { // and no way back: the foreign host chose this address
		req.Header.Del(keyHeader)
	}
	if j.user != nil {
		return j.user(req, via)
	}
	return nil
}

func isTLS(u *url.URL) bool { return strings.EqualFold(u.Scheme, "https") }

// IsPrivate reports whether what is sent to u cannot be read on the way: it is TLS, or
// goes to this machine.
func IsPrivate(u *url.URL) bool {
	switch strings.ToLower(u.Scheme) {
	case "https":
		return u.Hostname() != ""
	case "http":
		host := u.Hostname()
		ip := net.ParseIP(host)
		return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
	default:
		return false
	}
}

// authority returns the host and port of u in canonical form.
func authority(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		switch scheme {
		case "https":
			port = "443"
		case "http":
			port = "80"
		}
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if strings.Contains(host, ":") { // IPv6
		host = "[" + host + "]"
	}
	return scheme + "://" + host + ":" + port
}
