package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// Options say what a sandbox is like. The zero Options are useful.
type Options struct {
	// Addr is where Run listens, as in 127.0.0.1:8080; port 0 picks one.
	Addr string
	// Hooks are URLs to which the webhooks of every account are sent.
	Hooks []string
	// Pace makes everything asynchronous that much faster; 0 is 1. An account keeps the
	// pace with which it began.
	Pace float64
	// Clock is what the clock of a new account shows; zero is the time of the machine.
	Clock time.Time
	// Data is the directory of the journal; "" keeps everything in memory.
	Data string
	// Seed is a file of what is done to each new account: see docs/sandbox.md.
	Seed string
	// TLS serves https, with a certificate of an authority of the sandbox's own.
	TLS bool
	// TLSHosts are names and addresses for the certificate, beside this machine's and
	// Truora's hosts. The sandbox answers to a name with a dot only if it is among
	// these.
	TLSHosts []string
	// Ready is called once Run listens.
	Ready func(*Listening)
}

// Server is a sandbox.
type Server struct {
	opts    Options
	now     func() time.Time
	steps   []step
	journal *journal
	handler http.Handler
	feed    feed

	mu       sync.RWMutex
	accounts map[string]*Account
	running  sync.WaitGroup
	ctx      context.Context
	stop     context.CancelFunc
}

// accountLimit protects the memory: a program that makes up a key for each call must
// not fill it.
const accountLimit = 1000

// New returns a sandbox, with the accounts that its directory holds. Close it.
func New(opts Options) (*Server, error) { return newAt(opts, time.Now) }

// IsPace reports whether a sandbox can have a pace, which NaN is not.
func IsPace(pace float64) bool { return pace > 0 && pace <= 1e6 }

// newAt is New with the clock of the machine.
func newAt(opts Options, now func() time.Time) (*Server, error) {
	if opts.Pace == 0 {
		opts.Pace = 1
	}
	if !IsPace(opts.Pace) {
		return nil, errors.New("the pace is a number above 0, and at most a million")
	}
	s := &Server{opts: opts, now: now, accounts: map[string]*Account{}}
	var err error
	if s.steps, err = readSeed(opts.Seed); err != nil {
		return nil, err
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.journal, err = openJournal(opts.Data, truora.Version, func(e entry) error { return s.known(e.Account).replay(e) })
	if err != nil {
		s.stop()
		return nil, err
	}
	for _, a := range s.accounts {
		if err := a.rehook(); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.start(a)
	}
	if _, err := s.account(truoratest.APIKey); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.handler = s.routes()
	return s, nil
}

// known is the account of an entry that is replayed.
func (s *Server) known(id string) *Account {
	a := s.accounts[id]
	if a == nil {
		a = s.newAccount(id)
		s.accounts[id] = a
	}
	return a
}

func (s *Server) newAccount(id string) *Account {
	return &Account{id: id, server: s, wake: make(chan struct{}, 1)}
}

func (s *Server) start(a *Account) { s.running.Go(func() { a.deliver(s.ctx) }) }

// account returns the account of a key, which begins if it is not there.
func (s *Server) account(key string) (*Account, error) {
	id := accountID(key)
	if a := s.Account(id); a != nil {
		return a, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[id]; a != nil {
		return a, nil
	}
	if len(s.accounts) >= accountLimit {
		return nil, fmt.Errorf("a sandbox has %d accounts at most", accountLimit)
	}
	a := s.newAccount(id)
	if err := a.begin(); err != nil {
		return nil, err
	}
	s.accounts[id] = a
	s.start(a)
	return a, nil
}

// Account returns an account by its id, or nil.
func (s *Server) Account(id string) *Account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.accounts[id]
}

// Default is the account of truoratest.APIKey, which is always there.
func (s *Server) Default() *Account { return s.Account(accountID(truoratest.APIKey)) }

// Accounts returns all accounts, by id.
func (s *Server) Accounts() []*Account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]*Account, 0, len(s.accounts))
	for _, a := range s.accounts {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *Account) int { return strings.Compare(a.id, b.id) })
	return out
}

// find returns the account that a call of Truora is for, and the key as it is kept. A
// key or a link that an account gave out belongs to that account; any other key opens
// one. What cannot be attributed gets the refusal of the default account.
func (s *Server) find(req *http.Request) (a *Account, key string, err error) {
	secret := req.Header.Get(keyHeader)
	if a := s.Account(accountID(secret)); secret != "" && a != nil {
		return a, ownKey, nil
	}
	for _, a := range s.Accounts() {
		if a.owns(req) {
			return a, secret, nil
		}
	}
	switch {
	case secret == "":
		return s.Default(), "", nil
	case strings.Count(secret, ".") == 2 && strings.HasPrefix(secret, "eyJ"):
		// A JWT that nobody here made, or that a reset has made invalid. A real key has
		// this form too, and must not be written down.
		return s.Default(), "unknown", nil
	}
	a, err = s.account(secret)
	return a, ownKey, err
}

// ServeHTTP serves Truora's hosts, and what is the sandbox's own.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) { s.handler.ServeHTTP(w, req) }

// Close ends the deliveries and writes the journal to the disk.
func (s *Server) Close() error {
	s.stop()
	s.running.Wait()
	return s.journal.close()
}
