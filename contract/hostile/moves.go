package hostile

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"

	"golang.org/x/net/http2"
)

// Move is a server's reaction to a request.
type Move func(*exchange)

// All makes several moves, one after the other.
func All(moves ...Move) Move {
	return func(x *exchange) {
		for _, move := range moves {
			move(x)
		}
	}
}

// Answer answers properly. header alternates names and values.
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

// Lose lets handler carry out the request, withholds its answer and makes move instead.
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

// Reset resets the stream. REFUSED_STREAM guarantees that nothing was done; no other
// code does.
func Reset(code http2.ErrCode) Move {
	return func(x *exchange) { x.write(func() { _ = x.out.WriteRSTStream(x.id, code) }) }
}

// GoAway tells the client to stop using the connection. A GOAWAY that does not cover
// the stream guarantees that the request was not processed.
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

// Silence does not answer this request; the connection stays alive.
func Silence() Move { return func(*exchange) {} }

// Stall sends the header and a part of an answer, and then nothing more; the connection
// stays alive.
func Stall(status int, part string, header ...string) Move {
	return func(x *exchange) {
		x.headers(status, fields(header), false)
		x.data([]byte(part), false)
	}
}

// Freeze makes the connection dead without closing it: nothing is read or written any
// more, not even pings.
func Freeze() Move { return func(x *exchange) { x.silent.Store(true) } }

func fields(pairs []string) http.Header {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}
