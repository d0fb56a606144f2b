package main

import (
	"bytes"
	"os"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func TestFromCreationToPDF(t *testing.T) {
	t.Chdir(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		srv.Checks.Next(truoratest.CheckScript{
			Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "high"}},
			Sources:  []truoratest.SourceScript{{Source: "prensa", Outcome: "error"}},
		})
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), srv.Client(), "1000000010", &out))
		for _, part := range []string{
			"Created check CHK", "Status: completed\n", "Score: 0.", "Sources that answered:\n", " 1 of 2\n", "skipped, for lack of inputs  0 of 5\n", "quickstart.pdf",
		} {
			assert.Contains(t, out.String(), part)
		}
		assert.NotContains(t, out.String(), "1000000010", "the output names a person")
	})
	pdf, err := os.ReadFile("quickstart.pdf")
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(pdf, []byte("%PDF-")))
}

func TestAFileIsNamedOnlyIfItIsThere(t *testing.T) {
	t.Chdir(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		srv.Fail("GET /v1/checks/{check_id}/pdf", truoratest.Status(403))
		var out bytes.Buffer
		require.Error(t, run(t.Context(), srv.Client(), "1000000010", &out))
		assert.NotContains(t, out.String(), "quickstart.pdf")
	})
	assert.NoFileExists(t, "quickstart.pdf")
}

// A key alone buys nothing: it takes -buy, a person, and a key.
func TestAPurchaseIsAsked(t *testing.T) {
	t.Setenv("TRUORA_API_KEY", "a-key-that-is-not-used")
	client, err := connect(false, "")
	require.NoError(t, err)
	_, err = client.Checks.List(t.Context(), checks.ListParams{})
	require.NoError(t, err, "not in memory: the key is not one")
	_, err = connect(true, "")
	require.ErrorContains(t, err, "-document")
	t.Setenv("TRUORA_API_KEY", "")
	_, err = connect(true, "1000000010")
	require.ErrorContains(t, err, "TRUORA_API_KEY")
}

// The point of this example is that it can be copied.
func TestOneShortFile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("main.go")
	require.NoError(t, err)
	assert.LessOrEqual(t, bytes.Count(text, []byte("\n")), 80)
	assert.NotContains(t, string(text), "internal/", "a reader cannot import it")
}
