package durable_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

// onEngines runs a test on River and in process, on both databases. Each call of the
// function that the test gets makes the store of another machine.
func onEngines(t *testing.T, onPostgres func(*testing.T, func() durable.Store[pgxTx]), onSQLite func(*testing.T, func() durable.Store[sqlTx])) {
	t.Helper()
	for _, inProcess := range []bool{false, true} {
		name := "River"
		if inProcess {
			name = "in process"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onEach(t, func(t *testing.T, pool *pgxpool.Pool, schema string) {
				onPostgres(t, func() durable.Store[pgxTx] { return engined(postgresStore(t, pool, schema), inProcess) })
			}, func(t *testing.T, file string) {
				onSQLite(t, func() durable.Store[sqlTx] { return engined(sqliteStore(t, file), inProcess) })
			})
		})
	}
}

func engined[Tx any](store durable.Store[Tx], inProcess bool) durable.Store[Tx] {
	if inProcess {
		store.Engine = durable.InProcess(store.DB, 20)
	}
	return store
}

// machine is a process that carries out purchases until the test ends.
func machine[Tx any](t *testing.T, store durable.Store[Tx], client *truora.Client, opts durable.Options) *durable.Flow[Tx] {
	t.Helper()
	opts.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	return machineLogging(t, store, client, opts)
}

func machineLogging[Tx any](t *testing.T, store durable.Store[Tx], client *truora.Client, opts durable.Options) *durable.Flow[Tx] {
	t.Helper()
	opts.Seal = seal()
	flow, err := durable.New(store, client, opts)
	require.NoError(t, err)
	flow.OnCheck(func(ctx context.Context, tx Tx, p durable.Purchase, c *checks.Check) error {
		_, err := store.DB.In(tx).Exec(ctx, "INSERT INTO "+prefix(store.DB.Dialect())+"loans VALUES ($1, $2)", p.Key, string(c.Status))
		return err
	})
	require.NoError(t, flow.Migrate(t.Context()))
	require.NoError(t, flow.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
		defer cancel()
		assert.NoError(t, flow.Stop(ctx))
	})
	return flow
}

const createOp = "POST /v1/checks"

// quick are options for tests in real time. On a busy machine a request takes a second.
func quick() durable.Options {
	return durable.Options{SendWithin: 5 * time.Second, SettleWithin: 5 * time.Second}
}

// TestTwoMachines buys on two machines while answers are lost, requests are refused and
// one machine stops and another comes.
func TestTwoMachines(t *testing.T) {
	t.Parallel()
	onEngines(t, twoMachines, twoMachines)
}

func twoMachines[Tx any](t *testing.T, store func() durable.Store[Tx]) {
	srv := truoratest.NewServer(t, truoratest.WithPace(50))
	one, two := store(), store()
	withClock(t, one.DB)
	first := machine(t, one, srv.Client(), quick())
	second := machine(t, two, srv.Client(), quick())
	const n = 20
	buy := func(from, to int) {
		for i := from; i < to; i++ {
			params := forced()
			params.NationalID = fmt.Sprint(1_000_000_000 + i)
			_, err := second.Buy(t.Context(), fmt.Sprintf("loan-%d/check", i), durable.Check(params))
			require.NoError(t, err)
		}
	}
	for range 3 {
		srv.LoseAnswer(createOp)
	}
	srv.Fail("GET /v1/checks/{check_id}", truoratest.Status(429), truoratest.Status(503))
	buy(0, n/2)
	require.Eventually(t, func() bool { return len(srv.Billed()) == n/2 }, time.Minute, 10*time.Millisecond)
	require.NoError(t, first.Stop(t.Context()))
	srv.Fail(createOp, truoratest.Status(429), truoratest.Status(401), truoratest.Status(429))
	buy(n/2, n)
	done := func() bool { return count(t, one.DB, `SELECT count(*) FROM $Sloans`) == n }
	for range 600 {
		if done() {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	stats, err := second.Stats(t.Context())
	require.NoError(t, err)
	held, err := second.Held(t.Context())
	require.NoError(t, err)
	assert.Empty(t, stats.Purchases, held)
	assert.Len(t, srv.Billed(), n)
	assert.Equal(t, n, count(t, one.DB, `SELECT count(DISTINCT key) FROM $Sloans`))
}

// TestWaitingCostsNothing: purchases that wait hold no goroutine, and a webhook wakes
// the one that it is about.
func TestWaitingCostsNothing(t *testing.T) {
	t.Parallel()
	onEngines(t, waiting, waiting)
}

func waiting[Tx any](t *testing.T, store func() durable.Store[Tx]) {
	srv := truoratest.NewServer(t)
	srv.Checks.OnCreate(func(truoratest.CheckInput) truoratest.CheckScript {
		return truoratest.CheckScript{Duration: 24 * time.Hour}
	})
	s := store()
	withClock(t, s.DB)
	flow := machine(t, s, srv.Client(), durable.Options{Webhooks: true})
	verifier, err := webhooks.NewVerifier(srv.Webhooks.Key())
	require.NoError(t, err)
	receiver := httptest.NewServer(flow.Webhooks(verifier))
	t.Cleanup(receiver.Close)
	srv.Webhooks.Add(truoratest.Webhook{URL: receiver.URL})

	const n = 20
	for i := range n {
		params := forced()
		params.NationalID = fmt.Sprint(1_000_000_000 + i)
		_, err := flow.Buy(t.Context(), fmt.Sprintf("loan-%d", i), durable.Check(params))
		require.NoError(t, err)
	}
	polled := func() int { return len(srv.RequestsTo("GET /v1/checks/{check_id}")) }
	require.Eventually(t, func() bool { return polled() == n }, time.Minute, 50*time.Millisecond)
	before := runtime.NumGoroutine()
	assert.Less(t, before, 400, "of all tests together")

	p, err := flow.Get(t.Context(), "loan-7")
	require.NoError(t, err)
	srv.Checks.Finish(p.ObjectID)
	srv.Webhooks.NextFault("check.finished", truoratest.WebhookFault{Copies: 3})
	srv.Webhooks.Deliver(t.Context())
	require.Eventually(t, func() bool { return count(t, s.DB, `SELECT count(*) FROM $Sloans`) == 1 }, time.Minute, 50*time.Millisecond)
	assert.Equal(t, n+1, polled(), "one read for the one that was woken")
	p, err = flow.Get(t.Context(), "loan-7")
	require.NoError(t, err)
	assert.Equal(t, durable.StateDone, p.State)

	resp, err := http.Post(receiver.URL, "text/plain", nil)
	require.NoError(t, err)
	_ = resp.Body.Close()
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
}

// safeBuffer is a buffer for loggers.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
