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
	HTTPClient    *http.Client // required; copied, never changed
	Key           func(context.Context) (string, error)
	KeyHosts      []*url.URL // the only hosts that see the key
	FileHosts     []*url.URL // the only hosts that files may be sent to
	Played        bool       // truoratest plays Truora's hosts, so its key may go there
	UserAgent     string
	Retries       int
	DedupeOnce    bool // calls that Truora recognizes are sent once, too
	RetryWaitMin  time.Duration
	RetryWaitMax  time.Duration
	RetryAfterMax time.Duration
	PollMin       time.Duration
	PollMax       time.Duration
	MaxBody       int64
	Report        func(context.Context, Attempt) // nil: nobody asks
	Limiter       Limiter                        // nil does not limit
	Surround      Surround                       // nil: nothing surrounds a call
	PublicError   func(*Failure) error
	Transient     func(error) bool // may the trouble that a public error tells of pass?
	Missing       func(error) bool // does a public error say that there is no such thing?
}

// Limiter paces requests; *rate.Limiter of golang.org/x/time is one.
type Limiter interface {
	Wait(ctx context.Context) error
}

// Core is what the clients of all hosts share. It is immutable.
type Core struct {
	cfg    Config
	places places
	clock  serverClock
	api    *retryablehttp.Client
	links  *retryablehttp.Client // for signed links: refuses the key

	userAgent []string // as a header holds it
}

// NewCore assembles the sending chain:
// retryablehttp → http.Client with our redirect rule → guard → the user's transport.
func NewCore(cfg Config) *Core {
	base := cfg.HTTPClient
	next := base.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	places := newPlaces(cfg.KeyHosts, cfg.FileHosts)
	jail := &jail{places, base.CheckRedirect}

	api := *base
	api.Transport = guard{next, jail.admit, tells(next)}
	api.CheckRedirect = jail.redirect

	links := *base
	links.Jar = nil
	links.Transport = guard{next, jail.admitLink, tells(next)}
	links.CheckRedirect = jail.redirect

	core := &Core{cfg: cfg, places: places, userAgent: []string{cfg.UserAgent}}
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

// At returns the client of the host at base.
func (c *Core) At(base *url.URL) *Client {
	return &Client{core: c, url: base, base: strings.TrimSuffix(base.String(), "/")}
}

// Refuse is the public error of a combined call that is refused before anything
// was sent.
func (c *Client) Refuse(op string, err error) error {
	return c.core.fail(&Failure{Op: op, Invalid: true, Err: err})
}

// Fail is the public error of a combined call that did not come to a result, of a kind
// or, if kind is nil, of none. No value of a person may be in text.
func (c *Client) Fail(op string, kind error, text string) error {
	return c.core.fail(&Failure{Op: op, Kind: kind, Err: own(text)})
}

// ServerTime returns the time of Truora's clock at t, if an answer had it.
func (c *Client) ServerTime(t time.Time) (time.Time, bool) {
	last := c.core.clock.last.Load()
	if last == nil {
		return time.Time{}, false
	}
	return last.theirs.Add(t.Sub(last.ours)), true
}

// UserAgent returns what the client calls itself.
func (c *Client) UserAgent() string { return c.core.cfg.UserAgent }

// Unreadable is the public error of an answer that was read, but lacks what a combined
// call needs of it. No value of the answer may be in err.
func (c *Client) Unreadable(op string, body []byte, err error) error {
	return c.core.fail(&Failure{Op: op, Status: http.StatusOK, Body: body, Decode: true, Err: err})
}

// effect is that of call, as far as the options trust Truora to recognize it.
func (c *Core) effect(call *Call) Effect {
	if effect := call.effect(); effect != Dedupe || !c.cfg.DedupeOnce {
		return effect
	}
	return Once
}

// Client sends calls to one host.
type Client struct {
	core *Core
	url  *url.URL
	base string // url without a slash at the end
}
