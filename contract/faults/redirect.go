package faults

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Foreign is a host that is not Truora's.
const Foreign = "foreign.example.test"

// moved begins the paths that redirects lead to. The number of the call and the
// original path follow.
const moved = "/moved/"

// redirect points to the same path at another base, or below moved on the same host. It
// tells a foreign host nothing about the original request.
func redirect(status int, base string) func(*attempt) (*http.Response, error) {
	return func(a *attempt) (*http.Response, error) {
		a.arrive()
		res := answer(a.req, status, "text/html", "moved")
		to := fmt.Sprintf("%s%s%d", base, moved, a.number())
		if base == "" {
			to += a.req.URL.RequestURI()
		}
		res.Header.Set("Location", to)
		return res, nil
	}
}

// number returns the index of the call in the transport's list.
func (a *attempt) number() int {
	a.to.mu.Lock()
	defer a.to.mu.Unlock()
	for i, call := range a.to.calls {
		if call == a.call {
			return i
		}
	}
	return -1
}

// hop returns the call that a redirected request belongs to, and its original path.
func (t *Transport) hop(u *url.URL) (*Call, string) {
	path, ok := strings.CutPrefix(u.EscapedPath(), moved)
	if !ok {
		return nil, ""
	}
	digits, path, _ := strings.Cut(path, "/")
	number, err := strconv.Atoi(digits)
	if err != nil || number >= len(t.calls) {
		return nil, ""
	}
	return t.calls[number], "/" + path
}

// follow answers a redirected request.
func (t *Transport) follow(req *http.Request, body []byte, call *Call, path string) (*http.Response, error) {
	t.mu.Lock()
	call.Hops++
	t.mu.Unlock()
	if req.URL.Hostname() == Foreign {
		t.receive(req, body)
		return answer(req, http.StatusForbidden, "application/json", `{"message":"nobody knows you here"}`), nil
	}
	if call.Endpoint != nil && req.Method != call.Endpoint.Method {
		// A plausible answer, for a client that trusts the host.
		return answer(req, http.StatusOK, "application/json", `{"message":"done"}`), nil
	}
	back := req.Clone(req.Context())
	back.URL.Path, back.URL.RawPath = unescaped(path), path
	a := &attempt{req: back, body: body, call: call, to: t}
	res, err := a.pass()
	if err == nil {
		res.Request = req
	}
	return res, err
}

func unescaped(path string) string {
	plain, err := url.PathUnescape(path)
	return cmp.Or(plain, path, fmt.Sprint(err))
}

// receive records what a foreign host receives.
func (t *Transport) receive(req *http.Request, body []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if req.URL.Scheme != "https" {
		t.problems = append(t.problems, "sent without TLS")
	}
	if len(body) > 0 {
		t.problems = append(t.problems, "a foreign host got the body")
	}
	if req.Header.Get(KeyHeader) != "" {
		t.problems = append(t.problems, "a foreign host got the key")
	}
	var head bytes.Buffer
	_ = req.Header.Write(&head)
	for _, leak := range t.said.In(req.URL.String() + "\n" + head.String()) {
		t.problems = append(t.problems, "a foreign host got "+leak)
	}
}
