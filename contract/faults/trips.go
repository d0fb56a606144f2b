package faults

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"syscall"
	"time"
)

// Each function does what its name says to an attempt, and reports to httptrace what
// net/http would.

func (a *attempt) trace() *httptrace.ClientTrace {
	if trace := httptrace.ContextClientTrace(a.req.Context()); trace != nil {
		return trace
	}
	return &httptrace.ClientTrace{}
}

func (a *attempt) dial() {
	if trace := a.trace(); trace.GetConn != nil {
		trace.GetConn(a.req.URL.Host + ":443")
	}
}

// failToDial reports a connection that could not be made.
func (a *attempt) failToDial(err error) {
	a.dial()
	trace := a.trace()
	if trace.ConnectStart != nil {
		trace.ConnectStart("tcp", "192.0.2.1:443")
	}
	if trace.ConnectDone != nil {
		trace.ConnectDone("tcp", "192.0.2.1:443", err)
	}
}

func (a *attempt) connect() {
	a.dial()
	if trace := a.trace(); trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
}

// arrive reports a request that was sent completely.
func (a *attempt) arrive() {
	a.connect()
	trace := a.trace()
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	if trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
}

func refused(a *attempt) (*http.Response, error) {
	err := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	a.failToDial(err)
	return nil, err
}

func noSuchHost(a *attempt) (*http.Response, error) {
	a.dial()
	err := &net.DNSError{Err: "no such host", Name: a.req.URL.Hostname(), IsNotFound: true}
	trace := a.trace()
	if trace.DNSStart != nil {
		trace.DNSStart(httptrace.DNSStartInfo{Host: err.Name})
	}
	if trace.DNSDone != nil {
		trace.DNSDone(httptrace.DNSDoneInfo{Err: err})
	}
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
}

func untrusted(a *attempt) (*http.Response, error) {
	a.failToDial(nil)
	err := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	trace := a.trace()
	if trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	if trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(tls.ConnectionState{}, err)
	}
	return nil, err
}

func resetEarly(a *attempt) (*http.Response, error) {
	a.connect()
	return nil, &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}
}

func resetLate(a *attempt) (*http.Response, error) {
	if err := a.carryOut(); err != nil {
		return nil, err
	}
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

func hungUp(a *attempt) (*http.Response, error) {
	if err := a.carryOut(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

type timeoutError struct{ addr string }

func (e timeoutError) Error() string { return "read " + e.addr + ": i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

func timedOut(a *attempt) (*http.Response, error) {
	if err := a.carryOut(); err != nil {
		return nil, err
	}
	time.Sleep(90 * time.Second)
	return nil, timeoutError{a.req.URL.String()} // careless transports print the URL
}

func turnedAway(status int, text func(*attempt) string, header ...func(http.Header)) func(*attempt) (*http.Response, error) {
	return func(a *attempt) (*http.Response, error) {
		a.arrive()
		return refusal(a, status, text, header), nil
	}
}

// lostInside carries out the call and answers like a gateway that gave up on it.
func lostInside(status int, text func(*attempt) string, header ...func(http.Header)) func(*attempt) (*http.Response, error) {
	return func(a *attempt) (*http.Response, error) {
		if err := a.carryOut(); err != nil {
			return nil, err
		}
		return refusal(a, status, text, header), nil
	}
}

func refusal(a *attempt, status int, text func(*attempt) string, header []func(http.Header)) *http.Response {
	res := answer(a.req, status, "application/json", text(a))
	for _, set := range header {
		set(res.Header)
	}
	return res
}

// seconds is a Retry-After with the given value.
func seconds(value string) func(http.Header) {
	return func(h http.Header) { h.Set("Retry-After", value) }
}

// date is a Retry-After as a date, by a server clock that is off. Without an offset the
// answer has no Date.
func date(off, wait time.Duration) func(http.Header) {
	return func(h http.Header) {
		now := time.Now().Add(off).UTC()
		if off != 0 {
			h.Set("Date", now.Format(http.TimeFormat))
		}
		h.Set("Retry-After", now.Add(wait).Format(http.TimeFormat))
	}
}

// body is a success with a different body.
func body(contentType string, text func(*attempt) string) func(*attempt) (*http.Response, error) {
	return func(a *attempt) (*http.Response, error) {
		if err := a.carryOut(); err != nil {
			return nil, err
		}
		return answer(a.req, http.StatusOK, contentType, text(a)), nil
	}
}

func cancelEarly(a *attempt) (*http.Response, error) {
	a.dial()
	a.to.Cancel()
	return nil, ended(a.req)
}

func cancelLate(a *attempt) (*http.Response, error) {
	if err := a.carryOut(); err != nil {
		return nil, err
	}
	a.to.Cancel()
	return nil, ended(a.req)
}

// deadline answers when nobody waits any more.
func deadline(a *attempt) (*http.Response, error) {
	if err := a.carryOut(); err != nil {
		return nil, err
	}
	return nil, ended(a.req)
}

func ended(req *http.Request) error {
	<-req.Context().Done()
	return context.Cause(req.Context())
}

func answer(req *http.Request, status int, contentType, text string) *http.Response {
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode: status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {contentType}},
		Body:          io.NopCloser(strings.NewReader(text)),
		ContentLength: int64(len(text)),
		Request:       req,
	}
}
