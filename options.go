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

// Option configures a [Client], in [New], [FromEnv] or [Client.With].
type Option func(*settings) error

// WithHTTPClient makes calls through a copy of client: its Transport, Jar,
// Timeout and CheckRedirect are used, and client itself is never changed.
// Timeout bounds one attempt, downloads included; the context bounds the whole
// call. CheckRedirect is called for the redirects that the SDK allows, which
// are those of reads; no others are followed.
//
// Without this option each client has a transport of its own, a modified copy of
// http.DefaultTransport, taken when the client is made: an attempt that receives
// no header within 90 seconds fails, pings detect dead HTTP/2 connections, and
// idle connections are closed after 4 seconds, before servers close them. Calls
// that must not be sent twice never reuse an idle connection. Give a transport
// of your own a short IdleConnTimeout and, for HTTP/2, pings.
//
// An *http.Transport reports everything that it does to net/http/httptrace, and so
// can prove that a request never left. For every request that it sends, any other
// Transport must report GetConn before it asks for a connection, GotConn for each
// connection that it gets, and WroteHeaderField or WroteHeaders when it writes to
// one. Even then only an error that itself says that there was no connection (such
// as a *net.OpError with Op "dial") counts as proof. Without proof, a lost
// connection is a lost answer. A Transport that sends a request again on its own
// is stopped if it reports that.
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

// WithHosts replaces the base URLs that are set in hosts: for a proxy of your
// own, or for truoratest. The API key is sent to the hosts given here, except
// Files and Page.
func WithHosts(hosts Hosts) Option {
	return func(s *settings) error {
		if err := s.hosts.set(hosts); err != nil {
			return fmt.Errorf("WithHosts: %w", err)
		}
		return nil
	}
}

// WithInsecureHTTP lets [WithHosts] name plain http hosts that are not on this
// machine. It is for tests, for example against a truoratest in another
// container (http://truora:8080). Anyone on the network path can read
// everything that is sent there, the API key included. Truora's own hosts are
// still refused over http.
func WithInsecureHTTP() Option {
	return func(s *settings) error {
		s.insecure = true
		return nil
	}
}

// WithFileHosts names hosts, such as "bucket.s3.us-east-1.amazonaws.com", to which
// files may be uploaded in addition to Hosts.Files: exactly these, over https on
// port 443. Upload links come from Truora's answers; a link to any other host is
// refused ([ErrInvalid]).
//
// Download links may point to any public host. Only the hosts named here and in
// [WithHosts] may be in a private network. The SDK's own transport refuses other
// names that resolve to a private address; a transport given to [WithHTTPClient] has
// to check that itself. A link with a private IP address is refused whatever the
// transport.
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

// hostName matches a name with a dot whose last label is not a number, so no
// address.
var hostName = regexp.MustCompile(`^([a-zA-Z0-9_-]+\.)+[a-zA-Z][a-zA-Z0-9-]*$`)

// WithRetries sets how often a call may be sent again after its first attempt;
// 0 means never. The default is [DefaultRetries]. Whether a call may be sent
// again at all depends on what it does: see the package comment.
func WithRetries(n int) Option {
	return func(s *settings) error {
		if n < 0 {
			return errors.New("WithRetries: the number is negative")
		}
		s.retries = n
		return nil
	}
}

// WithoutDedupeRetries stops the SDK from sending again those calls that create
// something but that Truora recognizes if it receives them twice, such as
// Checks.Create without ForceCreation. After a lost answer the error is then
// [ErrOutcomeUnknown], as for all other calls that create. Truora does not publish
// for how long it recognizes a call.
func WithoutDedupeRetries() Option {
	return func(s *settings) error {
		s.dedupeOnce = true
		return nil
	}
}

// WithRetryWait bounds the wait before another attempt. The wait is random, between
// zero and a ceiling that starts at shortest and doubles up to longest. If the
// server sends a longer Retry-After, that is respected, up to [MaxRetryAfter]; if
// it asks for more, the call returns at once with an [Error] whose RetryAfter is
// that wait.
func WithRetryWait(shortest, longest time.Duration) Option {
	return interval("WithRetryWait", shortest, longest, func(s *settings) *[2]time.Duration { return &s.retryWait })
}

// WithPolling bounds the pauses of every Wait and of the wait for a file: they
// start at shortest and grow by half each time, up to longest, plus or minus a
// fifth at random. What takes hours, such as a delayed check, is polled at ten
// times longest.
func WithPolling(shortest, longest time.Duration) Option {
	return interval("WithPolling", shortest, longest, func(s *settings) *[2]time.Duration { return &s.polling })
}

func interval(name string, shortest, longest time.Duration, field func(*settings) *[2]time.Duration) Option {
	return func(s *settings) error {
		if shortest <= 0 || longest < shortest {
			return fmt.Errorf("%s: requires 0 < shortest <= longest", name)
		}
		*field(s) = [2]time.Duration{shortest, longest}
		return nil
	}
}

// WithLogger logs every attempt at level debug: the operation, the attempt, the
// status and the time taken. It logs at level warn the attempts that will be
// followed by another and, with outcome=unknown, the last attempt of a call that
// changes something and whose answer was lost. It never logs a URL, a header or a
// body.
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
				return errors.New("WithUserAgent: the name contains a control character or one outside ASCII")
			}
		}
		s.userAgent = program + " " + userAgent
		return nil
	}
}

// WithKey sets the API key. With [Client.With] it replaces the key, for example
// by the web token of one identity process: client.With(truora.WithKey(token)).
func WithKey(key string) Option {
	return func(s *settings) error {
		if err := rest.CheckKey(key); err != nil {
			return fmt.Errorf("WithKey: %w", err)
		}
		s.key, s.madeUp = fixedKey(key), key == rest.MadeUpKey
		return nil
	}
}

// WithKeySource calls source for the API key at the beginning of every call, so
// that a key can be rotated while the program runs. The source must be safe for
// concurrent use and should be quick. If it fails, nothing is sent, and the
// error does not repeat its text. With this option, the key passed to New may be
// empty.
func WithKeySource(source func(context.Context) (string, error)) Option {
	return func(s *settings) error {
		if source == nil {
			return errors.New("WithKeySource: the source is nil")
		}
		s.key, s.madeUp = source, false
		return nil
	}
}

// Limiter limits the rate of requests. *rate.Limiter of golang.org/x/time/rate
// implements it.
type Limiter interface {
	// Wait returns once a request may be sent, or with an error if it may not.
	Wait(ctx context.Context) error
}

// WithLimiter calls limiter before every attempt of every call, including those
// of waits, retries and files. If it returns an error, nothing is sent.
func WithLimiter(limiter Limiter) Option {
	return func(s *settings) error {
		if limiter == nil {
			return errors.New("WithLimiter: the limiter is nil")
		}
		s.limiter = limiter
		return nil
	}
}

// WithMaxBody sets the size of the largest JSON answer that is read, in bytes; the
// default is [DefaultMaxBody]. A larger answer gives a [DecodeError]. Downloads are
// streamed and have no limit.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) error {
		if bytes <= 0 {
			return errors.New("WithMaxBody: the size must be positive")
		}
		s.maxBody = bytes
		return nil
	}
}
