package erasure_test

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/erasure"
)

// Truora does not say whether a deleted check is not found, or shown as a stub. A check
// that is shown as it was is not claimed as deleted.
func TestWhatIsShownAfterwards(t *testing.T) {
	t.Parallel()
	const members = `"check_id":"CHK1","country":"CO","type":"person","creation_date":"2026-11-26T12:00:00Z"`
	for state, after := range map[erasure.State]string{
		erasure.StateDeleted: `{"check":{` + members + `,"deleted":true,"delete_date":"2026-11-26T12:00:00Z"}}`,
		erasure.StateLeft:    `{"check":{` + members + `,"national_id":"1000000001"}}`,
	} {
		deleted := false
		transport := httpmock.NewMockTransport()
		transport.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodDelete {
				deleted = true
			}
			if !deleted {
				return httpmock.NewStringResponse(http.StatusOK, `{"check":{`+members+`}}`), nil
			}
			return httpmock.NewStringResponse(http.StatusOK, after), nil
		})
		client, err := truora.New("key", truora.WithHTTPClient(&http.Client{Transport: transport}))
		require.NoError(t, err)
		w := newWorld(t, erasure.Options{})
		plan, err := w.eraser.Plan(t.Context(), client, erasure.PlanParams{Also: []erasure.Item{{Area: erasure.AreaCheck, ID: "CHK1"}}})
		require.NoError(t, err)
		require.NoError(t, w.eraser.Execute(t.Context(), client, plan, keep))
		assert.True(t, deleted)
		assert.Equal(t, state, plan.Steps[0].State)
		if state == erasure.StateLeft {
			assert.Equal(t, erasure.ReasonStillThere, plan.Steps[0].Reason)
		}
	}
}
