package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"time"
)

// Listening is a sandbox that listens.
type Listening struct {
	*Server
	// URL is its address, for TRUORA_BASE_URL.
	URL string
	// Authority is the file with the certificate of its authority, "" without TLS.
	Authority string
}

// ballastSize is for the garbage collector, which begins when as much was allocated as
// is alive. In a new sandbox that is little, so it would begin often. The memory is
// never touched, so the system does not provide it.
const ballastSize = 64 << 20

// Run serves a sandbox until ctx ends.
func Run(ctx context.Context, opts Options) (err error) {
	ballast := make([]byte, ballastSize)
	defer runtime.KeepAlive(ballast)
	s, err := New(opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", opts.Addr)
	if err != nil {
		return fmt.Errorf("%w (--addr chooses another address)", err)
	}
	web := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx }, // ends the streams
	}
	told := &Listening{Server: s, URL: "http://" + reachable(ln.Addr())}
	if opts.TLS {
		ca, err := newAuthority(opts.Data, opts.TLSHosts)
		if err != nil {
			return errors.Join(err, ln.Close())
		}
		web.TLSConfig = &tls.Config{Certificates: []tls.Certificate{ca.leaf}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
		told.URL, told.Authority = "https://"+reachable(ln.Addr()), ca.file
	}
	if opts.Ready != nil {
		opts.Ready(told)
	}
	return serve(ctx, web, ln, opts.TLS)
}

func serve(ctx context.Context, web *http.Server, ln net.Listener, secure bool) error {
	failed := make(chan error, 1)
	go func() {
		if secure {
			failed <- web.ServeTLS(ln, "", "")
		} else {
			failed <- web.Serve(ln)
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if web.Shutdown(patience) != nil {
		return web.Close()
	}
	return nil
}

// reachable is an address that a program on this machine can call.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsUnspecified() {
		return addr.String()
	}
	return net.JoinHostPort("127.0.0.1", port)
}
