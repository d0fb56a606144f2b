package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

func TestTheMapNamesEveryOperation(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	text := string(render(spec, map[string]scan.Method{"checks.Create": {}}))
	for _, e := range spec.Endpoints {
		assert.Contains(t, text, e.Path)
		assert.Contains(t, text, "`"+e.Go+"`")
	}
	assert.Contains(t, text, fmt.Sprintf("1 of %d operations are built.", len(spec.Endpoints)))
	assert.Contains(t, text, "| `POST /v1/checks`<br>Start a background check | `checks.Create` | core | dedupe | documented |")
	assert.Contains(t, text, "| (`checks.Get`) |")
	assert.Contains(t, text, "`PUT files.truora.com/batch-upload-service/")
	assert.Contains(t, text, "- `checks.Create`: Each accepted call starts and bills a check.")
	assert.NotContains(t, text, "- `checks.Get`:")
}

func TestTheDocumentsAreMadeFromTheCodeBeside(t *testing.T) {
	t.Chdir(filepath.Join("..", "..")) // where the command is run
	made := map[string]string{}
	require.NoError(t, documents(func(file string, text []byte) error {
		made[file] = string(text)
		return nil
	}))
	assert.Contains(t, made[apiMap], "| `checks.Create` |")
	assert.Contains(t, made[changelog], "# Changelog")

	var listed struct {
		Operations []operation
		Events     []event
	}
	require.NoError(t, json.Unmarshal([]byte(made[operations]), &listed))
	require.NotEmpty(t, listed.Events)
	assert.Equal(t, "check.created", listed.Events[0].Name)
	assert.Contains(t, listed.Events[0].Object, "check_id")
	i := slices.IndexFunc(listed.Operations, func(o operation) bool { return o.Go == "validators.Create" })
	require.GreaterOrEqual(t, i, 0)
	assert.Contains(t, listed.Operations[i].Doc, "Create ")
	assert.Equal(t, "type", listed.Operations[i].Params[0].Name, "what is required comes first")
	assert.Contains(t, listed.Operations[i].Params[0].Words, "document-validation")
}

// An operation in an older version's table is not new.
func TestTheChangelogListsWhatIsNew(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	built := map[string]scan.Method{"checks.Create": {}, "checks.Get": {}, "rules.List": {}}
	const empty = "# Changelog\n\n## Unreleased\n\n" + tableBegins + "stale\n" + tableEnds
	first, err := withTable(empty, spec, built)
	require.NoError(t, err)
	assert.Contains(t, string(first), "New operations: 3.")
	assert.Contains(t, string(first), "| checks | `Create` `Get` |\n| rules | `List` |\n")
	assert.NotContains(t, string(first), "stale")

	_, old, _ := strings.Cut(string(first), "\n## Unreleased")
	next := empty + "\n## 0.1.0 - 2026-05-04" + old
	second, err := withTable(next, spec, built)
	require.NoError(t, err)
	assert.Contains(t, string(second), tableBegins+"\nNo operation is new.\n\n"+tableEnds)
	assert.True(t, strings.HasSuffix(string(second), old), "an older section has changed")

	built["identity.Get"] = scan.Method{}
	third, err := withTable(next, spec, built)
	require.NoError(t, err)
	assert.Contains(t, string(third), "New operations: 1.")
	assert.Contains(t, string(third), "| identity | `Get` |")

	_, err = withTable("# Changelog\n\n## Unreleased\n\n## 0.1.0"+old, spec, built)
	require.ErrorIs(t, err, errNoTable, "the table of an older section was taken")
}
