package rest

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const maxErrorBody = 1 << 20

// Config is the result of the root package's options.
type Config struct {
	Err           error        // every call fails with it
	HTTPClient    *http.Client // required; copied, never changed
	Key           func(context.Context) (string, error)
	KeyHosts      []*url.URL // the only hosts that get the key
	FileHosts     []*url.URL // the only hosts that files may be sent to
	Played        bool       // truoratest stands in for Truora's hosts, so its key may be sent there
	UserAgent     string
	Retries       int
	DedupeOnce    bool // send calls that Truora deduplicates only once, too
	RetryWaitMin  time.Duration
	RetryWaitMax  time.Duration
	RetryAfterMax time.Duration
	PollMin       time.Duration
	PollMax       time.Duration
	MaxBody       int64
	Report        func(context.Context, Attempt) // nil: no reports
	Limiter       Limiter                        // nil: no limit
	Surround      Surround                       // nil: none
	PublicError   func(*Failure) error
	Transient     func(error) bool // reports whether the cause of a public error may pass
	Missing       func(error) bool // reports whether a public error says that the resource does not exist
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

	userAgent []string // in the form of a header value
}

// NewCore assembles the chain of transports:
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

// At returns the client for the host at base.
func (c *Core) At(base *url.URL) *Client {
	return &Client{core: c, url: base, base: strings.TrimSuffix(base.String(), "/")}
}

// Refuse returns the public error for an operation of several calls that is refused
// before anything was sent.
func (c *Client) Refuse(op string, err error) error {
	return c.core.fail(&Failure{Op: op, Invalid: true, Err: err})
}

// Fail returns the public error for an operation of several calls that had no result.
// Its kind is kind, or none if that is nil. text must not contain personal data.
func (c *Client) Fail(op string, kind error, text string) error {
	return c.core.fail(&Failure{Op: op, Kind: kind, Err: own(text)})
}

// ServerTime returns the time of Truora's clock at t, if an answer has given it.
func (c *Client) ServerTime(t time.Time) (time.Time, bool) {
	last := c.core.clock.last.Load()
	if last == nil {
		return time.Time{}, false
	}
	return last.theirs.Add(t.Sub(last.ours)), true
}

// UserAgent returns the client's User-Agent.
func (c *Client) UserAgent() string { return c.core.cfg.UserAgent }

// Unreadable returns the public error for an answer that was decoded, but lacks
// something that an operation of several calls needs. err must not contain a value of
// the answer.
func (c *Client) Unreadable(op string, body []byte, err error) error {
	return c.core.fail(&Failure{Op: op, Status: http.StatusOK, Body: body, Decode: true, Err: err})
}

// effect returns the effect of call, given how far the options trust Truora to
// deduplicate it.
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
	base string // without a trailing slash
}
