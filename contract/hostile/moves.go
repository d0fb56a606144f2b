package hostile

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"

	"golang.org/x/net/http2"
)

// Move is what is done about a request.
type Move func(*exchange)

// All makes several moves, one after the other.
func All(moves ...Move) Move {
	return func(x *exchange) {
		for _, move := range moves {
			move(x)
		}
	}
}

// Answer answers well. header holds names and values by turns.
func Answer(status int, body string, header ...string) Move {
	return func(x *exchange) {
		h := fields(header)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		x.headers(status, h, body == "")
		if body != "" {
			x.data([]byte(body), true)
		}
	}
}

// Handle answers as handler does.
func Handle(handler http.Handler) Move {
	return func(x *exchange) {
		status, header, body := x.handle(handler)
		x.headers(status, header, false)
		x.data(body, true)
	}
}

// Lose lets handler carry the request out, keeps its answer back and makes move.
func Lose(handler http.Handler, move Move) Move {
	return func(x *exchange) {
		x.handle(handler)
		move(x)
	}
}

func (x *exchange) handle(handler http.Handler) (int, http.Header, []byte) {
	req := httptest.NewRequestWithContext(context.Background(), x.Method, x.server.URL+x.Path, bytes.NewReader(x.Body))
	req.Header = x.Header
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, req)
	return w.Code, w.Result().Header, w.Body.Bytes()
}

// Redirect answers with a redirect.
func Redirect(status int, location string) Move { return Answer(status, "", "Location", location) }

// Reset resets the stream. REFUSED_STREAM promises that nothing was done; no other
// code does.
func Reset(code http2.ErrCode) Move {
	return func(x *exchange) { x.write(func() { _ = x.out.WriteRSTStream(x.id, code) }) }
}

// GoAway tells the client to leave the connection. A GOAWAY that does not cover
// the stream promises that nothing was done about it.
func GoAway(covered bool, code http2.ErrCode) Move {
	return func(x *exchange) {
		last := x.id
		if !covered {
			last = max(x.id, 2) - 2
		}
		x.write(func() { _ = x.out.WriteGoAway(last, code, nil) })
	}
}

// HangUp closes the connection.
func HangUp() Move { return func(x *exchange) { _ = x.tls.NetConn().Close() } }

// Silence gives no answer to this request; the connection lives on.
func Silence() Move { return func(*exchange) {} }

// Stall answers with the head of an answer and a part of its body, and then with
// nothing more; the connection lives on.
func Stall(status int, part string, header ...string) Move {
	return func(x *exchange) {
		x.headers(status, fields(header), false)
		x.data([]byte(part), false)
	}
}

// Freeze makes the connection dead without a word: nothing is read or written on
// it any more, pings neither.
func Freeze() Move { return func(x *exchange) { x.silent.Store(true) } }

func fields(pairs []string) http.Header {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}
