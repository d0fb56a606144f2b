package faults

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"

	"golang.org/x/net/http2"

	"github.com/truora/truora-go/contract/hostile"
)

// OverHTTP2 returns every fault that only HTTP/2 can express. Affected attempts go
// through net/http, TLS and frames, so that what net/http does by itself is tested.
func OverHTTP2() []Fault {
	all := []Fault{
		{Name: "REFUSED_STREAM", Kind: Unprocessed, trip: frames(func(http.Handler) hostile.Move { return hostile.Reset(http2.ErrCodeRefusedStream) })},
		{Name: "GOAWAY that does not cover the request", Kind: Unprocessed, trip: frames(func(http.Handler) hostile.Move {
			return hostile.GoAway(false, http2.ErrCodeNo)
		})},
		{Name: "GOAWAY that covers the request, and an end", Kind: Lost, trip: lostOver(hostile.All(hostile.GoAway(true, http2.ErrCodeNo), hostile.HangUp()))},
		{Name: "end of the connection", Kind: Lost, trip: lostOver(hostile.HangUp())},
		{Name: "reset in the middle of the request", Kind: Lost, request: true, trip: resetRequest},
	}
	for _, code := range []http2.ErrCode{http2.ErrCodeProtocol, http2.ErrCodeInternal, http2.ErrCodeCancel, http2.ErrCodeEnhanceYourCalm} {
		all = append(all, Fault{Name: "RST_STREAM " + code.String(), Kind: Lost, trip: lostOver(hostile.Reset(code))})
	}
	for i := range all {
		all[i].Name += " over HTTP/2"
		all[i].framed = true
	}
	return all
}

// lostOver carries out the call and makes a move instead of answering.
func lostOver(move hostile.Move) func(*attempt) (*http.Response, error) {
	return frames(func(fake http.Handler) hostile.Move { return hostile.Lose(fake, move) })
}

// resetRequest resets the stream while the request body is being sent.
func resetRequest(a *attempt) (*http.Response, error) {
	a.early = true
	return frames(func(http.Handler) hostile.Move { return hostile.Reset(http2.ErrCodeInternal) })(a)
}

func frames(move func(fake http.Handler) hostile.Move) func(*attempt) (*http.Response, error) {
	return func(a *attempt) (*http.Response, error) {
		w, err := a.to.wired()
		if err != nil {
			return nil, err
		}
		a.to.mu.Lock()
		a.move = move
		a.call.Met-- // it is counted when it arrives
		a.to.met--
		w.attempts = append(w.attempts, a)
		number := strconv.Itoa(len(w.attempts) - 1)
		a.to.mu.Unlock()

		sent := a.req.Clone(a.req.Context())
		sent.Header.Set(attemptHeader, number)
		if a.req.Body != nil {
			sent.Body, sent.ContentLength = io.NopCloser(bytes.NewReader(a.body)), int64(len(a.body))
		}
		if a.req.GetBody != nil { // what net/http needs to repeat it
			sent.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(a.body)), nil }
		}
		return w.transport.RoundTrip(sent)
	}
}

const attemptHeader = "X-Attempt"

// wire is HTTP/2 between the SDK and the fake.
type wire struct {
	to        *Transport
	server    *hostile.Server
	transport *http.Transport
	attempts  []*attempt
}

// wired returns the HTTP/2 connection of the transport. It has been used before, as
// most have.
func (t *Transport) wired() (*wire, error) {
	if t.wire != nil {
		return t.wire, nil
	}
	w := &wire{to: t}
	w.server, w.transport = hostile.NewPiped(w.whole)
	w.server.Early = w.early
	t.wire = w
	for _, host := range t.Hosts {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://"+host, http.NoBody)
		if err != nil {
			return nil, err
		}
		res, err := w.transport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		_ = res.Body.Close()
	}
	return w, nil
}

// Close ends the connections.
func (t *Transport) Close() {
	if t.wire != nil {
		t.wire.transport.CloseIdleConnections()
		t.wire.server.Close()
	}
}

func (w *wire) find(r *hostile.Request) *attempt {
	w.to.mu.Lock()
	defer w.to.mu.Unlock()
	number, err := strconv.Atoi(r.Header.Get(attemptHeader))
	if err != nil || number >= len(w.attempts) {
		return nil
	}
	return w.attempts[number]
}

func (w *wire) early(r *hostile.Request) hostile.Move {
	a := w.find(r)
	if a == nil || !a.early || !a.arrives() {
		return nil
	}
	return a.move(nil)
}

// enough is how often one attempt may arrive before net/http is stopped.
const enough = 12

func (w *wire) whole(r *hostile.Request) hostile.Move {
	a := w.find(r)
	if a == nil {
		return hostile.Answer(http.StatusOK, "")
	}
	fake := a.fake()
	switch {
	case a.early:
		return hostile.Handle(fake) // a later one: the first was reset
	case a.arrived >= enough:
		return hostile.Answer(http.StatusTeapot, "that was often enough")
	case !a.arrives():
		return hostile.Handle(fake)
	default:
		return a.move(fake)
	}
}

// arrives counts an arrival of an attempt and reports whether the fault applies to it.
func (a *attempt) arrives() bool {
	a.to.mu.Lock()
	defer a.to.mu.Unlock()
	a.arrived++
	a.call.Arrived++
	if a.to.Once && a.to.met > 0 {
		return false
	}
	a.to.met++
	a.call.Met++
	return true
}

// fake carries out an attempt, even if its caller has gone.
func (a *attempt) fake() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		there := a.unseen()
		there.req = there.req.WithContext(context.WithoutCancel(there.req.Context()))
		res, err := there.pass()
		if err != nil {
			w.WriteHeader(http.StatusTeapot)
			_, _ = fmt.Fprint(w, err)
			return
		}
		defer func() { _ = res.Body.Close() }()
		maps.Copy(w.Header(), res.Header)
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	})
}
