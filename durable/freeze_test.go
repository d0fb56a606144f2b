package durable_test

import (
	"context"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

// frozen is a database whose process stands still before or after a statement.
type frozen[Tx any] struct {
	durable.DB[Tx]
	before, after string
	thaw          func()
}

func (f frozen[Tx]) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	if f.before != "" && strings.Contains(statement, f.before) {
		f.thaw()
	}
	n, err := f.DB.Exec(ctx, statement, args...)
	if f.after != "" && strings.Contains(statement, f.after) {
		f.thaw()
	}
	return n, err
}

func (w world[Tx]) frozenProcess(db frozen[Tx], opts durable.Options, client *truora.Client) *durable.Flow[Tx] {
	w.t.Helper()
	opts.Seal, db.DB = seal(), mortal[Tx]{w.db, &life{}}
	flow, err := durable.New(durable.Store[Tx]{DB: db, Engine: byHand[Tx]{}}, client, opts)
	require.NoError(w.t, err)
	return flow
}

// TestFreezeBeforeSending: a mark that grew old while the process stood still is not
// sent, and another process may not send meanwhile.
func TestFreezeBeforeSending(t *testing.T) { inWorlds(t, freezeBefore, freezeBefore) }

func freezeBefore[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	var p *durable.Purchase
	flow := w.frozenProcess(frozen[Tx]{after: "sends = sends + 1", thaw: func() {
		other.Step(t.Context(), p.ID())
		time.Sleep(100 * time.Millisecond)
	}}, durable.Options{SendWithin: 50 * time.Millisecond}, w.srv.Client())
	var err error
	p, err = flow.Buy(t.Context(), "loan-1", durable.Check(forced()))
	require.NoError(t, err)
	flow.Step(t.Context(), p.ID())
	assert.Empty(t, w.srv.RequestsTo(createOp), "too late")
	assert.Equal(t, durable.StateReady, w.get(flow, "loan-1").State)
	w.run(other, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)
}

// TestFreezeUntilHeld: what another has held meanwhile, the sender knows not to have
// been sent.
func TestFreezeUntilHeld(t *testing.T) { inWorlds(t, freezeUntilHeld, freezeUntilHeld) }

func freezeUntilHeld[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	var p *durable.Purchase
	flow := w.frozenProcess(frozen[Tx]{after: "sends = sends + 1", thaw: func() {
		w.advance(time.Hour)
		w.run(other, l, p)
		require.Equal(t, durable.StateHeld, w.get(other, "loan-1").State)
		time.Sleep(100 * time.Millisecond)
	}}, durable.Options{SendWithin: 50 * time.Millisecond}, w.srv.Client())
	var err error
	p, err = flow.Buy(t.Context(), "loan-1", durable.Check(forced()))
	require.NoError(t, err)
	_, more := flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	now := w.get(flow, "loan-1")
	assert.Equal(t, durable.StateReady, now.State)
	assert.Empty(t, now.Reason)
	w.run(other, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)
}

// TestFreezeBeforeMarking: a process that has read that a purchase is ready stands still
// until another has marked it, or bought it.
func TestFreezeBeforeMarking(t *testing.T) { inWorlds(t, freezeMarking, freezeMarking) }

func freezeMarking[Tx any](w world[Tx]) {
	t := w.t
	for name, steps := range map[string]int{"marked": 4, "bought": 0} {
		other, l := w.process(steps, durable.Options{})
		var p *durable.Purchase
		flow := w.frozenProcess(frozen[Tx]{before: "sends = sends + 1", thaw: func() {
			other.Step(t.Context(), p.ID())
		}}, durable.Options{}, w.srv.Client())
		var err error
		p, err = flow.Buy(t.Context(), name, durable.Check(forced()))
		require.NoError(t, err)
		before := len(w.srv.RequestsTo(createOp))
		_, more := flow.Step(t.Context(), p.ID())
		assert.False(t, more)
		assert.Equal(t, steps > 0, l.ended())
		assert.LessOrEqual(t, len(w.srv.RequestsTo(createOp))-before, 1)
		if steps > 0 {
			assert.Len(t, w.srv.RequestsTo(createOp), before, "another has the mark")
		}
	}
}

// slowWire stands still between what Truora did and its answer.
type slowWire struct {
	*truoratest.Server
	method string
	thaw   func()
}

