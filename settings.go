package truora

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/truora/truora-go/internal/rest"
)

// settings are what the options set. They are copied, never shared.
type settings struct {
	err       error
	key       keySource
	http      *http.Client
	hosts     baseURLs
	userAgent string
	retries   int
	retryWait [2]time.Duration
	polling   [2]time.Duration
	maxBody   int64
	insecure  bool       // plain http to hosts that are not Truora's
	fileHosts []*url.URL // beside hosts.files
	madeUp    bool       // the key is that of truoratest
	played    bool       // truoratest is the transport, or was before it was wrapped
	report    func(context.Context, rest.Attempt)
	limiter   Limiter
	surround  rest.Surround // the interceptors; nil if there are none
	// dedupeOnce sends calls once even if Truora would recognize a second one.
	dedupeOnce bool
}

// keySource hides the key from every way of printing the settings.
type keySource func(context.Context) (string, error)

func fixedKey(key string) keySource {
	return func(context.Context) (string, error) { return key, nil }
}

// Defaults of the options.
const (
	DefaultRetries      = 3
	DefaultRetryWaitMin = 500 * time.Millisecond
	DefaultRetryWaitMax = 10 * time.Second
	DefaultPollingMin   = 2 * time.Second
	DefaultPollingMax   = 30 * time.Second
	DefaultMaxBody      = 64 << 20

	// MaxRetryAfter is the longest Retry-After for which a call waits.
	MaxRetryAfter = 60 * time.Second
)

func defaults() settings {
	s := settings{
		userAgent: userAgent,
		retries:   DefaultRetries,
		retryWait: [2]time.Duration{DefaultRetryWaitMin, DefaultRetryWaitMax},
		polling:   [2]time.Duration{DefaultPollingMin, DefaultPollingMax},
		maxBody:   DefaultMaxBody,
	}
	s.err = s.hosts.set(defaultHosts)
	return s
}

// apply runs the options and keeps the first error.
func (s *settings) apply(opts []Option) {
	for i, opt := range opts {
		if s.err != nil {
			return
		}
		if opt == nil {
			s.err = fmt.Errorf("option %d is nil", i+1)
			return
		}
		s.err = opt(s)
	}
}

// check finds what is wrong with the options together.
func (s *settings) check() {
	if s.err == nil {
		s.err = s.hosts.check(s.insecure)
	}
	if s.err == nil && s.madeUp && !s.played {
		s.err = s.hosts.checkMadeUp()
	}
}
