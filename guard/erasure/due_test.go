package erasure_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/erasure"
)

func TestDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, erasure.Options{})
		create := func() string {
			check, err := w.client.Checks.Create(t.Context(), checks.CreateParams{
				Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: ana, ForceCreation: true,
			})
			require.NoError(t, err)
			return check.CheckID
		}
		old := create()
		time.Sleep(30 * 24 * time.Hour)
		young := create()
		due, err := w.eraser.Due(t.Context(), erasure.Policy{erasure.AreaCheck: 30 * 24 * time.Hour, erasure.AreaContact: 0})
		require.NoError(t, err)
		require.Len(t, due, 1)
		assert.Equal(t, old, due[0].ID)

		plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Also: due})
		require.NoError(t, err)
		require.Len(t, plan.Steps, 1)
		require.NoError(t, w.eraser.Execute(t.Context(), w.client, plan, keep))
		_, err = w.client.Checks.Get(t.Context(), old)
		require.ErrorIs(t, err, truora.ErrNotFound)
		_, err = w.client.Checks.Get(t.Context(), young)
		require.NoError(t, err)
		due, err = w.eraser.Due(t.Context(), erasure.Policy{erasure.AreaCheck: 30 * 24 * time.Hour})
		require.NoError(t, err)
		assert.Empty(t, due)
	})
}

// Retention of a check does not stop the continuous check that it began.
func TestDueLeavesTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, erasure.Options{})
		w.live(t.Context(), t, "customer-77", ana, phone, "ana-77")
		time.Sleep(73 * time.Hour)
		due, err := w.eraser.Due(t.Context(), erasure.Policy{erasure.AreaCheck: time.Hour})
		require.NoError(t, err)
		require.Len(t, due, 2)
		plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Also: due})
		require.NoError(t, err)
		assert.Len(t, plan.Steps, 2)
	})
}
