package truoratest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
)

func TestClientFindsItsServer(t *testing.T) {
	t.Parallel()
	srv := NewServer(t)
	for i, network := range []string{"pipe", "tcp"} {
		if network == "tcp" {
			hosts := srv.Start()
			assert.Equal(t, hosts, srv.Start(), "one listener")
		}
		var via string
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
			GotConn: func(info httptrace.GotConnInfo) { via = info.Conn.RemoteAddr().Network() },
		})
		_, err := srv.Client().Checks.Delete(ctx, "CHKnone")
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.Equal(t, network, via)
		_, err = srv.Client(truora.WithKey("another")).Checks.Delete(ctx, "CHKnone")
		require.ErrorIs(t, err, truora.ErrForbidden, "the caller's options win")

		calls := srv.RequestsTo("DELETE /v1/checks/{check_id}")
		require.Len(t, calls, 2*i+2)
		assert.Equal(t, hostChecks, calls[2*i].Host)
		assert.Equal(t, "/v1/checks/CHKnone", calls[2*i].Path)
		assert.Equal(t, srv.APIKey(), calls[2*i].Header.Get("Truora-API-Key"))
	}
}

func TestHandlerGoesByHost(t *testing.T) {
	t.Parallel()
	srv := NewServer(t)
	for target, status := range map[string]int{
		"http://" + hostChecks + ":8080/v1/checks":      200,
		"http://localhost/" + hostChecks + "/v1/checks": 200,
		"http://localhost/v1/checks":                    403,
		"http://localhost":                              403,
	} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		req.Header.Set("Truora-API-Key", APIKey)
		res := httptest.NewRecorder()
		srv.ServeHTTP(res, req)
		assert.Equal(t, status, res.Code, target)
	}
}

func TestManyCallersAtOnce(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, srv *Server, api *caller) {
		const callers = 8
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				out, err := api.try(api.request("POST", "/v1/checks", formType, person(fmt.Sprint(i)).Encode()))
				if assert.NoError(t, err) {
					id := as[string](out.check()["check_id"])
					srv.Checks.Finish(id)
					done, err := api.try(api.request("GET", "/v1/checks/"+id, "", ""))
					assert.NoError(t, err)
					assert.Equal(t, "completed", done.check()["status"])
				}
			})
		}
		all.Wait()
		ids := map[string]bool{}
		for _, c := range srv.Billed() {
			ids[c.ID] = true
		}
		assert.Len(t, ids, callers)
	})
}
