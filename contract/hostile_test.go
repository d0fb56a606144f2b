package contract_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/contract/hostile"
	"github.com/truora/truora-go/truoratest"
)

// onHTTP2 returns a client of a hostile server, over net/http's transport, that waits
// almost no time between attempts.
func onHTTP2(t *testing.T, server *hostile.Server, retries int) *truora.Client {
	t.Helper()
	t.Cleanup(server.Close)
	transport := server.Transport()
	t.Cleanup(transport.CloseIdleConnections)
	client, err := truora.New(truoratest.APIKey,
		truora.WithHosts(truora.Hosts{
			Account: server.URL, Checks: server.URL, Connect: server.URL,
			Identity: server.URL, Validations: server.URL, Files: server.URL,
		}),
		truora.WithHTTPClient(&http.Client{Transport: transport}),
		truora.WithRetries(retries), truora.WithRetryWait(time.Microsecond, time.Millisecond))
	require.NoError(t, err)
	return client
}

// onHTTP2Calls has one call of each kind that net/http treats differently.
var onHTTP2Calls = map[string]struct {
	effect string
	bare   bool // has no body
	run    func(context.Context, *truora.Client) error
}{
	"forced create": {"once", false, func(ctx context.Context, c *truora.Client) error { return createOverHTTP2(ctx, c, true) }},
	"batch start": {"once", true, func(ctx context.Context, c *truora.Client) error {
		err := c.Batches.Start(ctx, "BCH1")
		return err
	}},
	"create": {"dedupe", false, func(ctx context.Context, c *truora.Client) error { return createOverHTTP2(ctx, c, false) }},
	"delete": {"idempotent", true, func(ctx context.Context, c *truora.Client) error {
		_, err := c.Checks.Delete(ctx, "CHK1")
		return err
	}},
	"get": {"read", true, func(ctx context.Context, c *truora.Client) error {
		_, err := c.Checks.Get(ctx, "CHK1")
		return err
	}},
}

func createOverHTTP2(ctx context.Context, c *truora.Client, force bool) error {
	_, err := c.Checks.Create(ctx, checks.CreateParams{
		Country: "CO", Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true, ForceCreation: force,
	})
	return err
}

// Over HTTP/2, too, only what may be sent again is sent again: net/http repeats nothing
// by itself, whatever the server does to a stream, and what the protocol proves
// unprocessed is sent again as often as the options allow.
func TestHTTP2IsHeldToTheTable(t *testing.T) {
	t.Parallel()
	const (
		lost      = iota // may have been carried out
		untouched        // provably was not
		redirected
	)
	for name, tt := range map[string]struct {
		move hostile.Move
		kind int
	}{
		"PROTOCOL_ERROR":             {hostile.Reset(http2.ErrCodeProtocol), lost},
		"INTERNAL_ERROR":             {hostile.Reset(http2.ErrCodeInternal), lost},
		"CANCEL":                     {hostile.Reset(http2.ErrCodeCancel), lost},
		"NO_ERROR":                   {hostile.Reset(http2.ErrCodeNo), lost},
		"ENHANCE_YOUR_CALM":          {hostile.Reset(http2.ErrCodeEnhanceYourCalm), lost},
		"HTTP_1_1_REQUIRED":          {hostile.Reset(http2.ErrCodeHTTP11Required), lost},
		"REFUSED_STREAM":             {hostile.Reset(http2.ErrCodeRefusedStream), untouched},
		"GOAWAY that does not cover": {hostile.GoAway(false, http2.ErrCodeNo), untouched},
		"GOAWAY in anger":            {hostile.GoAway(false, http2.ErrCodeEnhanceYourCalm), untouched},
		"GOAWAY that covers, closed": {hostile.All(hostile.GoAway(true, http2.ErrCodeNo), hostile.HangUp()), lost},
		"closed":                     {hostile.HangUp(), lost},
		"broken off in the answer":   {hostile.All(hostile.Stall(200, `{"check":`), hostile.Reset(http2.ErrCodeProtocol)), lost},
		"303":                        {hostile.Redirect(303, "/elsewhere"), redirected},
		"307":                        {hostile.Redirect(307, "/elsewhere"), redirected},
	} {
		for callName, call := range onHTTP2Calls {
			if tt.kind == redirected && call.effect == "read" {
				continue // a read follows it
			}
			for _, retries := range []int{0, 2} {
				t.Run(name+"/"+callName, func(t *testing.T) {
					t.Parallel()
					kind := tt.kind
					if name == "GOAWAY that does not cover" && call.bare {
						kind = lost // net/http does not say why it would repeat a request without a body
					}
					server := hostile.Always(tt.move)
					ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // net/http's own replays never end
					defer cancel()
					err := call.run(ctx, onHTTP2(t, server, retries))
					require.Error(t, err)
					want := 1 + retries
					if kind == redirected || kind == lost && call.effect == "once" {
						want = 1
					}
					assert.Len(t, server.Requests(), want, "%v", err)
					assert.Equal(t, kind != untouched && call.effect != "read", errors.Is(err, truora.ErrOutcomeUnknown), "%v", err)
				})
			}
		}
	}
}

// If a server closes a connection gracefully while a call is being sent, no call is
// lost, even if other calls are on the connection.
func TestGracefulGOAWAYLosesNothing(t *testing.T) {
	t.Parallel()
	done := hostile.Answer(201, `{"check":{"check_id":"CHK1"}}`)
	server := hostile.InTurn(done, hostile.GoAway(false, http2.ErrCodeNo), done)
	client := onHTTP2(t, server, 1)
	require.NoError(t, createOverHTTP2(t.Context(), client, true))
	require.NoError(t, createOverHTTP2(t.Context(), client, true))
	assert.Len(t, server.Requests(), 3)
	assert.Equal(t, 2, server.Conns())
}