func (s slowWire) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.Server.RoundTrip(req)
	if req.Method == s.method {
		s.thaw()
	}
	return resp, err
}

// TestFreezeAfterSending: while the sender stands still, another finds what it bought
// and brings it to the end. The late answer changes nothing.
func TestFreezeAfterSending(t *testing.T) { inWorlds(t, freezeAfter, freezeAfter) }

func freezeAfter[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	var p *durable.Purchase
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: slowWire{w.srv, http.MethodPost, func() {
		w.advance(time.Hour)
		w.run(other, l, p)
	}}}))
	flow := w.frozenProcess(frozen[Tx]{}, durable.Options{}, client)
	var err error
	p, err = flow.Buy(t.Context(), "loan-1", durable.Check(forced()))
	require.NoError(t, err)
	_, more := flow.Step(t.Context(), p.ID())
	assert.False(t, more)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Sloans`))
}

// TestLateAnswerToHeld: the sender stood still until the purchase was held, and then
// tells what it bought.
func TestLateAnswerToHeld(t *testing.T) { inWorlds(t, lateToHeld, lateToHeld) }

func lateToHeld[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	var p *durable.Purchase
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: slowWire{w.srv, http.MethodPost, func() {
		w.advance(time.Hour)
		w.run(other, l, p)
		assert.Equal(t, durable.StateHeld, w.get(other, "campaign-1/7").State)
	}}}))
	item := message(t, w.srv, w.clock)
	flow := w.frozenProcess(frozen[Tx]{}, durable.Options{}, client)
	var err error
	p, err = flow.Buy(t.Context(), "campaign-1/7", item)
	require.NoError(t, err)
	_, more := flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	w.run(other, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "campaign-1/7").State)
	assert.Len(t, w.srv.Billed(), 1)
}

// TestFreezeWhileReading: two read that a check is final. One hands it over.
func TestFreezeWhileReading(t *testing.T) { inWorlds(t, freezeReading, freezeReading) }

func freezeReading[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	p, err := other.Buy(t.Context(), "loan-1", durable.Check(forced()))
	require.NoError(t, err)
	other.Step(t.Context(), p.ID())
	w.advance(time.Hour)
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: slowWire{w.srv, http.MethodGet, func() { w.run(other, l, p) }}}))
	flow := w.frozenProcess(frozen[Tx]{}, durable.Options{}, client)
	handed := 0
	flow.OnCheck(func(context.Context, Tx, durable.Purchase, *checks.Check) error { handed++; return nil })
	_, more := flow.Step(t.Context(), p.ID())
	assert.False(t, more)
	assert.Zero(t, handed)
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Sloans`))
}

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
		p, err := flow.Buy(t.Context(), "sound/"+ware.name, item)
		require.NoError(t, err)
		before := len(w.srv.Billed())
		w.run(flow, l, p)
		wanted := len(w.srv.Billed()) - before
		require.Positive(t, wanted, ware.name)

		w.advance(48 * time.Hour)
		w.srv.LoseAnswer(ops[ware.name])
		p, err = flow.Buy(t.Context(), "lost/"+ware.name, item)
		require.NoError(t, err)
		before = len(w.srv.Billed())
		w.run(flow, l, p)
		assert.Equal(t, wanted, len(w.srv.Billed())-before, ware.name)
		state := w.get(flow, "lost/"+ware.name).State
		if ware.found {
			assert.Equal(t, durable.StateDone, state, ware.name)
		} else {
			assert.Equal(t, durable.StateHeld, state, ware.name)
		}
	}
}

// TestEventWhileReading: an event that comes while the state is read, and may tell of a
// newer one, has it read again.
func TestEventWhileReading(t *testing.T) { inWorlds(t, eventWhileReading, eventWhileReading) }

