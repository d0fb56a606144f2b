package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/truoratest"
)

// ledger records the results that callers got, to compare them with what the server
// received and billed.
type ledger struct {
	spec *contract.Spec

	mu    sync.Mutex
	calls []*call
}

// call is one call of a method, over all its attempts.
type call struct {
	buys    bool // billed once if it succeeds
	err     error
	refused int // attempts that the server refused before doing anything
}

const callHeader = "Soak-Call"

type callKey struct{}

// make carries out a call. Its requests carry the call's number.
func (l *ledger) make(ctx context.Context, buys bool, do func(context.Context) error) error {
	c := &call{buys: buys}
	l.mu.Lock()
	l.calls = append(l.calls, c)
	number := strconv.Itoa(len(l.calls) - 1)
	l.mu.Unlock()
	err := do(context.WithValue(ctx, callKey{}, number))
	l.mu.Lock()
	defer l.mu.Unlock()
	c.err = err
	return err
}

// tagged puts the number of a call on its requests.
type tagged struct {
	next   http.RoundTripper
	ledger *ledger
	plant  bool // send again what was lost
}

func (t tagged) RoundTrip(req *http.Request) (*http.Response, error) {
	number, _ := req.Context().Value(callKey{}).(string)
	req = req.Clone(req.Context())
	req.Header.Set(callHeader, number)
	res, err := t.send(req)
	if err == nil && res.StatusCode == http.StatusTooManyRequests {
		t.ledger.refused(number)
	}
	return res, err
}

// send forwards a request and, with the planted fault, repeats it if it was lost.
func (t tagged) send(req *http.Request) (*http.Response, error) {
	if !t.plant || req.Body == nil {
		return t.next.RoundTrip(req)
	}
	body, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	res, err := t.next.RoundTrip(req)
	if err == nil || req.Context().Err() != nil {
		return res, err
	}
	again := req.Clone(context.Background()) // with the original context, the SDK would notice and stop it
	again.Body = io.NopCloser(bytes.NewReader(body))
	return t.next.RoundTrip(again)
}

func (l *ledger) refused(number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.find(number); c != nil {
		c.refused++
	}
}

func (l *ledger) find(number string) *call {
	i, err := strconv.Atoi(number)
	if err != nil || i >= len(l.calls) {
		return nil
	}
	return l.calls[i]
}

// audit finds results that the server does not confirm. Every call must have ended.
func (l *ledger) audit(server *truoratest.Server) error {
	charges, requests := server.Billed(), server.Requests() // each charge has its request
	l.mu.Lock()
	defer l.mu.Unlock()
	type moment struct {
		op   string
		nano int64
	}
	arrivals, origin, billed := map[*call]int{}, map[moment]*call{}, map[*call]int{}
	for _, r := range requests {
		c := l.find(r.Header.Get(callHeader))
		if c == nil {
			return fmt.Errorf("%s arrived and nobody called", r.Op)
		}
		origin[moment{r.Op, r.Time.UnixNano()}] = c
		if l.once(r) {
			arrivals[c]++
		}
	}
	for _, charge := range charges {
		c := origin[moment{charge.Op, charge.Time.UnixNano()}]
		if c == nil {
			return fmt.Errorf("%s was billed and nobody called", charge.Op)
		}
		billed[c]++
	}
	var wrong []error
	for _, c := range l.calls {
		if err := c.judge(billed[c], arrivals[c]); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d calls differ from the books, among them: %w", len(wrong), len(l.calls), wrong[0])
}

// once reports whether a request creates, bills or messages each time.
func (l *ledger) once(r truoratest.Request) bool {
	if r.Form.Get("force_creation") == "true" {
		return true
	}
	e, _ := l.spec.Find(r.Method, r.Host, r.Path)
	return e != nil && e.Effect == "once"
}

func (c *call) judge(billed, arrived int) error {
	unknown := errors.Is(c.err, truora.ErrOutcomeUnknown)
	switch {
	case arrived > 1+c.refused:
		return fmt.Errorf("what may be sent once was sent %d times, %d of them turned away: %w", arrived, c.refused, told(c.err))
	case unknown && billed > 1, !unknown && c.err != nil && billed > 0, c.err == nil && c.buys && billed != 1, c.err == nil && !c.buys && billed > 0:
		return fmt.Errorf("billed %d times: %w", billed, told(c.err))
	default:
		return nil
	}
}

func told(err error) error {
	if err == nil {
		return errors.New("the caller was told of a success")
	}
	return fmt.Errorf("the caller was told: %w", err)
}
