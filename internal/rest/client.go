package rest

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// KeyHeader carries the API key.
const KeyHeader = "Truora-API-Key"

const maxErrorBody = 1 << 20

// Config is what the root package's options come down to.
type Config struct {
	Err           error        // every call fails with it
	HTTPClient    *http.Client // copied, never changed
	Key           func(context.Context) (string, error)
	KeyHosts      []*url.URL // the only hosts that see the key
	FileHosts     []string   // host names of signed links that files may be sent to
	UserAgent     string
	Retries       int
	RetryWaitMin  time.Duration
	RetryWaitMax  time.Duration
	RetryAfterMax time.Duration
	PollMin       time.Duration
	PollMax       time.Duration
	MaxBody       int64
	Report        func(context.Context, Attempt) // nil: nobody asks
	Limiter       Limiter                        // nil does not limit
	PublicError   func(*Failure) error
	Transient     func(error) bool // may the trouble that a public error tells of pass?
}

// Limiter paces requests; *rate.Limiter of golang.org/x/time is one.
type Limiter interface {
	Wait(ctx context.Context) error
}

// Core is what the clients of all hosts share. It is immutable.
type Core struct {
	cfg   Config
	api   *retryablehttp.Client
	links *retryablehttp.Client // for signed links: refuses the key
}

// NewCore assembles the sending chain:
// retryablehttp → http.Client with our redirect rule → guard → the user's transport.
func NewCore(cfg Config) *Core {
	base := cfg.HTTPClient
	if base == nil {
		base = &http.Client{Transport: defaultTransport}
	}
	transport := base.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	jail := newJail(cfg.KeyHosts, base.CheckRedirect)

	api := *base
	api.Transport = guard{transport, jail.admit}
	api.CheckRedirect = jail.redirect

	links := *base
	links.Jar = nil
	links.Transport = guard{transport, refuseKey}
	links.CheckRedirect = jail.redirect

	core := &Core{cfg: cfg}
	core.api, core.links = core.retrying(&api), core.retrying(&links)
	return core
}

func (c *Core) retrying(client *http.Client) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient:   client,
		Logger:       nil, // it would print URLs
		RetryWaitMin: c.cfg.RetryWaitMin,
		RetryWaitMax: c.cfg.RetryWaitMax,
		RetryMax:     c.cfg.Retries,
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		PrepareRetry: c.prepareRetry,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// A header that does not come within this time is a lost answer. Truora's
// gateway gives up long before.
const headerTimeout = 90 * time.Second

var defaultTransport = func() http.RoundTripper {
	std, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // replaced by the program
		return http.DefaultTransport
	}
	t := std.Clone()
	t.ResponseHeaderTimeout = headerTimeout
	t.MaxIdleConnsPerHost = 64
	return t
}()

// At returns the client of the host at base.
func (c *Core) At(base *url.URL) *Client {
	return &Client{core: c, base: strings.TrimSuffix(base.String(), "/")}
}

// Client sends calls to one host.
type Client struct {
	core *Core
	base string // URL without a slash at the end
}
