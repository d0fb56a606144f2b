package durable_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

// TestLostAnswers loses the answer to the purchase of each kind.
func TestLostAnswers(t *testing.T) { inWorlds(t, lostAnswers, lostAnswers) }

func lostAnswers[Tx any](w world[Tx]) {
	t := w.t
	ops := map[string]string{
		"check": createOp, "deduped-check": createOp, "batch": "POST /v1/batches/{batch_id}/start",
		"process": "POST /v1/api-keys", "validation": "POST /v1/validations", "message": "POST /v1/whatsapp/outbounds/send",
	}
	for _, ware := range wares {
		flow, l := w.process(0, ware.opts)
		item := ware.item(t, w.srv, w.clock)
		w.advance(48 * time.Hour) // an equal check is bought again
		bills := func(key string) int {
			before := len(w.srv.Billed())
			w.run(flow, l, w.buy(flow, key, item))
			return len(w.srv.Billed()) - before
		}
		wanted := bills("sound/" + ware.name)
		require.Positive(t, wanted, ware.name)

		w.advance(48 * time.Hour)
		w.srv.LoseAnswer(ops[ware.name])
		assert.Equal(t, wanted, bills("lost/"+ware.name), ware.name)
		end := durable.StateHeld
		if ware.found {
			end = durable.StateDone
		}
		assert.Equal(t, end, w.get(flow, "lost/"+ware.name).State, ware.name)
	}
}

// TestKeyThatIsBoughtAgain: a look-up does not take the check of an earlier purchase
// under the key, which retention deleted, for what the lost request bought.
func TestKeyThatIsBoughtAgain(t *testing.T) { inWorlds(t, boughtAgain, boughtAgain) }

func boughtAgain[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{Retain: 24 * time.Hour})
	w.run(flow, l, w.buy(flow, "loan-1", durable.Check(forced())))
	w.advance(48 * time.Hour)
	require.NoError(t, flow.Sweep(t.Context()))
	p := w.buy(flow, "loan-1", durable.Check(forced()))
	dying, dead := w.process(4, durable.Options{}) // the mark is committed, nothing is sent
	w.run(dying, dead, p)
	w.run(flow, l, p)
	assert.Equal(t, durable.StateHeld, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)
}

// TestListThatIsNotThere: a 404 of the list itself says nothing of the check, so the
// purchase is neither held nor sent again, but looked for until the list can be read.
func TestListThatIsNotThere(t *testing.T) { inWorlds(t, noList, noList) }

func noList[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{OnUnknown: durable.PolicyResendDeduped})
	for key, item := range map[string]durable.Item{"forced": durable.Check(forced()), "deduped": durable.Check(person())} {
		w.advance(48 * time.Hour) // an equal check is bought again
		before, sent := len(w.srv.Billed()), len(w.srv.RequestsTo(createOp))
		w.srv.LoseAnswer(createOp)
		w.srv.Fail("GET /v1/checks", slices.Repeat([]truoratest.Answer{{Status: 404, Body: `<html>no such page</html>`}}, 12)...)
		w.run(flow, l, w.buy(flow, key, item))
		assert.Equal(t, durable.StateDone, w.get(flow, key).State, key)
		assert.Len(t, w.srv.Billed(), before+1, key)
		assert.Len(t, w.srv.RequestsTo(createOp), sent+1, key)
	}
}

// TestListThatIsPartlyRead: a check that cannot be read does not hide those on later
// pages. If the purchase is not among them, it may be that one.
func TestListThatIsPartlyRead(t *testing.T) { inWorlds(t, partlyRead, partlyRead) }

func partlyRead[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{OnUnknown: durable.PolicyResendDeduped})
	w.srv.LoseAnswer(createOp)
	p := w.buy(flow, "found", durable.Check(forced()))
	wait, _ := flow.Step(t.Context(), p.ID())
	w.advance(wait + time.Second)
	made := `{"check_id":"` + w.srv.Billed()[0].ID + `","custom_input":"found"}`
	pages := []truoratest.Answer{{Body: `{"checks":["odd",{"check_id":"CHK1"}],"next":"/v1/checks?start_key=k"}`}, {Body: `{"checks":[` + made + `]}`}}
	w.srv.Fail("GET /v1/checks", pages...)
	w.run(flow, l, p)
	looks := w.srv.RequestsTo("GET /v1/checks")
	assert.Equal(t, "k", looks[len(looks)-1].Query.Get("start_key"), "the second page was read")
	assert.Equal(t, durable.StateDone, w.get(flow, "found").State)

	w.advance(48 * time.Hour)
	sent := len(w.srv.RequestsTo(createOp))
	w.srv.LoseAnswer(createOp)
	w.srv.Fail("GET /v1/checks", slices.Repeat([]truoratest.Answer{{Body: `{"checks":["odd"]}`}}, 50)...)
	w.run(flow, l, w.buy(flow, "unread", durable.Check(person())))
	held := w.get(flow, "unread")
	assert.Equal(t, durable.StateHeld, held.State)
	assert.Contains(t, held.Reason, "cannot be read")
	assert.Len(t, w.srv.RequestsTo(createOp), sent+1)
}

// TestTokenThatNobodyUses ends as refused, some time after the token has expired.
func TestTokenThatNobodyUses(t *testing.T) { inWorlds(t, unusedToken, unusedToken) }

func unusedToken[Tx any](w world[Tx]) {
	t := w.t
	flow, _ := w.process(0, durable.Options{})
	reason := ""
	flow.OnRefused(func(_ context.Context, _ Tx, p durable.Purchase) error { reason = p.Reason; return nil })
	p := w.buy(flow, "kyc-1", wares[3].item(t, w.srv, w.clock))
	began := w.clock.Now()
	for proxied := false; ; {
		expired := w.clock.Now().Sub(began) > 2*time.Hour+15*time.Minute
		if expired && !proxied {
			w.srv.Fail("GET /v1/processes/{process_id}/result", truoratest.Answer{Status: 404, Body: "<h1>Not Found</h1>"})
		}
		wait, more := flow.Step(t.Context(), p.ID())
		if !more {
			require.True(t, proxied, "a proxy does not know who opened it")
			break
		}
		proxied = expired
		w.advance(wait + time.Second)
	}
	assert.Equal(t, durable.StateRefused, w.get(flow, "kyc-1").State)
	assert.Equal(t, "the token expired before anyone opened it", reason)
	assert.Greater(t, w.clock.Now().Sub(began), 2*time.Hour)
	assert.Less(t, w.clock.Now().Sub(began), 3*time.Hour)
	assert.Empty(t, w.srv.Billed())
}
