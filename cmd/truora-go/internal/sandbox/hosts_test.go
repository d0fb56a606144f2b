package sandbox

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A page of the web can point a name of its own at this machine.
func TestForeignNamesAreRefused(t *testing.T) {
	t.Parallel()
	s, err := New(Options{TLSHosts: []string{"Truora.internal"}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	for host, want := range map[string]int{
		"127.0.0.1:8090": 200, "[::1]:8090": 200, "localhost": 200, "truora:8090": 200, "a.localhost:8090": 200, "truora.internal": 200, "Truora.Internal:1": 200, "LOCALHOST.:1": 200,
		"rebound.example": 421, "rebound.example:8090": 421, "127.0.0.1.rebound.example": 421, "localhost.rebound.example": 421,
	} {
		for _, path := range []string{"/_sandbox/levers", "/", "/api.checks.truora.com/v1/checks"} {
			req := httptest.NewRequest(http.MethodGet, path, nil)
			req.Host = host
			req.Header.Set("Truora-API-Key", "key")
			w := httptest.NewRecorder()
			s.ServeHTTP(w, req)
			assert.Equal(t, want, w.Code, "%s %s", host, path)
		}
	}
}

// The path alone, as Truora's reference writes it, belongs to one of several hosts.
func TestAPathWithoutItsHost(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	out := api.do("POST", "/v1/checks", nil)
	assert.Equal(t, 404, out.status)
	assert.Contains(t, out.str("error"), "/api.checks.truora.com/v1/checks")
}
