package truoratest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"syscall"
	"time"
)

// RoundTrip serves a request without a socket. To callers it behaves like net/http's
// transport: it reads and closes the body, follows the context, and reports to
// httptrace.
func (s *Server) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	trace := httptrace.ContextClientTrace(ctx)
	if trace == nil {
		trace = &httptrace.ClientTrace{}
	}
	if ctx.Err() != nil {
		closeBody(req)
		return nil, context.Cause(ctx)
	}
	if err := s.connect(req, trace); err != nil {
		closeBody(req)
		return nil, err
	}
	writeHeader(req, trace)
	body, err := readBody(req)
	if trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
	}
	if err != nil {
		return nil, err
	}
	out := s.exchange(arrival{
		method: methodOf(req), host: hostOf(req), url: req.URL, header: req.Header.Clone(), body: body,
	})
	if err := pause(ctx, out.wait); err != nil {
		return nil, err
	}
	if out.lost {
		return nil, fmt.Errorf("truoratest: the connection broke before an answer came: %w", io.ErrUnexpectedEOF)
	}
	if trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	return out.response(req), nil
}

func (s *Server) connect(req *http.Request, trace *httptrace.ClientTrace) error {
	host := hostOf(req)
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(host, map[string]string{"https": "443", "http": "80"}[req.URL.Scheme])
	}
	if trace.GetConn != nil {
		trace.GetConn(host)
	}
	s.mu.Lock()
	refused := s.closed || s.refused(req)
	s.mu.Unlock()
	if refused {
		return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	if trace.GotConn != nil {
		here, _ := net.Pipe() // never used: tracers ask a connection for its addresses
		trace.GotConn(httptrace.GotConnInfo{Conn: here})
	}
	return nil
}

func (s *Server) refused(req *http.Request) bool {
	if len(s.levers.refuse) == 0 {
		return false
	}
	op := ""
	at := locate(hostOf(req), req.URL)
	if rt, _ := s.router.find(methodOf(req), at); rt != nil {
		op = rt.op
	}
	_, ok := s.levers.refuse.take(op)
	return ok
}

func writeHeader(req *http.Request, trace *httptrace.ClientTrace) {
	if trace.WroteHeaderField != nil {
		trace.WroteHeaderField("Host", []string{hostOf(req)})
		for name, values := range req.Header {
			trace.WroteHeaderField(textproto.CanonicalMIMEHeaderKey(name), values)
		}
	}
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
}

// readBody reads the whole body. If the context is cancelled, the body is closed, which
// releases a reader that blocks.
func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	stop := context.AfterFunc(req.Context(), func() { closeBody(req) })
	body, err := io.ReadAll(req.Body)
	stop()
	closeBody(req)
	switch {
	case req.Context().Err() != nil:
		return nil, context.Cause(req.Context())
	case err != nil:
		return nil, err
	case req.ContentLength > 0 && int64(len(body)) != req.ContentLength:
		return nil, fmt.Errorf("truoratest: ContentLength=%d with a body of %d bytes", req.ContentLength, len(body))
	}
	return body, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

func methodOf(req *http.Request) string {
	if req.Method == "" {
		return http.MethodGet
	}
	return req.Method
}

func hostOf(req *http.Request) string {
	if req.Host != "" {
		return req.Host
	}
	return req.URL.Host
}

// pause waits for d, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (o outcome) response(req *http.Request) *http.Response {
	length := int64(len(o.body))
	if o.cut >= 0 {
		o.body = o.body[:min(o.cut, len(o.body))]
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", o.status, http.StatusText(o.status)),
		StatusCode: o.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        o.header,
		ContentLength: length,
		Body:          &answerBody{ctx: req.Context(), rest: o.body, broken: o.cut >= 0},
		Request:       req,
	}
}

// answerBody delivers an answer in pieces, so that a caller can see progress and cancel
// in between.
type answerBody struct {
	ctx    context.Context
	rest   []byte
	broken bool
	closed bool
}

const piece = 32 << 10

func (b *answerBody) Read(p []byte) (int, error) {
	switch {
	case b.closed:
		return 0, errors.New("http: read on closed response body")
	case b.ctx.Err() != nil:
		return 0, context.Cause(b.ctx)
	case len(b.rest) == 0 && b.broken:
		return 0, io.ErrUnexpectedEOF
	case len(b.rest) == 0:
		return 0, io.EOF
	}
	n := copy(p, b.rest[:min(piece, len(b.rest))])
	b.rest = b.rest[n:]
	return n, nil
}

func (b *answerBody) Close() error {
	b.closed = true
	return nil
}
