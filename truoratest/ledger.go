package truoratest

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Request is a call the server received, whether it was carried out or not. A
// refused connection leaves no Request.
type Request struct {
	Time time.Time
	// Op is "" for a path unknown to the fake.
	Op     string
	Host   string
	Method string
	// Path is still escaped, and without the listener's prefix.
	Path   string
	Query  url.Values
	Header http.Header
	// Form is nil unless the body is a form.
	Form url.Values
	Body []byte
}

// Charge is something that Truora would have billed.
type Charge struct {
	Time time.Time
	Op   string
	ID   string
	// What is what was bought, such as check or validation. A continuous check is in
	// the ledger when it is ordered, and each later run as a check of its own.
	What string
}

// Requests returns every call so far, oldest first.
func (s *Server) Requests() []Request {
	return s.requestsWhere(func(Request) bool { return true })
}

// RequestsTo returns the calls of one operation, oldest first.
func (s *Server) RequestsTo(op string) []Request {
	if !s.router.knows(op) {
		s.misuse("truoratest: RequestsTo: no operation %q", op)
	}
	return s.requestsWhere(func(r Request) bool { return r.Op == op })
}

// Billed returns what was bought so far, oldest first.
func (s *Server) Billed() []Charge {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Webhooks.catchUp(s.now())
	return slices.Clone(s.charges)
}

func (s *Server) requestsWhere(keep func(Request) bool) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.requests
	if s.kept > 0 {
		all = all[max(0, len(all)-s.kept):]
	}
	var out []Request
	for _, r := range all {
		if keep(r) {
			out = append(out, r.clone())
		}
	}
	return out
}

func (s *Server) record(in arrival, at address, op string, r *request, formErr error) {
	rec := Request{
		Time: r.now, Op: op, Host: at.host, Method: in.method, Path: at.path,
		Query: r.query, Header: in.header, Body: in.body,
	}
	if r.kind == formType && formErr == nil {
		rec.Form = r.form
	}
	if s.requests = append(s.requests, rec); s.kept > 0 && len(s.requests) >= 2*s.kept {
		s.requests = slices.Clone(s.requests[len(s.requests)-s.kept:])
	}
}

func (r Request) clone() Request {
	r.Query, r.Header, r.Form = cloneValues(r.Query), r.Header.Clone(), cloneValues(r.Form)
	r.Body = slices.Clone(r.Body)
	return r
}
