package truoratest

import (
	"context"
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
	return truora.HostsAt("http://" + s.listener.Addr().String())
}
