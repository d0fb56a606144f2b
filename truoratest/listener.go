package truoratest

import (
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"time"

	truora "github.com/truora/truora-go"
)

// Start opens a listener on a free loopback port, once, and returns the base URLs
// of Truora's hosts on it. The first path segment is the host, as in
// http://127.0.0.1:4711/api.checks.truora.com/v1/checks.
func (s *Server) Start() truora.Hosts {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			s.misuse("truoratest: opening a listener: %v", err)
			return truora.Hosts{}
		}
		s.listener, s.direct = ln, &http.Transport{}
		s.web = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
		go func() { _ = s.web.Serve(ln) }()
	}
	return hostsAt(s.listener)
}

func hostsAt(ln net.Listener) truora.Hosts {
	at := func(host string) string { return "http://" + ln.Addr().String() + "/" + host }
	return truora.Hosts{
		Account: at(hostAccount), Checks: at(hostChecks), Connect: at(hostConnect),
		Identity: at(hostIdentity), Validations: at(hostValidations), Files: at(hostFiles),
	}
}

// ServeHTTP serves a request that arrives over a socket.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the request is not whole
	}
	out := s.exchange(arrival{method: req.Method, host: req.Host, url: req.URL, header: req.Header.Clone(), body: body})
	if pause(req.Context(), out.wait) != nil || out.lost {
		// net/http closes the connection and logs nothing.
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), out.header)
	if out.cut < 0 {
		w.WriteHeader(out.status)
		_, _ = w.Write(out.body)
		return
	}
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body[:min(out.cut, len(out.body))])
	// Without a length the client cannot take the part for the whole.
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
