package rest

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// guard is the RoundTripper next to the user's own. It does not forward
// CloseIdleConnections: retryablehttp calls that after every failure, and the transport
// may be shared with the rest of the program.
type guard struct {
	next  http.RoundTripper
	admit func(*http.Request) error
	tells bool // next is known to report everything it does to httptrace
}

// stallLimit is how long an answer may deliver no byte before it counts as lost.
const stallLimit = time.Minute

const errNoAnswer = own("the transport gave neither an answer nor an error")

func (g guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.admit(req); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	x := exchangeOf(req.Context())
	a, out := x.start(req, g.tells)
	if body, ok := out.Body.(*fileBody); ok {
		body.bindTo(out.Context(), a.cancel)
	}
	resp, err := g.next.RoundTrip(out)
	if err != nil {
		if cause := context.Cause(out.Context()); errors.Is(cause, errRepeated) || errors.Is(cause, errStreamRefused) || errors.Is(cause, errUntaken) {
			err = cause // HTTP/2 says only that the context was cancelled
		}
		a.cancel(nil)
		return nil, err
	}
	if resp == nil { // net/http says so too, but dereferences it first
		a.cancel(nil)
		return nil, errNoAnswer
	}
	if resp.Request == nil { // net/http sets it, a mock may not
		resp.Request = out
	}
	if resp.Body == nil || resp.Body == http.NoBody {
		a.cancel(nil)
	} else {
		a.body.watch(resp.Body, a.cancel, stallLimit)
		if x.stream && resp.ContentLength < 0 {
			a.body.endless = x
		}
		resp.Body = &a.body
	}
	if out.Method != http.MethodGet {
		return unredirected(resp), nil
	}
	return resp, nil
}

// unredirected keeps http.Client from following a redirect of a call that is not a GET:
// it would repeat the body, or send a GET and take that answer for the call's own.
func unredirected(resp *http.Response) *http.Response {
	if !redirects(resp.StatusCode) {
		return resp
	}
	stay := *resp
	stay.Header = resp.Header.Clone()
	stay.Header.Del("Location")
	return &stay
}

func redirects(status int) bool { return status >= 300 && status < 400 }
