package durable_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

// inWorlds runs a test on both databases, by hand and with a clock of its own.
func inWorlds(t *testing.T, onPostgres func(world[pgxTx]), onSQLite func(world[sqlTx])) {
	t.Helper()
	t.Parallel()
	onEach(t,
		func(t *testing.T, pool *pgxpool.Pool, schema string) {
			onPostgres(worldOf(t, postgresStore(t, pool, schema).DB))
		},
		func(t *testing.T, file string) { onSQLite(worldOf(t, sqliteStore(t, file).DB)) })
}

func worldOf[Tx any](t *testing.T, db durable.DB[Tx]) world[Tx] {
	withClock(t, db)
	clock := truoratest.NewClock(time.UnixMilli(start))
	w := world[Tx]{t, db, truoratest.NewServer(t, truoratest.WithClock(clock)), clock}
	flow, _ := w.process(0, durable.Options{})
	require.NoError(t, flow.Migrate(t.Context()))
	return w
}

func (w world[Tx]) get(flow *durable.Flow[Tx], key string) *durable.Purchase {
	w.t.Helper()
	p, err := flow.Get(w.t.Context(), key)
	require.NoError(w.t, err)
	return p
}

func (w world[Tx]) buy(flow *durable.Flow[Tx], key string, item durable.Item) *durable.Purchase {
	w.t.Helper()
	p, err := flow.Buy(w.t.Context(), key, item)
	require.NoError(w.t, err)
	return p
}

func TestOneKeyIsOnePurchase(t *testing.T) { inWorlds(t, oneKey, oneKey) }

func oneKey[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{})
	tx, err := w.db.Begin(t.Context())
	require.NoError(t, err)
	_, err = flow.BuyTx(t.Context(), tx, "loan-1", durable.Check(forced()))
	require.NoError(t, err)
	w.db.Rollback(t.Context(), tx)
	_, err = flow.Get(t.Context(), "loan-1")
	require.ErrorIs(t, err, durable.ErrNoPurchase, "what was not committed is not bought")

	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			p, err := flow.Buy(t.Context(), "loan-1", durable.Check(forced()))
			if assert.NoError(t, err) {
				ids[i] = p.ID()
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		assert.Equal(t, ids[0], id)
	}
	other := forced()
	other.NationalID = "1000000009"
	for range 2 { // before, and after the params were wiped
		_, err = flow.Buy(t.Context(), "loan-1", durable.Check(other))
		require.ErrorIs(t, err, durable.ErrOtherParams)
		p := w.buy(flow, "loan-1", durable.Check(forced()))
		w.run(flow, l, p)
	}
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)

	referenced := forced()
	referenced.CustomInput = "mine"
	assert.Equal(t, "durable.Item(check)", fmt.Sprintf("%+v", durable.Check(other)), "nothing of the person")
	for key, item := range map[string]durable.Item{
		"":                       durable.Check(forced()),
		"José":                   durable.Check(forced()),
		strings.Repeat("x", 129): durable.Check(forced()),
		"no-consent":             durable.Check(checks.CreateParams{Country: "CO", Type: checks.TypePerson}),
		"referenced":             durable.Check(referenced),
		"nothing":                {},
	} {
		_, err := flow.Buy(t.Context(), key, item)
		require.Error(t, err, key)
	}
}

func TestHeldAndResolved(t *testing.T) { inWorlds(t, heldAndResolved, heldAndResolved) }

