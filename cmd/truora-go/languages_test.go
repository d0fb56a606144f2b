package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/cmd/truora-go/internal/sandbox"
	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/truoratest"
)

// Programs that use nothing of this SDK go through five flows, each under a key of its
// own.
func TestOtherLanguages(t *testing.T) {
	t.Parallel()
	l := runningSandbox(t, sandbox.Options{Pace: 100})
	people := filepath.Join(t.TempDir(), "people.xlsx")
	require.NoError(t, os.WriteFile(people, truoratest.Sheet([][]string{{"1000000020"}, {"1000009002"}}), 0o600))
	for name, c := range map[string]struct{ interpreter, age, program string }{
		"Node.js 20":  {"node", `process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)`, "flows.mjs"},
		"Python 3.10": {"python3", `import sys; sys.exit(sys.version_info < (3, 10))`, "flows.py"},
	} {
		t.Run(c.interpreter, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			expression := map[string]string{"node": "-e", "python3": "-c"}[c.interpreter]
			if err := exec.CommandContext(ctx, c.interpreter, expression, c.age).Run(); err != nil {
				servertest.Unreachable(t, name+" or newer", err)
			}
			key := "key-of-" + c.interpreter
			cmd := exec.CommandContext(ctx, c.interpreter, filepath.Join("..", "..", "examples", "other-languages", c.program), people)
			cmd.Env = append(os.Environ(), "TRUORA_BASE_URL="+l.URL, "TRUORA_API_KEY="+key)
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, string(out))
			for _, line := range []string{
				`(?m)^check: completed, score [0-9.]+, PDF of [0-9]+ bytes$`,
				`(?m)^process: success after 3 uploads$`,
				`(?m)^batch: 2 rows: 1000000020 completed, 1000009002 completed$`,
				`(?m)^webhook: check.finished verified, a forged one refused$`,
				`(?m)^whatsapp: arrived: Hello Ana, your card is ready$`,
			} {
				assert.Regexp(t, line, string(out))
			}
			assert.Equal(t, map[string]int{"check": 5, "validation": 3, "message": 1}, bought(t, l, key))
		})
	}
}

// bought is how many of each kind the account of a key has bought.
func bought(t *testing.T, l *sandbox.Listening, key string) map[string]int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.URL+"/_sandbox/ledger", nil)
	require.NoError(t, err)
	req.Header.Set("Truora-API-Key", key)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	var ledger struct{ Total map[string]int }
	require.NoError(t, json.NewDecoder(res.Body).Decode(&ledger))
	return ledger.Total
}
