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

// marking is in the statement that marks a purchase as being sent.
const marking = "sends = sends + 1"

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

// frozenProcess is a process that stands still at a statement.
func (w world[Tx]) frozenProcess(db frozen[Tx], opts durable.Options, client *truora.Client) *durable.Flow[Tx] {
	w.t.Helper()
	opts.Seal, db.DB = seal(), mortal[Tx]{w.db, &life{}}
	flow, err := durable.New(durable.Store[Tx]{DB: db, Engine: byHand[Tx]{}}, client, opts)
	require.NoError(w.t, err)
	return flow
}

// slowProcess is a process that stands still after each request of a method.
func (w world[Tx]) slowProcess(method string, opts durable.Options, thaw func()) *durable.Flow[Tx] {
	w.t.Helper()
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: slowWire{w.srv, method, thaw}}))
	return w.frozenProcess(frozen[Tx]{}, opts, client)
}

// doneOnce wants a purchase at its end, with one thing bought in all.
func (w world[Tx]) doneOnce(flow *durable.Flow[Tx], key string) {
	w.t.Helper()
	assert.Equal(w.t, durable.StateDone, w.get(flow, key).State)
	assert.Len(w.t, w.srv.Billed(), 1)
}

// hasty are options under which a mark is soon too old.
var hasty = durable.Options{SendWithin: 50 * time.Millisecond}

// TestFreezeBeforeSending: a mark that grew old while the process stood still is not
// sent, and another process may not send meanwhile.
func TestFreezeBeforeSending(t *testing.T) { inWorlds(t, freezeBefore, freezeBefore) }

func freezeBefore[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	p := w.buy(other, "loan-1", durable.Check(forced()))
	flow := w.frozenProcess(frozen[Tx]{after: marking, thaw: func() {
		other.Step(t.Context(), p.ID())
		time.Sleep(2 * hasty.SendWithin)
	}}, hasty, w.srv.Client())
	flow.Step(t.Context(), p.ID())
	assert.Empty(t, w.srv.RequestsTo(createOp), "too late")
	assert.Equal(t, durable.StateReady, w.get(flow, "loan-1").State)
	w.run(other, l, p)
	w.doneOnce(flow, "loan-1")
}

// TestFreezeUntilHeld: what another has held meanwhile, the sender knows not to have
// been sent.
func TestFreezeUntilHeld(t *testing.T) { inWorlds(t, freezeUntilHeld, freezeUntilHeld) }

func freezeUntilHeld[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	p := w.buy(other, "loan-1", durable.Check(forced()))
	flow := w.frozenProcess(frozen[Tx]{after: marking, thaw: func() {
		w.advance(time.Hour)
		w.run(other, l, p)
		require.Equal(t, durable.StateHeld, w.get(other, "loan-1").State)
		time.Sleep(2 * hasty.SendWithin)
	}}, hasty, w.srv.Client())
	_, more := flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	now := w.get(flow, "loan-1")
	assert.Equal(t, durable.StateReady, now.State)
	assert.Empty(t, now.Reason)
	w.run(other, l, p)
	w.doneOnce(flow, "loan-1")
}

// TestFreezeBeforeMarking: a process that has read that a purchase is ready stands still
// until another has marked it, or bought it.
func TestFreezeBeforeMarking(t *testing.T) { inWorlds(t, freezeMarking, freezeMarking) }

