package erasure_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
)

// What stands in the way may answer 404 for all it does not know. That is no proof that
// anything is gone, or was never there.
func TestA404OfAProxyIsNoProof(t *testing.T) {
	t.Parallel()
	reads := map[erasure.Area]string{
		erasure.AreaCheck: "GET /v1/checks/{check_id}", erasure.AreaContinuous: "GET /v1/continuous-checks/{continuous_check_id}",
		erasure.AreaProcess: "GET /v1/processes/{process_id}", erasure.AreaValidation: "GET /v1/validations/{validation_id}",
		erasure.AreaEnrollment: "GET /v1/enrollments/{enrollment_id}", erasure.AreaContact: "GET /v1/contacts/{contact_id}",
	}
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		w := newWorld(t, erasure.Options{})
		w.live(ctx, t, "customer-77", ana, phone, "ana-77")
		time.Sleep(73 * time.Hour)
		before := len(w.srv.Requests())
		whole, err := w.eraser.Plan(ctx, w.client, erasure.PlanParams{Person: anaIs()})
		require.NoError(t, err)

		proxy := truoratest.Answer{Status: 404, Body: "<html><h1>404 Not Found</h1></html>"}
		asked := map[string]bool{}
		for _, r := range w.srv.Requests()[before:] {
			asked[r.Op] = true
		}
		for op := range asked {
			w.srv.Fail(op, proxy)
			_, err := w.eraser.Plan(ctx, w.client, erasure.PlanParams{Person: anaIs()})
			require.ErrorIs(t, err, truora.ErrNotFound, "a plan without what %s knows", op)
		}

		met := map[erasure.Item]int{}
		save := func(_ context.Context, plan *erasure.Plan) error {
			for _, s := range plan.Steps {
				if s.State != erasure.StateBegun {
					continue
				}
				switch met[s.Item]++; met[s.Item] {
				case 1:
					w.srv.Fail("", proxy) // the deletion
				case 2:
					w.srv.Fail(reads[s.Area], proxy) // the read after it
				}
			}
			return nil
		}
		for {
			err := w.eraser.Execute(ctx, w.client, whole, save)
			if err == nil {
				break
			}
			require.ErrorIs(t, err, truora.ErrNotFound)
		}
		areas := map[erasure.Area]bool{}
		for _, s := range whole.Steps {
			require.NotEqual(t, erasure.StateGone, s.State, "%s", s.Area)
			if s.State == erasure.StateDeleted {
				require.GreaterOrEqual(t, met[s.Item], 2, "%s", s.Area)
				require.ErrorIs(t, w.read(ctx, s.Item), truora.ErrNotFound, "%s", s.Area)
				areas[s.Area] = true
			}
		}
		assert.Len(t, areas, 5, "checks, processes, validations, enrollments, contacts")
	})
}

// Truora may say by a 404 that there are none. In the middle of a list it says nothing.
func TestListsThatAreNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, erasure.Options{})
	missing := truoratest.Answer{Status: 404, Body: `{"code":10404,"message":"Resource not found"}`}
	w.srv.Fail("GET /v1/customers", missing, missing)
	person := erasure.PlanParams{Person: []subject.Identifier{subject.Email("ana@example.com")}}
	plan, err := w.eraser.Plan(t.Context(), w.client, person)
	require.NoError(t, err)
	assert.Empty(t, plan.Steps)

	for _, items := range []string{`{"id":"USP1"}`, ``} {
		w.srv.Fail("GET /v1/customers", truoratest.Answer{Body: `{"customers":[` + items + `],"next":"/v1/customers?start_key=k"}`}, missing)
		_, err = w.eraser.Plan(t.Context(), w.client, person)
		require.ErrorIs(t, err, truora.ErrNotFound, "after a page of [%s]", items)
	}
}
