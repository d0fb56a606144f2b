package truoratest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Truora's hosts.
const (
	hostAccount     = "api.account.truora.com"
	hostChecks      = "api.checks.truora.com"
	hostConnect     = "api.connect.truora.com"
	hostIdentity    = "api.identity.truora.com"
	hostValidations = "api.validations.truora.com"
	hostFiles       = "files.truora.com"
)

var knownHosts = []string{hostAccount, hostChecks, hostConnect, hostIdentity, hostValidations, hostFiles}

// encoding is the kind of body of an operation.
type encoding int

const (
	noBody encoding = iota
	formBody
	jsonBody
	rawBody
)

// route is one operation. Its handler runs under the server's lock and does not wait.
type route struct {
	host string
	// op is METHOD /path/{name}, letter for letter as Truora writes it. A {name} takes
	// one segment, {presigned_path} the rest of the path.
	op    string
	takes encoding
	// bills is what a call buys if its reply sets bought; "" is free of charge.
	bills  string
	handle handler
}

// handler carries out an operation. Its errors are refusals.
type handler func(*request) (reply, error)

// router is every operation the fake knows. The first row that matches wins.
type router []route

// request is a call of a known route.
type request struct {
	now   time.Time
	args  map[string]string
	path  string
	raw   string // the query as it was sent
	query url.Values
	form  url.Values
	body  []byte
	kind  string // the media type of the body
	head  http.Header
	// pageSize is the maximum number of items of a page.
	pageSize int
	// files is the base URL of files.truora.com for the caller.
	files string
	// seed is the server's seed.
	seed string
	// token is the caller's web token, or nil for a key that may do everything.
	token *apiKey
}

// self returns the page's own path, as Truora repeats it.
func (r *request) self() string {
	if r.raw == "" {
		return r.path
	}
	return r.path + "?" + r.raw
}

// address is where a request goes: one of Truora's hosts, and the path there.
type address struct {
	host, path string
	// files is the base URL of files.truora.com for this caller.
	files string
}

// locate takes Truora's host from the request's own host or, on the listener, from the
// first path segment. It is "" for any other. Files are where the caller came in.
func locate(host string, u *url.URL) address {
	path, scheme := u.EscapedPath(), cmp.Or(u.Scheme, "http")
	name, port, _ := strings.Cut(strings.ToLower(host), ":")
	if name = strings.TrimSuffix(name, "."); slices.Contains(knownHosts, name) {
		if port != "" {
			port = ":" + port
		}
		return address{host: name, path: path, files: scheme + "://" + hostFiles + port}
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !slices.Contains(knownHosts, name) {
		return address{path: path}
	}
	return address{host: name, path: "/" + rest, files: scheme + "://" + host + "/" + hostFiles}
}

// find returns the operation of a call and its arguments, or nil.
func (all router) find(method string, at address) (*route, map[string]string) {
	for i := range all {
		rt := &all[i]
		if rt.host != at.host {
			continue
		}
		if verb, pattern, _ := strings.Cut(rt.op, " "); verb == method {
			if args, ok := match(pattern, at.path); ok {
				return rt, args
			}
		}
	}
	return nil, nil
}

// match compares a path with a pattern.
//
// choice: a path has to be Truora's letter for letter; only that of a PDF may end in a
// slash
func match(pattern, path string) (args map[string]string, ok bool) {
	if strings.HasSuffix(pattern, "/pdf") {
		path = strings.TrimSuffix(path, "/")
	}
	for more := true; more; {
		var want, got string
		var left bool
		if pattern == "{presigned_path}" {
			return map[string]string{pattern: path}, true
		}
		want, pattern, more = strings.Cut(pattern, "/")
		if got, path, left = strings.Cut(path, "/"); left != more {
			return nil, false
		}
		if !strings.HasPrefix(want, "{") {
			if want != got {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(got)
		if err != nil || value == "" {
			return nil, false
		}
		if args == nil {
			args = map[string]string{}
		}
		args[strings.Trim(want, "{}")] = value
	}
	return args, true
}

// knows reports whether a lever for op can fire.
func (all router) knows(op string) bool {
	return op == "" || slices.ContainsFunc(all, func(rt route) bool { return rt.op == op })
}
