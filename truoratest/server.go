package truoratest

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/truora/truora-go"
)

// APIKey is the one key a [Server] takes.
const APIKey = "truoratest-made-up-key" //nolint:gosec // made up, and no secret

// TB is what [NewServer] needs of a *testing.T, so that this package does not link testing into programs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is a Truora account. It is an [http.Handler] and an [http.RoundTripper], and safe for concurrent use.
type Server struct {
	mu     sync.Mutex
	tb     TB
	pace   float64
	closed bool
	serial int

	pageSize int
	levers   levers
	requests []Request
	charges  []Charge
	files    map[string]storedFile

	webhooks    webhooksState
	checks      checksState
	credentials map[string]credential
	settings    settings
	validators  validatorsState
	keys        keysState
	identity    identityState
	// customersData is what is known of customers beyond their processes and checks.
	customersData customersState
	// customTypes holds the weights of custom types: country, name, data set.
	customTypes map[string]map[string]map[string]float64
	continuous  continuousState
	batches     batchesState
	rules       rulesState

	whatsapp   whatsappState
	contacts   contactsState
	engagement engagementState

	listener net.Listener
	web      *http.Server
	direct   *http.Transport
}

// Option changes a [Server] made by [New] or [NewServer].
type Option func(*Server)

// WithPace makes everything asynchronous go f times as fast: for demonstrations in real time. It has no effect
// on the life of links or on [Server.Slow], nor on how often the SDK asks: that is truora.WithPolling.
func WithPace(f float64) Option {
	return func(s *Server) { s.pace = f }
}

// New makes a server for a program; misuse of its levers panics. Tests use [NewServer].
func New(opts ...Option) *Server {
	s := &Server{
		pace: 1, pageSize: 10,
		files:         map[string]storedFile{},
		checks:        newChecksState(),
		webhooks:      newWebhooksState(),
		credentials:   map[string]credential{},
		customTypes:   map[string]map[string]map[string]float64{},
		validators:    newValidatorsState(),
		whatsapp:      newWhatsAppState(),
		engagement:    newEngagementState(),
		keys:          keysState{bySecret: map[string]*mintedKey{}},
		identity:      identityState{byID: map[string]*process{}, reserved: map[string]ProcessScript{}},
		customersData: customersState{tags: map[string]*tagBook{}, lines: map[string][]WABALine{}},
	}
	for _, o := range opts {
		o(s)
	}
	if s.pace <= 0 {
		panic("truoratest: WithPace needs a number above 0")
	}
	return s
}

// NewServer makes a server that is closed when the test ends; misuse of its levers fails the test.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.tb = t
	t.Cleanup(s.Close)
	return s
}

// APIKey returns the key this server takes.
func (s *Server) APIKey() string { return APIKey }

// Client makes an SDK client of this server: without a socket, or over the listener once [Server.Start] was called.
// Options given here win over the ones it sets.
func (s *Server) Client(opts ...truora.Option) *truora.Client {
	s.mu.Lock()
	ln := s.listener
	s.mu.Unlock()
	wiring := []truora.Option{truora.WithHTTPClient(s.HTTPClient())}
	if ln != nil {
		wiring = []truora.Option{truora.WithHTTPClient(&http.Client{Transport: s.direct}), truora.WithHosts(hostsAt(ln))}
	}
	c, err := truora.New(APIKey, append(wiring, opts...)...)
	if err != nil {
		s.misuse("truoratest: making a client: %v", err)
	}
	return c
}

// HTTPClient returns a plain client whose transport is this server.
func (s *Server) HTTPClient() *http.Client { return &http.Client{Transport: s} }

// SetPageSize sets how many items a list page holds; 10 unless told.
func (s *Server) SetPageSize(n int) {
	if n < 1 {
		s.misuse("truoratest: SetPageSize(%d): a page holds at least one item", n)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pageSize = n
}

// Close ends the listener, if there is one; later calls find nobody. It may be called more than once.
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

// misuse reports a mistake of the caller's: loudly, for a lever that never fires is a test that cannot fail.
func (s *Server) misuse(format string, args ...any) {
	if s.tb == nil {
		panic(fmt.Sprintf(format, args...))
	}
	s.tb.Helper()
	s.tb.Fatalf(format, args...)
}

// paced shortens something asynchronous by the server's pace.
func (s *Server) paced(d time.Duration) time.Duration {
	return time.Duration(float64(d) / s.pace)
}

// newID makes an id that is unique on this server and the same in every run.
func (s *Server) newID(prefix string) string {
	s.serial++
	return prefix + digest(32, "id", prefix, fmt.Sprint(s.serial))
}
