package truoratest

import (
	"io"
	"maps"
	"net/http"
	"net/url"
)

// Taken is a request that was carried out and is not yet answered. It is the handler
// that answers it, once.
type Taken struct {
	// Op is "" for a path the fake does not know.
	Op string
	// Status is that of the answer; 0 if the connection breaks before it.
	Status int
	// Bought is the id of what the request bought, "" if that is nothing.
	Bought string
	// Lever reports that a fault was used up on it.
	Lever bool

	outcome
}

// ServeHTTP serves a request that arrives over a socket.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.Take(req).ServeHTTP(w, req)
}

// Take is the first half of [Server.ServeHTTP]. A program that serves the server itself
// can keep what it needs before the caller learns that the request was carried out.
func (s *Server) Take(req *http.Request) *Taken {
	body, err := wholeBody(req)
	if err != nil {
		return &Taken{outcome: outcome{lost: true}} // the request is not whole
	}
	s.mu.Lock()
	closed := s.closed
	refused := !closed && s.refused(req)
	s.mu.Unlock()
	if closed || refused {
		return &Taken{outcome: outcome{lost: true}, Lever: refused}
	}
	t := &Taken{outcome: s.exchange(arrival{
		method: req.Method, host: req.Host, url: absolute(req), header: req.Header.Clone(), body: body,
	})}
	t.Op, t.Bought, t.Lever = t.op, t.bought, t.lever
	if !t.lost {
		t.Status = t.status
	}
	return t
}

// wholeBody reads a body into no more memory than it needs, because it is kept.
func wholeBody(req *http.Request) ([]byte, error) {
	if n := req.ContentLength; n > 0 && n <= 1<<16 {
		body := make([]byte, n)
		_, err := io.ReadFull(req.Body, body)
		return body, err
	}
	return io.ReadAll(req.Body)
}

// absolute is the URL of a request to a server, with the scheme by which it came.
func absolute(req *http.Request) *url.URL {
	u := *req.URL
	if req.TLS != nil {
		u.Scheme = "https"
	}
	return &u
}

// ServeHTTP answers. A connection that has to break ends with a panic of
// [http.ErrAbortHandler], as net/http demands it.
func (t *Taken) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if pause(req.Context(), t.wait) != nil || t.lost {
		// net/http closes the connection and logs nothing.
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), t.header)
	w.WriteHeader(t.status)
	if t.cut < 0 {
		_, _ = w.Write(t.body)
		return
	}
	_, _ = w.Write(t.body[:min(t.cut, len(t.body))])
	// Without a length the client cannot take the part for the whole.
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Answer returns the header of the answer, and what arrives of its body: nothing if the
// connection breaks before it.
func (t *Taken) Answer() (http.Header, []byte) {
	switch {
	case t.lost:
		return nil, nil
	case t.cut >= 0:
		return t.header, t.body[:min(t.cut, len(t.body))]
	}
	return t.header, t.body
}

// Owns reports whether a request has a key that was made on this server, or is for a
// signed link of it. A program with several servers finds by it which one to ask.
func (s *Server) Owns(req *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key := req.Header.Get("Truora-API-Key"); key != "" {
		return s.APIKeys.bySecret[key] != nil
	}
	at := locate(req.Host, req.URL)
	query := req.URL.Query()
	return at.host == hostFiles && query.Get("Signature") == signature(s.seed, at.path, query)
}
