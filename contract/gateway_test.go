package contract_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

// The fake's refusals conform to the contract of every operation.
func TestRefusalsStayInsideTheContract(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key, path string
		lever     int
		want      int
	}{
		"no key":           {"", "/v1/checks", 0, http.StatusUnauthorized},
		"another key":      {"another-made-up-key", "/v1/checks", 0, http.StatusForbidden},
		"an unknown check": {truoratest.APIKey, "/v1/checks/CHK0", 0, http.StatusNotFound},
		"a bad cursor":     {truoratest.APIKey, "/v1/checks?start_key=%25", 0, http.StatusBadRequest},
		"too many":         {truoratest.APIKey, "/v1/checks", http.StatusTooManyRequests, http.StatusTooManyRequests},
		"a failure":        {truoratest.APIKey, "/v1/checks", http.StatusInternalServerError, http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := truoratest.NewServer(t)
			if c.lever != 0 {
				server.Fail("", truoratest.Status(c.lever))
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.checks.truora.com"+c.path, nil)
			require.NoError(t, err)
			if c.key != "" {
				r.Header.Set(keyHeader, c.key)
			}
			response, err := server.HTTPClient().Do(r)
			require.NoError(t, err)
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			assert.Equal(t, c.want, response.StatusCode)
			e, _ := loadSpec(t).Find(r.Method, r.URL.Host, r.URL.EscapedPath())
			require.NotNil(t, e)
			assert.Empty(t, e.CheckAnswer(response.StatusCode, response.Header, body))
		})
	}
}
