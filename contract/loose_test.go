package contract_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract/drift"
)

// shapeless are the values of the examples without a typed field, because their form is
// not published: methods decode the inferred form.
var shapeless = []string{
	"continuous.ListHistory.changes[].dataset_score_changes.criminal_record.new",
	"continuous.ListHistory.changes[].dataset_score_changes.criminal_record.old",
	"continuous.ListHistory.changes[].score_changes[].new",
	"continuous.ListHistory.changes[].score_changes[].old",
}

// Every other value of the contract's examples is in a typed field.
func TestValuesHaveATypedHome(t *testing.T) {
	t.Parallel()
	all, loose := 0, []string(nil)
	for _, e := range loadSpec(t).Endpoints {
		result := resultOf(t, e)
		for status, response := range e.Spec.Responses.Map() {
			content := response.Value.Content["application/json"]
			if !strings.HasPrefix(status, "2") || content == nil || result == nil {
				continue
			}
			for _, text := range results(t, e, content.Example) {
				var value any
				require.NoError(t, json.Unmarshal(text, &value))
				values, at := drift.Loose(e.Go, result, value)
				all, loose = all+values, append(loose, at...)
			}
		}
	}
	for _, e := range loadWebhooks(t).Events {
		values, at := drift.Loose(e.Name, payloadType(t, e), e.Object.Example)
		all, loose = all+values, append(loose, at...)
	}
	t.Logf("%d of %d values are in maps, in JSON or nowhere (%.1f %%)", len(loose), all, 100*float64(len(loose))/float64(all))
	slices.Sort(loose)
	assert.Equal(t, shapeless, slices.Compact(loose))
	assert.Greater(t, all, 2500)
}
