package truora

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"time"

	"github.com/truora/truora-go/internal/rest"
)

// Option sets one thing of a [Client], in [New], [FromEnv] or [Client.With].
type Option func(*settings) error

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
	// dedupeOnce: calls that Truora would recognize are sent once, too.
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

	// MaxRetryAfter is the longest Retry-After that is waited for.
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

// WithHTTPClient makes calls through a copy of client: its Transport, Jar,
// Timeout and CheckRedirect are used, and the client itself is never changed.
// Timeout bounds one attempt, downloads included; the context bounds the whole
// call. CheckRedirect is asked about redirects of reads that the SDK allows; no
// other is followed.
//
// Without this option each client has a transport of its own, made of
// http.DefaultTransport as it is at the time: an attempt that gets no header
// within 90 seconds is given up, HTTP/2 connections that died are found by pings,
// and idle connections are closed after 4 seconds, before servers do. Calls that
// must not be sent twice never take a connection that has been idle. Give a
// transport of your own a short IdleConnTimeout and, for HTTP/2, pings.
//
// An *http.Transport reports to net/http/httptrace everything that it does, and
// so can prove that a request never left. Any other Transport must report GetConn
// before it asks for a connection, GotConn for each that it gets, and
// WroteHeaderField or WroteHeaders when it writes on it, for every request that it
// sends; even so only an error that says by itself that there was no connection
// (such as a *net.OpError of "dial") counts as proof. Where there is none, a lost
// connection is a lost answer. A Transport that sends a request again by itself is
// stopped if it reports that.
func WithHTTPClient(client *http.Client) Option {
	return func(s *settings) error {
		if client == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		c := *client
		s.http = &c
		_, onWire := c.Transport.(*http.Transport)
		s.played = isFake(c.Transport) || s.played && c.Transport != nil && !onWire
		return nil
	}
}

// isFake reports whether t is of package truoratest, which imports this one.
func isFake(t http.RoundTripper) bool {
	of := reflect.TypeOf(t)
	return of != nil && of.Kind() == reflect.Pointer && of.Elem().PkgPath() == modulePath+"/truoratest"
}

// WithHosts replaces the base URLs that hosts names: for a proxy of your own,
// or for truoratest. The API key is sent to the hosts given here.
func WithHosts(hosts Hosts) Option {
	return func(s *settings) error {
		if err := s.hosts.set(hosts); err != nil {
			return fmt.Errorf("WithHosts: %w", err)
		}
		return nil
	}
}

// WithInsecureHTTP lets [WithHosts] name hosts over plain http that are not on
// this machine: for tests, such as a truoratest in another container
// (http://truora:8080). Whoever is on the way reads all that is sent there, the
// API key included. Truora's own hosts are refused over http all the same.
func WithInsecureHTTP() Option {
	return func(s *settings) error {
		s.insecure = true
		return nil
	}
}

// WithFileHosts names hosts, such as "bucket.s3.us-east-1.amazonaws.com", that files
// may be uploaded to beside Hosts.Files: exactly these, over https on port 443.
// Truora's answers name the links; a link elsewhere is refused ([ErrInvalid]). Links
// for downloads may be on any public host; on those named here, and in [WithHosts],
// also if they are in a private network. A name that leads there is refused by the
// transport that the SDK has by default; one given to [WithHTTPClient] has to look
// itself. An address is refused with any.
func WithFileHosts(hosts ...string) Option {
	return func(s *settings) error {
		list := slices.Clone(s.fileHosts)
		for _, host := range hosts {
			if !hostName.MatchString(host) {
				return errors.New("WithFileHosts: a host is not a name such as files.example.com")
			}
			list = append(list, &url.URL{Scheme: "https", Host: host})
		}
		s.fileHosts = list
		return nil
	}
}

// hostName is a name with a dot whose last part is no number: an address is none.
var hostName = regexp.MustCompile(`^([a-zA-Z0-9_-]+\.)+[a-zA-Z][a-zA-Z0-9-]*$`)

// WithRetries sets how often a call may be sent again after its first attempt;
// 0 never. The default is [DefaultRetries]. Whether a call may be sent again at
// all depends on what it does: see the package comment.
func WithRetries(n int) Option {
	return func(s *settings) error {
		if n < 0 {
			return errors.New("WithRetries: the number is negative")
		}
		s.retries = n
		return nil
	}
}

// WithoutDedupeRetries sends calls once that create something and that Truora
// recognizes when they come a second time, such as Checks.Create without
// ForceCreation: after a lost answer the error is [ErrOutcomeUnknown], as with all
// other calls that create. Truora does not publish for how long it recognizes a
// call.
func WithoutDedupeRetries() Option {
	return func(s *settings) error {
		s.dedupeOnce = true
		return nil
	}
}

