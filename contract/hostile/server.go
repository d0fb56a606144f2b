// Package hostile is an HTTP/2 server over TLS, on this machine, that treats requests
// as broken servers, proxies and networks do, frame by frame, and counts the requests
// that reached it completely.
package hostile

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"

	"golang.org/x/net/http2"
)

// Request is a request that has arrived completely, or its header.
type Request struct {
	Number int // from 1, over all connections, in the order of their ends
	Conn   int // from 1
	Method string
	Path   string // with its query
	Header http.Header
	Body   []byte
}

// Server is an HTTP/2 server over TLS.
type Server struct {
	// URL is the base URL, without a trailing slash.
	URL string
	// Early returns the move to make when the header of a request with a body has
	// arrived; a nil Move waits for the body. Optional; set it before the first
	// request.
	Early func(*Request) Move

	whole func(*Request) Move
	http  *httptest.Server
	stop  chan struct{}

	mu       sync.Mutex
	requests []*Request
	conns    int
}

// New starts a server that asks whole what to do with each request that has arrived
// completely.
func New(whole func(*Request) Move) *Server {
	s := &Server{whole: whole, stop: make(chan struct{}), http: httptest.NewUnstartedServer(nil)}
	s.start()
	return s
}

func (s *Server) start() {
	s.http.Listener = tls.NewListener(s.http.Listener, &tls.Config{
		Certificates: []tls.Certificate{certificate()}, CurvePreferences: curves,
		NextProtos: []string{http2.NextProtoTLS}, MinVersion: tls.VersionTLS12,
	})
	s.http.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.http.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){
		http2.NextProtoTLS: func(_ *http.Server, conn *tls.Conn, _ http.Handler) { s.serve(conn) },
	}
	s.http.Start()
	s.URL = "https://" + s.http.Listener.Addr().String()
}

// Always is New with one move for all requests.
func Always(move Move) *Server { return New(func(*Request) Move { return move }) }

// InTurn is New with a move for each request; the last one is repeated.
func InTurn(moves ...Move) *Server {
	return New(func(r *Request) Move { return moves[min(r.Number, len(moves))-1] })
}

// Close ends all connections.
func (s *Server) Close() {
	close(s.stop)
	s.http.CloseClientConnections()
	s.http.Close()
}

// Transport returns a new transport that trusts the server and speaks HTTP/2.
func (s *Server) Transport() *http.Transport {
	return &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: s.Roots(), CurvePreferences: curves, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}
}

// Roots returns the certificates to trust, for a transport of your own.
func (s *Server) Roots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AddCert(certificate().Leaf)
	return roots
}

// Requests returns the requests that have arrived completely.
func (s *Server) Requests() []*Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Conns returns the number of connections that were made.
func (s *Server) Conns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}

func (s *Server) arrived(r *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	r.Number = len(s.requests)
}

func (s *Server) connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns++
	return s.conns
}
