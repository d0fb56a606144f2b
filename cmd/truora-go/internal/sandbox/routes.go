package sandbox

import (
	_ "embed"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	truora "github.com/truora/truora-go"
)

// ownPath is where the sandbox has what Truora has not.
const ownPath = "/_sandbox/"

// hostNames are Truora's hosts, and the host of the page.
var hostNames, pageHost = namesOf(truora.HostsAt("http://localhost"))

func namesOf(h truora.Hosts) (names []string, page string) {
	name := func(base string) string { return base[strings.LastIndex(base, "/")+1:] }
	for _, base := range []string{h.Account, h.Checks, h.Connect, h.Identity, h.Validations, h.Files} {
		names = append(names, name(base))
	}
	return names, name(h.Page)
}

// hostOf is the host of Truora's that a request is for, "" if it is for the sandbox
// itself. It is in the Host header, or the first segment of the path.
func hostOf(req *http.Request) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
	for _, name := range []string{nameOf(req.Host), first} {
		if name == pageHost || slices.Contains(hostNames, name) {
			return name
		}
	}
	return ""
}

// nameOf is a host without its port, as names are compared.
func nameOf(host string) string {
	if before, _, err := net.SplitHostPort(host); err == nil {
		host = before
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// answersTo refuses the names under which a page of the web could reach the sandbox in a
// visitor's own network (DNS rebinding): those with a dot that nobody gave it.
func (s *Server) answersTo(host string) bool {
	name := nameOf(host)
	_, notAddress := netip.ParseAddr(name)
	return notAddress == nil || !strings.Contains(name, ".") || strings.HasSuffix(name, ".localhost") ||
		name == pageHost || slices.Contains(hostNames, name) || slices.ContainsFunc(s.opts.TLSHosts, func(given string) bool { return nameOf(given) == name })
}

// routes is the handler of all.
func (s *Server) routes() http.Handler {
	own := http.NewCrossOriginProtection().Handler(s.ownRoutes())
	page := s.pageRoutes()
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !s.answersTo(req.Host) {
			problem(w, fault{http.StatusMisdirectedRequest, "the sandbox does not answer to this host: name it with --tls-host"})
			return
		}
		switch hostOf(req) {
		case "":
			own.ServeHTTP(w, req)
		case pageHost:
			page.ServeHTTP(w, req)
		default:
			s.serveTruora(w, req)
		}
	})
}

func (s *Server) serveTruora(w http.ResponseWriter, req *http.Request) {
	a, key, err := s.find(req)
	if err != nil {
		problem(w, err)
		return
	}
	a.serve(w, req, key)
}

//go:embed control.yaml
var controlAPI []byte

// ownRoutes are the view, and the control API of control.yaml.
func (s *Server) ownRoutes() http.Handler {
	mux := http.NewServeMux()
	s.viewRoutes(mux)
	mux.HandleFunc("GET "+ownPath+"health", func(w http.ResponseWriter, _ *http.Request) { answer(w, map[string]any{"status": "ok"}) })
	mux.HandleFunc("GET "+ownPath+"openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(controlAPI)
	})
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, _ *http.Request) {
		problem(w, notFound("Truora's host comes before the path, as in /api.checks.truora.com/v1/checks"))
	})
	mux.HandleFunc("GET "+ownPath+"accounts", s.listAccounts)
	mux.HandleFunc("GET "+ownPath+"levers", func(w http.ResponseWriter, _ *http.Request) { answer(w, map[string]any{"levers": levers.list()}) })
	mux.HandleFunc("GET "+ownPath+"events", s.streamEvents)
	for pattern, handle := range map[string]func(*Account, http.ResponseWriter, *http.Request) error{
		"POST levers/{lever}": (*Account).postLever,
		"GET clock":           (*Account).getClock,
		"POST clock":          (*Account).postClock,
		"GET ledger":          (*Account).getLedger,
		"GET requests":        (*Account).getRequests,
		"GET faults":          (*Account).getFaults,
		"GET webhooks":        (*Account).getWebhooks,
		"GET deliveries":      (*Account).getDeliveries,
		"POST reset":          (*Account).postReset,
		"GET snapshot":        (*Account).getSnapshot,
		"POST restore":        (*Account).postRestore,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		most := int64(maxBody)
		if path == "restore" {
			most = maxSnapshot
		}
		mux.HandleFunc(method+" "+ownPath+path, func(w http.ResponseWriter, req *http.Request) {
			a, err := s.controlled(req)
			if err == nil {
				limit(w, req, most)
				err = handle(a, w, req)
			}
			if err != nil {
				problem(w, err)
			}
		})
	}
	return mux
}

// controlled is the account that a call of the control API is about: that of the key, of
// the parameter account, or the default one.
func (s *Server) controlled(req *http.Request) (*Account, error) {
	if key := req.Header.Get(keyHeader); key != "" {
		a, _, err := s.find(req)
		return a, err
	}
	if id := req.URL.Query().Get("account"); id != "" {
		if a := s.Account(id); a != nil {
			return a, nil
		}
		return nil, notFound("there is no account of that id: GET /_sandbox/accounts lists them")
	}
	return s.Default(), nil
}

// baseOf is the address by which the caller came.
func baseOf(req *http.Request) string {
	u, err := url.Parse(absolute(req))
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.MarshalWrite(w, v, json.Deterministic(true), jsontext.WithIndent("  "), json.OmitZeroStructFields(false))
}

// fault is an error of the sandbox itself, with its status.
type fault struct {
	status int
	text   string
}

func (f fault) Error() string { return f.text }

func invalid(text string) error  { return fault{http.StatusBadRequest, text} }
func notFound(text string) error { return fault{http.StatusNotFound, text} }
func conflict(text string) error { return fault{http.StatusConflict, text} }

func statusOf(err error) int {
	if f, ok := errors.AsType[fault](err); ok {
		return f.status
	}
	return http.StatusServiceUnavailable
}

// problem answers an error of the sandbox itself. It never holds what was sent.
func problem(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statusOf(err))
	_ = json.MarshalWrite(w, map[string]string{"error": err.Error()})
}