func freezeMarking[Tx any](w world[Tx]) {
	t := w.t
	for name, steps := range map[string]int{"marked": 4, "bought": 0} {
		other, l := w.process(steps, durable.Options{})
		buying, _ := w.process(0, durable.Options{})
		p := w.buy(buying, name, durable.Check(forced()))
		flow := w.frozenProcess(frozen[Tx]{before: marking, thaw: func() { other.Step(t.Context(), p.ID()) }}, durable.Options{}, w.srv.Client())
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

// TestFreezeAfterSending: while the sender stands still, another finds what it bought
// and brings it to the end. The late answer changes nothing.
func TestFreezeAfterSending(t *testing.T) { inWorlds(t, freezeAfter, freezeAfter) }

func freezeAfter[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	p := w.buy(other, "loan-1", durable.Check(forced()))
	flow := w.slowProcess(http.MethodPost, durable.Options{}, func() {
		w.advance(time.Hour)
		w.run(other, l, p)
	})
	_, more := flow.Step(t.Context(), p.ID())
	assert.False(t, more)
	w.doneOnce(flow, "loan-1")
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Sloans`))
}

// TestLateAnswers: the sender stood still until the purchase was held, and tells only
// then what it bought. That saves the purchase even where a person has decided too early
// that nothing was bought, if nothing was sent again yet.
func TestLateAnswers(t *testing.T) { inWorlds(t, lateAnswers, lateAnswers) }

func lateAnswers[Tx any](w world[Tx]) {
	t := w.t
	for name, decide := range map[string]func(flow *durable.Flow[Tx], key string){
		"held": func(*durable.Flow[Tx], string) {},
		"not-bought": func(flow *durable.Flow[Tx], key string) {
			require.NoError(t, flow.Resolve(t.Context(), key, durable.NotBought("ana", "I did not look")))
		},
	} {
		other, l := w.process(0, durable.Options{})
		p := w.buy(other, name, message(t, w.srv, w.clock))
		flow := w.slowProcess(http.MethodPost, durable.Options{}, func() {
			w.advance(time.Hour)
			w.run(other, l, p)
			assert.Equal(t, durable.StateHeld, w.get(other, name).State)
			decide(other, name)
		})
		before := len(w.srv.Billed())
		_, more := flow.Step(t.Context(), p.ID())
		assert.True(t, more, name)
		w.run(other, l, p)
		assert.Equal(t, durable.StateDone, w.get(flow, name).State, name)
		assert.Equal(t, 1, len(w.srv.Billed())-before, name)
	}
}

// TestFreezeWhileReading: two read that a check is final. One hands it over.
func TestFreezeWhileReading(t *testing.T) { inWorlds(t, freezeReading, freezeReading) }

func freezeReading[Tx any](w world[Tx]) {
	t := w.t
	other, l := w.process(0, durable.Options{})
	p := w.buy(other, "loan-1", durable.Check(forced()))
	other.Step(t.Context(), p.ID())
	w.advance(time.Hour)
	flow := w.slowProcess(http.MethodGet, durable.Options{}, func() { w.run(other, l, p) })
	handed := 0
	flow.OnCheck(func(context.Context, Tx, durable.Purchase, *checks.Check) error { handed++; return nil })
	_, more := flow.Step(t.Context(), p.ID())
	assert.False(t, more)
	assert.Zero(t, handed)
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Sloans`))
}

// TestEventWhileReading: an event that comes while the state is read, and may tell of a
// newer one, has it read again.
func TestEventWhileReading(t *testing.T) { inWorlds(t, eventWhileReading, eventWhileReading) }

func eventWhileReading[Tx any](w world[Tx]) {
	t := w.t
	withWebhooks := durable.Options{Webhooks: true}
	other, _ := w.process(0, withWebhooks)
	p := w.buy(other, "loan-1", durable.Check(forced()))
	other.Step(t.Context(), p.ID())
	w.advance(3 * time.Second)
	objectID := w.get(other, "loan-1").ObjectID
	flow := w.slowProcess(http.MethodGet, withWebhooks, func() {
		w.srv.Checks.Finish(objectID)
		for range 2 {
			event, err := webhooks.ParseEvent([]byte(`{"id":"HKE1","event_type":"check","event_action":"finished","object":{"check_id":"` + objectID + `"}}`))
			require.NoError(t, err)
			require.NoError(t, other.Wake(t.Context(), event))
		}
	})
	_, more := flow.Step(t.Context(), p.ID())
	assert.False(t, more, "what was read is not the last word, and the event has its own job")
	other.Step(t.Context(), p.ID())
	assert.Equal(t, durable.StateDone, w.get(other, "loan-1").State)
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Struora_inbox`))
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
	p := w.buy(other, "portfolio", wares[2].item(t, w.srv, w.clock))
	opts := hasty
	opts.Files = slowFiles{fstest.MapFS{"sheet.xlsx": {Data: truoratest.Sheet([][]string{{"1000000001"}})}}, func() {
		w.advance(time.Hour)
		before := w.get(other, "portfolio")
		putOff := func() bool {
			return count(t, w.db, `SELECT count(*) FROM $Struora_purchases, $Stest_clock WHERE next_at > ms`) == 1
		}
		require.Eventually(t, putOff, time.Minute, 10*time.Millisecond)
		require.NoError(t, other.Sweep(t.Context()))
		other.Step(t.Context(), p.ID())
		assert.Equal(t, before, w.get(other, "portfolio"))
	}}
	flow := w.frozenProcess(frozen[Tx]{}, opts, w.srv.Client())
	flow.Step(t.Context(), p.ID())
	assert.NotEmpty(t, w.get(flow, "portfolio").ObjectID)
	w.run(other, l, p)
	assert.Len(t, w.srv.RequestsTo("POST /v1/batches"), 1)
	assert.Equal(t, durable.StateDone, w.get(flow, "portfolio").State)
}
