package sandbox

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/internal/hosted"
)

// pageRoutes is the page on which people go through processes, for whoever has a token
// that an account gave out.
func (s *Server) pageRoutes() http.Handler {
	page := hosted.New(func(token string) (*truora.Client, *http.Client, error) {
		a := s.ofToken(token)
		if a == nil {
			return nil, nil, errors.New("no account has given out the token")
		}
		client, err := a.Client(truora.WithKey(token), truora.WithUserAgent("sandbox-page"), truora.WithPolling(100*time.Millisecond, time.Second))
		return client, a.HTTPClient(), err
	})
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		// By the Host header it is at /, else under the host's name.
		http.StripPrefix(strings.TrimSuffix(pagePath(req), "/"), page).ServeHTTP(w, req)
	})
}

func pagePath(req *http.Request) string {
	if nameOf(req.Host) == pageHost {
		return "/"
	}
	return "/" + pageHost + "/"
}

// ofToken is the account that gave out a token, or nil.
func (s *Server) ofToken(token string) *Account {
	req := &http.Request{URL: &url.URL{}, Header: http.Header{http.CanonicalHeaderKey(keyHeader): {token}}}
	for _, a := range s.Accounts() {
		if token != "" && a.owns(req) {
			return a
		}
	}
	return nil
}
