package truoratest

import (
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

// encoding is how an operation takes its body.
type encoding int

const (
	noBody encoding = iota
	formBody
	jsonBody
	rawBody
)

// route is one operation. Its handler runs under the server's lock, starts nothing and waits for nothing.
type route struct {
	host string
	// op is "METHOD /path/{name}" letter for letter as Truora writes it. A {name} takes one segment,
	// {presigned_path} the whole rest.
	op    string
	takes encoding
	// bills says what a call buys when its reply has bought; "" is free of charge.
	bills  string
	handle func(*Server, *request) reply
}

// routes is every operation the fake knows; an area adds its own table. The first fitting row wins, so the files,
// which take any path, come last.
var routes = slices.Concat(
	checksRoutes, settingsRoutes, customTypeRoutes, continuousRoutes,
	batchRoutes, ruleRoutes,
	validatorsRoutes,
	keyRoutes, identityRoutes, customerRoutes,
	whatsappRoutes, contactRoutes, engagementRoutes,
	fileRoutes, // they take any path
)

// request is a call that found its route.
type request struct {
	now   time.Time
	args  map[string]string
	path  string
	raw   string // the query as it came
	query url.Values
	form  url.Values
	body  []byte
	head  http.Header
	// files is where the caller finds files.truora.com.
	files string
	// token is the minted key of the caller; nil for a key that may do everything.
	token *mintedKey
}

// self is the page's own path, as Truora repeats it.
func (r *request) self() string {
	if r.raw == "" {
		return r.path
	}
	return r.path + "?" + r.raw
}

// address is where a request goes: one of Truora's hosts, and the path there.
type address struct {
	host, path string
	// files is the address of files.truora.com for this caller.
	files string
}

// locate reads Truora's host, "" for any other, from the request's own host, or from the first path segment as on the listener.
func locate(host string, u *url.URL) address {
	path := u.EscapedPath()
	if name, _, _ := strings.Cut(host, ":"); slices.Contains(knownHosts, name) {
		return address{host: name, path: path, files: "https://" + hostFiles}
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !slices.Contains(knownHosts, name) {
		return address{path: path}
	}
	return address{host: name, path: "/" + rest, files: "http://" + host + "/" + hostFiles}
}

// find returns the operation of a call and what stands in its placeholders, or nil.
func find(method string, at address) (*route, map[string]string) {
	for i := range routes {
		rt := &routes[i]
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

// match tolerates one trailing slash, because Truora's own pdf_path has one.
func match(pattern, path string) (map[string]string, bool) {
	want := strings.Split(pattern, "/")
	got := strings.Split(strings.TrimSuffix(path, "/"), "/")
	args := map[string]string{}
	for i, w := range want {
		if w == "{presigned_path}" && len(got) > i {
			args[w] = strings.Join(got[i:], "/")
			return args, true
		}
		if i >= len(got) {
			return nil, false
		}
		if !strings.HasPrefix(w, "{") {
			if w != got[i] {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(got[i])
		if err != nil || value == "" {
			return nil, false
		}
		args[strings.Trim(w, "{}")] = value
	}
	return args, len(want) == len(got)
}

// knownOp tells whether a lever's op can ever fire.
func knownOp(op string) bool {
	return op == "" || slices.ContainsFunc(routes, func(rt route) bool { return rt.op == op })
}
