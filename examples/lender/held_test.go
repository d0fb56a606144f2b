package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

func TestHeldAndFound(t *testing.T) {
	t.Parallel()
	onEach(t, func(r rig) {
		t, ctx := r.t, r.ctx
		said, err := r.command("held")
		require.NoError(t, err)
		assert.Equal(t, "Nothing is held.\n", said)
		r.truora.LoseAnswer(buyOp)
		hideChecks(r.truora)
		r.put("loan-1", "1000000001", http.StatusAccepted)
		v := r.see("loan-1", in(durable.StateHeld))
		assert.Equal(t, decisionPending, v.Decision)
		r.do(http.MethodDelete, "/applicants/loan-1", nil, http.StatusAccepted) // it waits

		said, err = r.command("held")
		require.NoError(t, err)
		assert.Regexp(t, `loan-1/check +check +20`, said)
		_, err = r.command("held", "found", "-by", "ana", "loan-2/check", "CHK1")
		require.ErrorIs(t, err, durable.ErrNoPurchase)
		said, err = r.command("held", "found", "-by", "ana", "loan-1/check", r.truora.Billed()[0].ID)
		require.NoError(t, err)
		assert.Equal(t, "loan-1/check: noted.\n", said)
		v = r.see("loan-1", func(v view) bool { return v.Decision == decisionErased })
		require.Len(t, v.Erased, 1)
		assert.Equal(t, 1, v.Erased[0].Deleted, "the ledger knows of it, not the index")

		p, err := r.l.purchase(ctx, "loan-1")
		require.NoError(t, err)
		require.Len(t, p.Notes, 1)
		assert.Equal(t, "ana", p.Notes[0].By)
		assert.Equal(t, 1, r.bill())
		requireForgotten(r, "1000000001")
		require.NoError(t, r.until(ctx, func() (bool, error) { // what was reserved is counted
			open, err := budgetOf(r.l).Reservations(ctx, 0)
			return len(open) == 0, err
		}))
		balances, err := budgetOf(r.l).Balances(ctx, spend.Purchase{Op: buyOp})
		require.NoError(t, err)
		assert.EqualValues(t, 1, balances[0].Used)
	})
}

// A fault at Truora is no purchase, but nobody knows until a person has looked.
func TestHeldAndNotBought(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir()+"/lender.db")
	r.truora.Fail(buyOp, truoratest.Status(http.StatusBadGateway), truoratest.Status(http.StatusBadGateway))
	for _, id := range []string{"loan-1", "loan-2"} {
		r.put(id, "100000000"+id[5:], http.StatusAccepted)
		r.see(id, in(durable.StateHeld))
	}
	_, err := r.command("held", "notbought", "-by", "ana", "-why", "it is not on the bill", "loan-1/check")
	require.NoError(t, err)
	r.see("loan-1", in(durable.StateDone))
	_, err = r.command("held", "abandoned", "-by", "ana", "-why", "the loan was withdrawn", "loan-2/check")
	require.NoError(t, err)
	assert.Equal(t, decisionReview, r.see("loan-2", in(durable.StateRefused)).Decision)
	assert.Equal(t, 1, r.bill())
	_, err = r.command("held", "abandoned", "-by", "ana", "-why", "again", "loan-2/check")
	require.ErrorIs(t, err, durable.ErrNotHeld)
}

func TestUsage(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir()+"/lender.db")
	for _, args := range [][]string{
		{"held", "found", "-by", "ana", "loan-1/check"},
		{"held", "found", "loan-1/check", "CHK1"},
		{"held", "lost", "-by", "ana", "loan-1/check"},
		{"held", "notbought", "-by", "ana"},
	} {
		_, err := r.command(args...)
		require.ErrorIs(t, err, errHeldUsage, args)
	}
	_, err := r.command("help")
	require.ErrorIs(t, err, errUsage)
	require.Error(t, run(t.Context(), []string{"serve"}, func(string) string { return "" }, nil))
}