func heldAndResolved[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{})
	refused := ""
	flow.OnRefused(func(_ context.Context, _ Tx, p durable.Purchase) error {
		refused = p.Key + ": " + p.Reason
		return nil
	})
	hold := func(key string) *durable.Purchase {
		p := w.buy(flow, key, durable.Check(forced()))
		dying, dead := w.process(4, durable.Options{}) // the mark is committed, nothing is sent
		w.run(dying, dead, p)
		w.run(flow, l, p)
		require.Equal(t, durable.StateHeld, w.get(flow, key).State)
		return p
	}
	again, found, gone := hold("again"), hold("found"), hold("gone")
	held, err := flow.Held(t.Context())
	require.NoError(t, err)
	require.Len(t, held, 3)
	assert.Contains(t, held[0].Reason, "no look-up found it")
	require.Empty(t, w.srv.Billed())
	stats, err := flow.Stats(t.Context())
	require.NoError(t, err)
	assert.Equal(t, map[durable.State]int{durable.StateHeld: 3}, stats.Purchases)

	require.NoError(t, flow.Resolve(t.Context(), "again", durable.NotBought("ana@bank", "not on the bill of November")))
	w.run(flow, l, again)
	p := w.get(flow, "again")
	assert.Equal(t, durable.StateDone, p.State)
	require.Len(t, p.Notes, 1)
	assert.Equal(t, []string{"ana@bank", "not bought", "not on the bill of November"}, []string{p.Notes[0].By, p.Notes[0].Decision, p.Notes[0].Why})
	require.Len(t, w.srv.Billed(), 1)

	require.NoError(t, flow.Resolve(t.Context(), "found", durable.Found(p.ObjectID, "luis")))
	w.run(flow, l, found)
	assert.Equal(t, durable.StateDone, w.get(flow, "found").State)
	assert.Len(t, w.srv.Billed(), 1)

	require.NoError(t, flow.Resolve(t.Context(), "gone", durable.Abandoned("luis", "the loan was withdrawn")))
	assert.Equal(t, durable.StateRefused, w.get(flow, "gone").State)
	assert.Equal(t, "gone: abandoned by luis", refused)
	w.run(flow, l, gone)
	assert.Len(t, w.srv.Billed(), 1)

	ready := w.buy(flow, "withdrawn", durable.Check(forced()))
	require.ErrorIs(t, flow.Resolve(t.Context(), "withdrawn", durable.NotBought("ana", "why")), durable.ErrNotHeld)
	require.NoError(t, flow.Resolve(t.Context(), "withdrawn", durable.Abandoned("ana", "the person withdrew")))
	w.run(flow, l, ready)
	assert.Equal(t, durable.StateRefused, w.get(flow, "withdrawn").State)
	assert.Len(t, w.srv.Billed(), 1, "nothing of it was sent")
	require.ErrorIs(t, flow.Resolve(t.Context(), "withdrawn", durable.Abandoned("ana", "twice")), durable.ErrNotHeld)

	require.ErrorIs(t, flow.Resolve(t.Context(), "gone", durable.NotBought("ana", "why")), durable.ErrNotHeld)
	require.ErrorIs(t, flow.Resolve(t.Context(), "nobody", durable.NotBought("ana", "why")), durable.ErrNoPurchase)
	require.Error(t, flow.Resolve(t.Context(), "gone", durable.NotBought("", "why")))
	require.Error(t, flow.Resolve(t.Context(), "gone", durable.NotBought("ana", " ")))
	require.Error(t, flow.Resolve(t.Context(), "gone", durable.Found("", "ana")))
}

func TestRefusedByTruora(t *testing.T) { inWorlds(t, refusedByTruora, refusedByTruora) }

