// Package demotest runs examples in tests.
package demotest

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/truoratest"
)

// Stage is the environment of an example: a fake that it takes for the real Truora, no
// user to ask, and a buffer for its output.
type Stage struct {
	Srv           *truoratest.Server
	Shown, Errors bytes.Buffer
}

// New returns a stage, and the program to run on it.
func New(t testing.TB) (*Stage, demo.Program) {
	s := &Stage{Srv: truoratest.NewServer(t)}
	return s, demo.Program{
		In: strings.NewReader(""), Out: term.Screen{W: &s.Shown}, Err: term.Screen{W: &s.Errors},
		Connect: func() (demo.Account, error) { return demo.Account{Client: s.Srv.Client()}, nil },
	}
}

// NoKey connects as if no key is set.
func NoKey(connect demo.Connect) func() (demo.Account, error) {
	return func() (demo.Account, error) { return connect(func(string) string { return "" }) }
}

// InBubble runs test in virtual time.
func InBubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

// Output can be read while a program writes to it.
type Output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes what is written.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

// String returns what was written so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
