package truoratest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// traced sends a request and returns what httptrace reported, in order.
func traced(req *http.Request, rt http.RoundTripper) (events []string, err error) {
	note := func(e string) { events = append(events, e) }
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn: func(hostPort string) { note("GetConn " + hostPort) },
		GotConn: func(info httptrace.GotConnInfo) { note("GotConn " + info.Conn.RemoteAddr().Network()) },
		WroteHeaderField: func(name string, _ []string) {
			if name == "Host" {
				note("WroteHeaderField")
			}
		},
		WroteHeaders: func() { note("WroteHeaders") },
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err != nil {
				note("WroteRequest failed")
				return
			}
			note("WroteRequest")
		},
		GotFirstResponseByte: func() { note("GotFirstResponseByte") },
	})
	res, err := rt.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return events, err
	}
	return events, res.Body.Close()
}

const conn = "GetConn " + hostChecks + ":443"

var sent = []string{conn, "GotConn pipe", "WroteHeaderField", "WroteHeaders", "WroteRequest"}

func TestTrace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lever func(*Server)
		want  []string
		check func(*testing.T, error)
	}{
		"answered": {func(*Server) {}, append(append([]string{}, sent...), "GotFirstResponseByte"), nil},
		"refused": {
			func(s *Server) { s.Refuse("GET /v1/checks") },
			[]string{conn},
			func(t *testing.T, err error) { assert.ErrorContains(t, err, "connection refused") },
		},
		"lost": {
			func(s *Server) { s.LoseAnswer("GET /v1/checks") }, sent,
			func(t *testing.T, err error) { assert.ErrorIs(t, err, io.ErrUnexpectedEOF) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, api := newCaller(t)
			c.lever(srv)
			events, err := traced(api.request("GET", "/v1/checks", "", ""), srv)
			assert.Equal(t, c.want, events)
			if c.check != nil {
				c.check(t, err)
				return
			}
			require.NoError(t, err)
		})
	}
}

// bodySpy is a request body that records whether it was read and closed.
type bodySpy struct {
	io.Reader
	closed bool
}

func (b *bodySpy) Close() error { b.closed = true; return nil }

func TestRequestBodyIsReadAndClosed(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	for name, c := range map[string]struct {
		body   io.Reader
		length int64
		lever  func(*Server)
		want   string
	}{
		"sent":        {strings.NewReader("a=b"), 3, func(*Server) {}, ""},
		"refused":     {strings.NewReader("a=b"), 3, func(s *Server) { s.Refuse("") }, "connection refused"},
		"fails":       {io.MultiReader(strings.NewReader("a"), failing{boom}), -1, func(*Server) {}, "boom"},
		"is shorter":  {strings.NewReader("a=b"), 4, func(*Server) {}, "ContentLength=4"},
		"answer lost": {strings.NewReader("a=b"), 3, func(s *Server) { s.LoseAnswer("") }, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, api := newCaller(t)
			c.lever(srv)
			req := api.request("POST", "/v1/settings", formType, "")
			body := &bodySpy{Reader: c.body}
			req.Body, req.ContentLength = body, c.length
			res, err := srv.RoundTrip(req)
			assert.True(t, body.closed)
			if c.want != "" {
				assert.ErrorContains(t, err, c.want)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "a=b", string(srv.Requests()[0].Body))
			require.NoError(t, res.Body.Close())
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestHalfARequestIsNoRequest(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	req := api.request("POST", "/v1/checks", formType, "")
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader(person("1").Encode()), failing{errors.New("boom")}))
	events, err := traced(req, srv)
	require.ErrorContains(t, err, "boom")
	assert.Contains(t, events, "WroteRequest failed")
	assert.Empty(t, srv.Requests())
	assert.Empty(t, srv.Billed())
}

func TestContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		srv, api := newCaller(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		events, err := traced(api.request("GET", "/v1/checks", "", "").WithContext(ctx), srv)
		require.ErrorIs(t, err, context.Canceled)
		assert.Empty(t, events)
		assert.Empty(t, srv.Requests())
	})
	t.Run("while a body is stuck", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv, api := newCaller(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			req := api.request("POST", "/v1/checks", formType, "").WithContext(ctx)
			req.Body, _ = io.Pipe()
			_, err := traced(req, srv)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Empty(t, srv.Requests())
		})
	})
	t.Run("while an answer is slow", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv, api := newCaller(t)
			srv.Slow("POST /v1/checks", time.Hour)
			api.http.Timeout = time.Minute
			begin := time.Now()
			_, err := api.try(api.request("POST", "/v1/checks", formType, person("1").Encode()))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, time.Minute, time.Since(begin))
			assert.Len(t, srv.Billed(), 1, "it was carried out before it was slow")
		})
	})
	t.Run("in the middle of an answer", func(t *testing.T) {
		t.Parallel()
		srv, api := newCaller(t)
		ctx, cancel := context.WithCancel(t.Context())
		srv.Fail("", Answer{Body: strings.Repeat("x", 3*piece)})
		res, err := srv.RoundTrip(api.request("GET", "/v1/checks", "", "").WithContext(ctx))
		require.NoError(t, err)
		n, err := res.Body.Read(make([]byte, 1<<20))
		require.NoError(t, err)
		assert.Equal(t, piece, n, "an answer comes in pieces")
		cancel()
		_, err = res.Body.Read(make([]byte, 1))
		require.ErrorIs(t, err, context.Canceled)
		require.NoError(t, res.Body.Close())
		_, err = res.Body.Read(make([]byte, 1))
		require.ErrorContains(t, err, "closed")
	})
}
