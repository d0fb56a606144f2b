package hostile_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/truora/truora-go/contract/hostile"
)

// How a plain net/http client reacts to the moves: the SDK is tested against it.
func TestMoves(t *testing.T) {
	t.Parallel()
	ok := hostile.Answer(200, "fine", "X-Word", "yes")
	for name, tt := range map[string]struct {
		server   *hostile.Server
		post     bool
		want     string // the body; "" means that the call fails
		requests int
	}{
		"answer":                          {hostile.Always(ok), true, "fine", 1},
		"handler":                         {hostile.Always(hostile.Handle(http.HandlerFunc(echo))), true, "POST /x?y=z body", 1},
		"large answer":                    {hostile.Always(hostile.Answer(200, strings.Repeat("x", 100_000))), false, strings.Repeat("x", 100_000), 1},
		"net/http replays PROTOCOL_ERROR": {hostile.InTurn(hostile.Reset(http2.ErrCodeProtocol), ok), true, "fine", 2},
		"net/http replays REFUSED_STREAM": {hostile.InTurn(hostile.Reset(http2.ErrCodeRefusedStream), ok), true, "fine", 2},
		"GOAWAY that does not cover":      {hostile.InTurn(ok, hostile.GoAway(false, http2.ErrCodeNo), ok), true, "fine", 3},
		"GOAWAY that covers":              {hostile.Always(hostile.All(hostile.GoAway(true, http2.ErrCodeNo), ok)), true, "fine", 1},
		"INTERNAL_ERROR":                  {hostile.Always(hostile.Reset(http2.ErrCodeInternal)), true, "", 1},
		"hang up":                         {hostile.Always(hostile.HangUp()), true, "", 1},
		"stall":                           {hostile.Always(hostile.Stall(200, "fi")), false, "", 1},
		"silence":                         {hostile.Always(hostile.Silence()), false, "", 1},
		"freeze":                          {hostile.Always(hostile.Freeze()), false, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(tt.server.Close)
			transport := tt.server.Transport()
			t.Cleanup(transport.CloseIdleConnections)
			calls := 1
			if name == "GOAWAY that does not cover" { // net/http replays it on a reused connection only
				calls = 2
			}
			var body string
			var err error
			for range calls {
				body, err = send(t, transport, tt.server.URL, tt.post)
			}
			assert.Equal(t, tt.want, body)
			assert.Equal(t, tt.want == "", err != nil, "%v", err)
			assert.Len(t, tt.server.Requests(), tt.requests)
		})
	}
}

func TestEarlyMoves(t *testing.T) {
	t.Parallel()
	server := hostile.Always(hostile.Answer(200, ""))
	t.Cleanup(server.Close)
	server.Early = func(*hostile.Request) hostile.Move { return hostile.Answer(403, "no") }
	transport := server.Transport()
	t.Cleanup(transport.CloseIdleConnections)
	body, err := send(t, transport, server.URL, true)
	require.NoError(t, err)
	assert.Equal(t, "no", body)
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, _ = io.WriteString(w, r.Method+" "+r.URL.RequestURI()+" "+string(body)) //nolint:gosec // nobody reads it as HTML
}

// send gives up after a time that is ample for every answer.
func send(t *testing.T, transport http.RoundTripper, base string, post bool) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeoutCause(t.Context(), 3*time.Second, errors.New("no answer"))
	defer cancel()
	method, content := http.MethodGet, ""
	if post {
		method, content = http.MethodPost, "body"
	}
	req, err := http.NewRequestWithContext(ctx, method, base+"/x?y=z", strings.NewReader(content))
	require.NoError(t, err)
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	require.Equal(t, 2, resp.ProtoMajor)
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(body), nil
}
