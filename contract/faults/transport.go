package faults

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/hostile"
	"github.com/truora/truora-go/internal/rest"
)

// KeyHeader carries the API key.
const KeyHeader = "Truora-API-Key"

// Transport applies one fault between the SDK and the fake.
type Transport struct {
	Next  http.RoundTripper
	Spec  *contract.Spec
	Fault Fault
	// Hits reports which calls the fault applies to; the others pass through.
	Hits func(*contract.Endpoint) bool
	// Once applies the fault to the very first attempt only.
	Once bool
	// Cancel ends the context of the caller.
	Cancel context.CancelFunc
	// Hosts have connections from the beginning, if the fault is one of HTTP/2.
	Hosts []string

	wire *wire

	mu    sync.Mutex
	calls []*Call
	said  Values
	met   int
	// problems are violations seen on the way.
	problems []string
	open     int // bodies of answers that were not closed
}

// Call is one call of the SDK that the fault applies to, over all its attempts.
type Call struct {
	Endpoint *contract.Endpoint
	Effect   string // as in the inventory, but once if a field says so
	Attempts int
	Met      int         // attempts that met the fault
	Hops     int         // redirects that were followed
	Arrived  int         // requests that came over HTTP/2
	Starts   []time.Time // of the attempts
	Carried  int         // attempts that the server carried out
	Times    []time.Time // of those

	ctx context.Context
}

// Calls returns the calls that the fault applied to, in order.
func (t *Transport) Calls() []*Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls
}

// Said returns the values that the calls sent.
func (t *Transport) Said() Values {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.said
}

// Problems returns violations of what no request may ever do.
func (t *Transport) Problems() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.problems
}

// Open returns how many bodies of answers were not closed.
func (t *Transport) Open() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open
}

// RoundTrip forwards a request, or does to it what the fault says.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := t.roundTrip(req)
	if err == nil {
		res.Body = t.watch(res.Body)
	}
	return res, err
}

func (t *Transport) roundTrip(req *http.Request) (*http.Response, error) {
	text, err := takeBody(req)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	call, path := t.hop(req.URL)
	t.mu.Unlock()
	if call != nil {
		return t.follow(req, text, call, path)
	}
	e, args := t.Spec.Find(req.Method, req.URL.Host, req.URL.EscapedPath())
	a := &attempt{req: req, body: text, to: t}
	t.mu.Lock()
	if op := truora.Operation(req.Context()); e != nil && e.Body != "raw" && op != e.Op() { // a made-up link fits any
		t.problems = append(t.problems, "truora.Operation is "+op)
	}
	if hasKey := req.Header.Get(KeyHeader) != ""; hasKey && strings.HasPrefix(req.URL.Host, "files.") {
		t.problems = append(t.problems, "the key went to "+req.URL.Host)
	}
	a.said = valuesOf(req, text, args)
	t.said = append(t.said, a.said...)
	hit := t.Hits(e) && t.hit(a, e)
	t.mu.Unlock()
	if !hit {
		return a.pass()
	}
	return t.Fault.trip(a)
}

// watch counts the body of an answer until it is closed.
func (t *Transport) watch(body io.ReadCloser) io.ReadCloser {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open++
	return &watched{body, sync.OnceFunc(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.open--
	})}
}

type watched struct {
	io.ReadCloser
	closed func()
}

func (w *watched) Close() error {
	w.closed()
	return w.ReadCloser.Close()
}

// hit records the attempt and reports whether the fault applies to it.
func (t *Transport) hit(a *attempt, e *contract.Endpoint) bool {
	for _, c := range t.calls {
		if rest.SameCall(c.ctx, a.req.Context()) {
			a.call = c
		}
	}
	if a.call == nil {
		a.call = &Call{Endpoint: e, Effect: effect(e, a.body), ctx: a.req.Context()}
		t.calls = append(t.calls, a.call)
	}
	a.call.Attempts++
	a.call.Starts = append(a.call.Starts, time.Now())
	if t.Once && t.met > 0 {
		return false
	}
	t.met++
	a.call.Met++
	return true
}

func effect(e *contract.Endpoint, body []byte) string {
	switch {
	case e == nil:
		return "read" // a signed link
	case bytes.Contains(body, []byte("force_creation=true")), bytes.Contains(body, []byte("emit_sysevent=true")):
		return "once"
	default:
		return e.Effect
	}
}

// spare undoes the count of an attempt that met the fault.
func (a *attempt) spare() {
	a.to.mu.Lock()
	defer a.to.mu.Unlock()
	a.to.met--
	a.call.Met--
}

// attempt is one request on its way.
type attempt struct {
	req  *http.Request
	body []byte
	said Values
	call *Call
	to   *Transport

	// Over HTTP/2.
	move    func(fake http.Handler) hostile.Move
	early   bool // the move is made before the body has arrived
	arrived int
}

// pass forwards the request to the fake, which itself reports to httptrace.
func (a *attempt) pass() (*http.Response, error) {
	sent := a.req.Clone(a.req.Context())
	if a.req.Body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(a.body))
	}
	now := time.Now()
	res, err := a.to.Next.RoundTrip(sent)
	if err == nil && a.call != nil && res.StatusCode < 300 {
		a.to.mu.Lock()
		a.call.Carried++
		a.call.Times = append(a.call.Times, now)
		a.to.mu.Unlock()
	}
	return res, err
}

// carryOut lets the fake carry out the request and discards its answer.
func (a *attempt) carryOut() error {
	res, err := a.pass()
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func takeBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	text, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	return text, err
}
