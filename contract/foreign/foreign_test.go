// Package foreign_test checks that contract/openapi.yaml works for people who use
// neither Go nor this SDK: foreign tools read it, at the versions that
// package-lock.json pins.
package foreign_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

const (
	redocly   = "node_modules/@redocly/cli/bin/cli.js"
	generator = "node_modules/openapi-typescript/bin/cli.js"
	tsc       = "node_modules/typescript/bin/tsc"
)

func TestForeign(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	t.Run("lint", func(t *testing.T) {
		t.Parallel()
		lint(t, w)
	})
	t.Run("generated client", func(t *testing.T) {
		t.Parallel()
		generatedClient(t, w)
	})
}

// Redocly's linter, at its strictest, finds nothing; redocly.yaml lists the rules that
// Truora's API itself breaks.
func lint(t *testing.T, w workshop) {
	_, err := w.run(t, redocly, "lint", document)
	require.NoError(t, err)

	text, err := os.ReadFile(filepath.Join("..", document))
	require.NoError(t, err)
	broken, rules := string(text), []string{}
	for rule, fault := range map[string][2]string{
		"security-defined":               {"security:\n- TruoraApiKey: []", "security:\n- AnotherKey: []"},
		"operation-operationId-unique":   {"operationId: createCheck\n", "operationId: getCheck\n"},
		"no-invalid-media-type-examples": {"example: {format: xlsx}", "example: format=xlsx"},
	} {
		require.Contains(t, broken, fault[0])
		broken, rules = strings.Replace(broken, fault[0], fault[1], 1), append(rules, rule)
	}
	w.write(t, "broken.yaml", broken)
	_, err = w.run(t, redocly, "lint", "broken.yaml")
	for _, rule := range rules {
		require.ErrorContains(t, err, rule)
	}
}

// A client that is generated from the document compiles, and gets from the fake what
// the SDK gets. client.ts also says what must not compile.
func generatedClient(t *testing.T, w workshop) {
	_, err := w.run(t, generator, document, "-o", "truora.d.ts")
	require.NoError(t, err)
	_, err = w.run(t, tsc, "-p", ".")
	require.NoError(t, err)

	ctx, server := t.Context(), truoratest.NewServer(t)
	fake := strings.TrimSuffix(server.Start().Checks, "/api.checks.truora.com")
	client := server.Client()
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	require.NoError(t, err)
	server.Checks.Finish(check.CheckID)
	check, err = client.Checks.Get(ctx, check.CheckID)
	require.NoError(t, err)

	answer, err := w.run(t, "out/client.js", fake, server.APIKey(), check.CheckID)
	require.NoError(t, err)
	var got struct {
		Check, Types, Config json.RawMessage
		Created              string
		Missing              int
	}
	require.NoError(t, json.Unmarshal([]byte(answer), &got), answer)
	assert.JSONEq(t, string(check.RawJSON()), string(got.Check))
	assert.Equal(t, 404, got.Missing)

	created, err := client.Checks.Get(ctx, got.Created)
	require.NoError(t, err)
	assert.Equal(t, "1000000002", created.NationalID)

	config, err := client.Validators.GetConfig(ctx)
	require.NoError(t, err)
	assert.JSONEq(t, string(config.RawJSON()), string(got.Config))
	assert.Contains(t, string(got.Types), `"client_id"`)
}