// WithRetryWait bounds the wait before another attempt. It is drawn at random
// between zero and a ceiling that begins at shortest and doubles up to longest.
// A longer Retry-After of the server is kept, up to [MaxRetryAfter]; if the server
// asks for more, its answer comes back at once as an [Error] that carries the wait.
func WithRetryWait(shortest, longest time.Duration) Option {
	return interval("WithRetryWait", shortest, longest, func(s *settings) *[2]time.Duration { return &s.retryWait })
}

// WithPolling bounds the pauses of every Wait and of the wait for a file: they
// begin at shortest and grow by half up to longest, give or take a fifth. What
// takes hours, such as a delayed check, is asked for at ten times longest.
func WithPolling(shortest, longest time.Duration) Option {
	return interval("WithPolling", shortest, longest, func(s *settings) *[2]time.Duration { return &s.polling })
}

func interval(name string, shortest, longest time.Duration, field func(*settings) *[2]time.Duration) Option {
	return func(s *settings) error {
		if shortest <= 0 || longest < shortest {
			return fmt.Errorf("%s: wants 0 < shortest <= longest", name)
		}
		*field(s) = [2]time.Duration{shortest, longest}
		return nil
	}
}

// WithLogger logs every attempt at level debug: the operation, the attempt, the
// status and the time taken. At level warn are those that will be sent again, and,
// with outcome=unknown, the end of a call that changes something and whose answer
// was lost. Never a URL, a header or a body.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) error {
		if logger == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		s.report = logTo(logger)
		return nil
	}
}

// WithUserAgent puts the name of your program, such as "shop/1.4", before the
// SDK's own in the User-Agent header.
func WithUserAgent(program string) Option {
	return func(s *settings) error {
		if program == "" {
			return errors.New("WithUserAgent: the name is empty")
		}
		for _, b := range []byte(program) {
			if b < ' ' || b >= 0x7f {
				return errors.New("WithUserAgent: the name holds a control character or one outside ASCII")
			}
		}
		s.userAgent = program + " " + userAgent
		return nil
	}
}

// WithKey makes calls under another API key, such as the web token of one
// identity process: client.With(truora.WithKey(token)).
func WithKey(key string) Option {
	return func(s *settings) error {
		if err := rest.CheckKey(key); err != nil {
			return fmt.Errorf("WithKey: %w", err)
		}
		s.key, s.madeUp = fixedKey(key), key == rest.MadeUpKey
		return nil
	}
}

// WithKeySource asks source for the API key at the beginning of every call, so
// that a key can be rotated while the program runs. It must be safe for
// concurrent use and should be quick. If it fails nothing is sent, and the error
// does not repeat its text. With it, New takes an empty key.
func WithKeySource(source func(context.Context) (string, error)) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("WithKeySource: the source is nil")
		}
		s.key, s.madeUp = source, false
		return nil
	}
}

// Limiter paces requests. *rate.Limiter of golang.org/x/time/rate is one.
type Limiter interface {
	// Wait returns once a request may be sent, or with an error if it may not.
	Wait(ctx context.Context) error
}

// WithLimiter asks limiter before every attempt of every call, those of waits,
// retries and files included. If it returns an error, nothing is sent.
func WithLimiter(limiter Limiter) Option {
	return func(s *settings) error {
		if limiter == nil {
			return errors.New("WithLimiter: the limiter is nil")
		}
		s.limiter = limiter
		return nil
	}
}

// WithMaxBody sets the largest JSON answer that is read, in bytes; the default
// is [DefaultMaxBody]. A larger one is a [DecodeError]. Downloads are streamed and have
// no limit.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) error {
		if bytes <= 0 {
			return errors.New("WithMaxBody: the size must be positive")
		}
		s.maxBody = bytes
		return nil
	}
}

// logTo stands apart from the sending, so that a program without a logger does
// not link one.
func logTo(logger *slog.Logger) func(context.Context, rest.Attempt) {
	return func(ctx context.Context, a rest.Attempt) {
		level, msg := slog.LevelDebug, "truora: answer"
		if a.Failed {
			msg = "truora: no answer"
		}
		attrs := []slog.Attr{slog.String("op", a.Op), slog.Int("attempt", a.Number), slog.Duration("elapsed", a.Elapsed)}
		switch {
		case a.Again:
			level, msg = slog.LevelWarn, msg+", may be sent again"
		case a.Unknown:
			level = slog.LevelWarn
			attrs = append(attrs, slog.String("outcome", "unknown"))
		}
		if a.Status != 0 {
			attrs = append(attrs, slog.Int("status", a.Status))
		}
		logger.LogAttrs(ctx, level, msg, attrs...)
	}
}