func eventWhileReading[Tx any](w world[Tx]) {
	t := w.t
	other, _ := w.process(0, durable.Options{Webhooks: true})
	p, err := other.Buy(t.Context(), "loan-1", durable.Check(forced()))
	require.NoError(t, err)
	other.Step(t.Context(), p.ID())
	w.advance(3 * time.Second)
	objectID := w.get(other, "loan-1").ObjectID
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: slowWire{w.srv, http.MethodGet, func() {
		w.srv.Checks.Finish(objectID)
		for range 2 {
			event, err := webhooks.ParseEvent([]byte(`{"id":"HKE1","event_type":"check","event_action":"finished","object":{"check_id":"` + objectID + `"}}`))
			require.NoError(t, err)
			require.NoError(t, other.Wake(t.Context(), event))
		}
	}}}))
	flow := w.frozenProcess(frozen[Tx]{}, durable.Options{Webhooks: true}, client)
	_, more := flow.Step(t.Context(), p.ID())
	assert.False(t, more, "what was read is not the last word, and the event has its own job")
	other.Step(t.Context(), p.ID())
	assert.Equal(t, durable.StateDone, w.get(other, "loan-1").State)
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Struora_inbox`))
}

// TestTokenThatNobodyUses ends as refused, some time after the token has expired.
func TestTokenThatNobodyUses(t *testing.T) { inWorlds(t, unusedToken, unusedToken) }

func unusedToken[Tx any](w world[Tx]) {
	t := w.t
	flow, _ := w.process(0, durable.Options{})
	reason := ""
	flow.OnRefused(func(_ context.Context, _ Tx, p durable.Purchase) error { reason = p.Reason; return nil })
	p, err := flow.Buy(t.Context(), "kyc-1", wares[3].item(t, w.srv, w.clock))
	require.NoError(t, err)
	began := w.clock.Now()
	for {
		wait, more := flow.Step(t.Context(), p.ID())
		if !more {
			break
		}
		w.advance(wait + time.Second)
	}
	assert.Equal(t, durable.StateRefused, w.get(flow, "kyc-1").State)
	assert.Equal(t, "the token expired before anyone opened it", reason)
	assert.Greater(t, w.clock.Now().Sub(began), 2*time.Hour)
	assert.Less(t, w.clock.Now().Sub(began), 3*time.Hour)
	assert.Empty(t, w.srv.Billed())
}

// slowFiles are files whose reading takes a while.
type slowFiles struct {
	fs.FS
	wait func()
}

func (s slowFiles) Open(name string) (fs.File, error) {
	s.wait()
	return s.FS.Open(name)
}

// TestLongUploadIsLeftAlone: no sweeper gives the upload of a large sheet to a second
// process.
func TestLongUploadIsLeftAlone(t *testing.T) { inWorlds(t, longUpload, longUpload) }

func longUpload[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	var p *durable.Purchase
	sheet := fstest.MapFS{"sheet.xlsx": {Data: truoratest.Sheet([][]string{{"1000000001"}})}}
	flow := w.frozenProcess(frozen[Tx]{}, durable.Options{SendWithin: 50 * time.Millisecond, Files: slowFiles{sheet, func() {
		w.advance(time.Hour)
		time.Sleep(400 * time.Millisecond)
		before := w.get(other, "portfolio")
		require.NoError(t, other.Sweep(t.Context()))
		other.Step(t.Context(), p.ID())
		assert.Equal(t, before, w.get(other, "portfolio"))
	}}}, w.srv.Client())
	var err error
	p, err = flow.Buy(t.Context(), "portfolio", wares[2].item(t, w.srv, w.clock))
	require.NoError(t, err)
	flow.Step(t.Context(), p.ID())
	assert.NotEmpty(t, w.get(flow, "portfolio").ObjectID)
	w.run(other, l, p)
	assert.Len(t, w.srv.RequestsTo("POST /v1/batches"), 1)
	assert.Equal(t, durable.StateDone, w.get(flow, "portfolio").State)
}

// TestLateAnswerToNotBought: a person decided too early that nothing was bought. The late
// answer comes before anything is sent again, and saves it.
func TestLateAnswerToNotBought(t *testing.T) { inWorlds(t, lateToNotBought, lateToNotBought) }

func lateToNotBought[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	var p *durable.Purchase
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: slowWire{w.srv, http.MethodPost, func() {
		w.advance(time.Hour)
		w.run(other, l, p)
		require.NoError(t, other.Resolve(t.Context(), "campaign-1/7", durable.NotBought("ana", "I did not look")))
	}}}))
	item := message(t, w.srv, w.clock)
	flow := w.frozenProcess(frozen[Tx]{}, durable.Options{}, client)
	var err error
	p, err = flow.Buy(t.Context(), "campaign-1/7", item)
	require.NoError(t, err)
	flow.Step(t.Context(), p.ID())
	w.run(other, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "campaign-1/7").State)
	assert.Len(t, w.srv.Billed(), 1)
}
