package truoratest

import (
	"net"
	"net/http"
	"slices"
	"time"

	truora "github.com/truora/truora-go"
)

// TB has the methods of *testing.T that [NewServer] needs, so that this package does
// not link testing into programs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is a Truora account. It is an [http.Handler] and an [http.RoundTripper], and
// safe for concurrent use. Its areas have the names of the client's.
type Server struct {
	*core

	Checks      *Checks
	CustomTypes *CustomTypes
	Continuous  *Continuous
	Batches     *Batches
	Rules       *Rules
	Validators  *Validators
	Identity    *Identity
	APIKeys     *APIKeys
	Customers   *Customers
	WhatsApp    *WhatsApp
	Contacts    *Contacts
	Engagement  *Engagement
	// Webhooks sends events. The client has no such area.
	Webhooks *Webhooks

	storage  *storage
	router   router
	levers   levers
	requests []Request
	kept     int // the most of them; 0 is all

	closed   bool
	listener net.Listener
	web      *http.Server
	direct   *http.Transport
}

// Option changes a [Server] made by [New] or [NewServer].
type Option func(*Server)

// WithPace makes everything asynchronous go f times as fast, for demonstrations. It
// does not change the life of links, [Server.Slow], or how often the SDK asks
// (truora.WithPolling).
func WithPace(f float64) Option {
	return func(s *Server) { s.pace = f }
}

// WithClock gives the server a clock that can be moved, in place of time.Now. States,
// expiries, links, tokens and Date headers follow it; [Server.Slow] does not.
func WithClock(c *Clock) Option {
	return func(s *Server) {
		s.time = c.Now
		c.onMove(s.Webhooks.wake)
	}
}

// WithTime gives the server the time, in place of time.Now. now must not go back. What
// becomes due is seen with the next call.
func WithTime(now func() time.Time) Option {
	return func(s *Server) { s.time = now }
}

// WithSeed makes the ids, links and keys of a server differ from those of servers with
// another seed. They are the same in every run.
func WithSeed(seed string) Option {
	return func(s *Server) { s.seed = seed }
}

// WithWebhookKey sets [Webhooks.Key], for a server that has to be equal to another. Make
// the key at random: one that is published is accepted wherever someone configured it.
func WithWebhookKey(key string) Option {
	return func(s *Server) { s.Webhooks.key = key }
}

// WithRequestLog makes [Server.Requests] keep the last n calls only, for a server that
// runs for long. By default all are kept.
func WithRequestLog(n int) Option {
	return func(s *Server) { s.kept = n }
}

// New returns a server for a program; misuse of its levers panics. Tests use
// [NewServer].
func New(opts ...Option) *Server {
	c := newCore()
	s := &Server{
		core:        c,
		Checks:      newChecks(c),
		CustomTypes: newCustomTypes(c),
		Continuous:  &Continuous{core: c},
		Batches:     newBatches(c),
		Rules:       &Rules{core: c},
		Validators:  newValidators(c),
		Identity:    newIdentity(c),
		APIKeys:     newAPIKeys(c),
		Customers:   newCustomers(c),
		WhatsApp:    newWhatsApp(c),
		Contacts:    &Contacts{core: c},
		Engagement:  newEngagement(c),
		Webhooks:    newWebhooks(c),
		storage:     &storage{core: c},
	}
	s.connectAreas()
	for _, o := range opts {
		o(s)
	}
	if s.pace <= 0 {
		panic("truoratest: WithPace needs a number above 0")
	}
	if s.kept < 0 {
		panic("truoratest: WithRequestLog needs a number that is not negative")
	}
	return s
}

// connectAreas sets each area's references to other areas, and collects the routes.
func (s *Server) connectAreas() {
	s.Checks.customTypes, s.Checks.continuous, s.Checks.webhooks = s.CustomTypes, s.Continuous, s.Webhooks
	s.Continuous.checks, s.Continuous.webhooks = s.Checks, s.Webhooks
	s.Batches.checks, s.Batches.customTypes, s.Batches.continuous = s.Checks, s.CustomTypes, s.Continuous
	s.Batches.storage, s.storage.validators = s.storage, s.Validators
	s.Validators.webhooks = s.Webhooks
	s.Identity.checks, s.Identity.keys, s.Identity.webhooks = s.Checks, s.APIKeys, s.Webhooks
	s.Customers.checks, s.Customers.identity = s.Checks, s.Identity
	s.WhatsApp.contacts, s.WhatsApp.engagement, s.WhatsApp.webhooks = s.Contacts, s.Engagement, s.Webhooks
	s.Contacts.whatsapp = s.WhatsApp
	s.Engagement.whatsapp, s.Engagement.contacts = s.WhatsApp, s.Contacts
	s.router = slices.Concat(
		s.Checks.routes(), s.CustomTypes.routes(), s.Continuous.routes(), s.Batches.routes(), s.Rules.routes(),
		s.Validators.routes(), s.APIKeys.routes(), s.Identity.routes(), s.Customers.routes(),
		s.WhatsApp.routes(), s.Contacts.routes(), s.Engagement.routes(), s.Webhooks.routes(),
		s.storage.routes(), // last, because they match any path
	)
}

// NewServer returns a server that is closed when the test ends; misuse of its levers
// fails the test.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.tb = t
	t.Cleanup(s.Close)
	return s
}

// APIKey returns the key that this server accepts.
func (s *Server) APIKey() string { return APIKey }

// Client returns an SDK client of this server: without a socket, or over the listener
// once [Server.Start] has been called. opts override the options that it sets.
func (s *Server) Client(opts ...truora.Option) *truora.Client {
	s.mu.Lock()
	ln := s.listener
	s.mu.Unlock()
	wiring := []truora.Option{truora.WithHTTPClient(s.HTTPClient())}
	if ln != nil {
		wiring = []truora.Option{truora.WithHTTPClient(&http.Client{Transport: s.direct}), truora.WithHosts(truora.HostsAt("http://" + ln.Addr().String()))}
	}
	c, err := truora.New(APIKey, append(wiring, opts...)...)
	if err != nil {
		s.misuse("truoratest: making a client: %v", err)
	}
	return c
}

// HTTPClient returns a plain client whose transport is this server.
func (s *Server) HTTPClient() *http.Client { return &http.Client{Transport: s} }

// SetPageSize sets how many items a list page holds; the default is 10.
func (s *Server) SetPageSize(n int) {
	if n < 1 {
		s.misuse("truoratest: SetPageSize(%d): a page holds at least one item", n)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageSize = n
}

// Close closes the listener, if there is one; later calls are refused. It may be
// called more than once.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	web, direct := s.web, s.direct
	s.mu.Unlock()
	if web != nil {
		direct.CloseIdleConnections()
		_ = web.Close()
	}
}