func refusedByTruora[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{})
	calls := 0
	flow.OnRefused(func(_ context.Context, _ Tx, p durable.Purchase) error {
		calls++
		assert.Equal(t, "POST /v1/checks: 400", p.Reason)
		if calls == 1 {
			return errors.New("the database of loans is away")
		}
		return nil
	})
	w.srv.Fail(createOp, truoratest.Status(400), truoratest.Status(400))
	p := w.buy(flow, "loan-1", durable.Check(forced()))
	w.run(flow, l, p)
	assert.Equal(t, durable.StateRefused, w.get(flow, "loan-1").State)
	assert.Equal(t, 2, calls)
	assert.Empty(t, w.srv.Billed())
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Struora_purchases WHERE params IS NULL`))
}

func TestHandlerThatFails(t *testing.T) { inWorlds(t, handlerFails, handlerFails) }

func handlerFails[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{})
	calls := 0
	flow.OnCheck(func(ctx context.Context, tx Tx, p durable.Purchase, _ *checks.Check) error {
		_, err := w.db.In(tx).Exec(ctx, "INSERT INTO "+prefix(w.db.Dialect())+"loans VALUES ($1, 'x')", p.Key)
		require.NoError(t, err)
		switch calls++; calls {
		case 1:
			return errors.New("not now")
		case 2:
			panic("Ana Núñez 1000000001")
		default:
			return nil
		}
	})
	p := w.buy(flow, "loan-1", durable.Check(forced()))
	w.run(flow, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Equal(t, 3, calls)
	assert.Equal(t, 1, count(t, w.db, `SELECT count(*) FROM $Sloans`))
	assert.Len(t, w.srv.Billed(), 1)
}

func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t,
		func(t *testing.T, pool *pgxpool.Pool, schema string) {
			migrateAtOnce(t, func() durable.Store[pgxTx] { return postgresStore(t, pool, schema) })
		},
		func(t *testing.T, file string) {
			file = filepath.Join(filepath.Dir(file), "año 100%?#.db")
			migrateAtOnce(t, func() durable.Store[sqlTx] { return sqliteStore(t, file) })
			assert.FileExists(t, file)
		})
}

func migrateAtOnce[Tx any](t *testing.T, store func() durable.Store[Tx]) {
	client := truoratest.NewServer(t).Client()
	var all sync.WaitGroup
	var first durable.Store[Tx]
	for i := range 4 {
		s := store()
		if i == 0 {
			first = s
		}
		flow, err := durable.New(s, client, durable.Options{Seal: seal()})
		require.NoError(t, err)
		all.Go(func() {
			for range 2 {
				assert.NoError(t, flow.Migrate(t.Context()))
			}
		})
	}
	all.Wait()
	assert.Equal(t, 1, count(t, first.DB, `SELECT count(*) FROM $Struora_migrations`))
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	store, client := sqliteStore(t, t.TempDir()+"/x.db"), truoratest.NewServer(t).Client()
	for name, opts := range map[string]durable.Options{
		"no seal":  {},
		"negative": {Seal: seal(), SendWithin: -1},
		"policy":   {Seal: seal(), OnUnknown: "buy again"},
	} {
		_, err := durable.New(store, client, opts)
		require.Error(t, err, name)
	}
	_, err := durable.New(store, nil, durable.Options{Seal: seal()})
	require.Error(t, err)
}

// TestRetention deletes what is finished, and nothing else.
func TestRetention(t *testing.T) { inWorlds(t, retention, retention) }

func retention[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{Retain: 30 * 24 * time.Hour})
	for i := range 3 {
		p := w.buy(flow, fmt.Sprintf("loan-%d", i), durable.Check(forced()))
		if i < 2 {
			w.run(flow, l, p)
			w.advance(20 * 24 * time.Hour)
		}
	}
	require.NoError(t, flow.Sweep(t.Context()))
	_, err := flow.Get(t.Context(), "loan-0")
	require.ErrorIs(t, err, durable.ErrNoPurchase)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Equal(t, durable.StateReady, w.get(flow, "loan-2").State)
}

// TestTwoVersions: what a later version of the program wrote waits for it, and goes on
// beside the rest.
func TestTwoVersions(t *testing.T) { inWorlds(t, twoVersions, twoVersions) }

func twoVersions[Tx any](w world[Tx]) {
	t := w.t
	flow, l := w.process(0, durable.Options{})
	p := w.buy(flow, "loan-1", durable.Check(forced()))
	exec(t, w.db, `ALTER TABLE $Struora_purchases ADD COLUMN of_next_year TEXT`)
	for _, change := range []string{`kind = 'kind-of-next-year'`, `state = 'state-of-next-year', kind = 'check'`} {
		exec(t, w.db, `UPDATE $Struora_purchases SET next_at = 0, `+change)
		wait, more := flow.Step(t.Context(), p.ID())
		assert.True(t, more)
		assert.GreaterOrEqual(t, wait, 50*time.Second)
	}
	exec(t, w.db, `UPDATE $Struora_purchases SET next_at = 0, state = 'ready'`)
	w.run(flow, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)
}
