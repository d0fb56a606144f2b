package faults

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"syscall"
	"time"
)

// Transports that report only part of what they do to httptrace.

// silent is a user's proxy or mock that fails without reporting to httptrace.
func silent(a *attempt) (*http.Response, error) {
	if err := a.unseen().carryOut(); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%s: %w", a.req.URL, syscall.ECONNREFUSED)
}

// partly reports that it looks for a connection, and nothing after.
func partly(a *attempt) (*http.Response, error) {
	a.dial()
	if err := a.unseen().carryOut(); err != nil {
		return nil, err
	}
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

// fallback reports a first connection that fails, but not the second.
func fallback(a *attempt) (*http.Response, error) {
	a.failToDial(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED})
	if err := a.unseen().carryOut(); err != nil {
		return nil, err
	}
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

// stuck has a connection, and times out before it reports the header, which it may be
// writing.
func stuck(a *attempt) (*http.Response, error) {
	a.connect()
	if err := a.unseen().carryOut(); err != nil {
		return nil, err
	}
	time.Sleep(30 * time.Second)
	return nil, timeoutError{a.req.URL.String()}
}

// replaying repeats what was reset, as net/http does over HTTP/2, unless it is stopped
// before it has another connection.
func replaying(a *attempt) (*http.Response, error) {
	const often = 8
	for range often {
		if err := a.carryOut(); err != nil {
			return nil, err
		}
		a.dial()
		if a.req.Context().Err() != nil {
			return nil, context.Cause(a.req.Context())
		}
	}
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
}

// unseen returns the attempt without its trace.
func (a *attempt) unseen() *attempt {
	hidden := *a
	hidden.req = a.req.WithContext(untraced{a.req.Context()})
	return &hidden
}

type untraced struct{ context.Context }

func (u untraced) Value(key any) any {
	value := u.Context.Value(key)
	if _, is := value.(*httptrace.ClientTrace); is {
		return nil
	}
	return value
}
