package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/truoratest"
)

// asProgram makes the test binary the lender, for the demo starts itself.
const asProgram = "LENDER_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "1" {
		main()
		return
	}
	_ = os.Setenv("TRUORA_API_KEY", truoratest.APIKey)
	os.Exit(m.Run())
}

// rig is a lender in this process, and its Truora.
type rig struct {
	*stage
	t   *testing.T
	ctx context.Context //nolint:containedctx // of the test, with an end
	l   lender
	cfg config
}

// onEach runs a test on SQLite and on PostgreSQL.
func onEach(t *testing.T, test func(rig)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(newRig(t, filepath.Join(t.TempDir(), "lender.db")))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(newRig(t, postgresAt(t)))
	})
}

func newRig(t *testing.T, database string) rig {
	t.Helper()
	srv := truoratest.NewServer(t, truoratest.WithPace(50))
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	patience, giveUp := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(giveUp)
	r := rig{t: t, ctx: patience, stage: &stage{truora: srv, out: io.Discard}, cfg: config{
		database: database, secret: secret, webhookKey: srv.Webhooks.Key(), checksADay: 3, sendWithin: 500 * time.Millisecond,
		hosts: srv.Start(), checkpoints: filepath.Join(t.TempDir(), "checkpoint"),
	}}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	running, ended := make(chan lender, 1), make(chan error, 1)
	go func() {
		ended <- withLender(ctx, r.cfg, func(l lender) error {
			if err := l.start(ctx); err != nil {
				return err
			}
			running <- l
			<-ctx.Done()
			bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
			defer cancel()
			return l.stop(bounded)
		})
	}()
	select {
	case r.l = <-running:
	case err := <-ended:
		require.NoError(t, err)
	}
	web := httptest.NewServer(r.l.handler())
	r.url = web.URL
	srv.Webhooks.Add(truoratest.Webhook{URL: web.URL + "/truora"})
	go srv.Webhooks.Run(ctx)
	t.Cleanup(func() {
		web.Close()
		stop()
		assert.NoError(t, <-ended)
	})
	return r
}

// postgresAt makes a schema in the PostgreSQL of TRUORA_TEST_POSTGRES, DATABASE_URL, or
// this machine, and returns the URL of it.
func postgresAt(t *testing.T) string {
	t.Helper()
	at := servertest.Postgres()
	db, err := pgx.Connect(t.Context(), at)
	if err != nil {
		servertest.Unreachable(t, "PostgreSQL", err)
	}
	schema := "lender_" + strings.ToLower(rand.Text())
	_, err = db.Exec(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_, err := db.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE")
		assert.NoError(t, err)
		assert.NoError(t, db.Close(ctx))
	})
	u, err := url.Parse(at)
	require.NoError(t, err)
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String()
}

const consentText = "I agree that the lender looks into my records."

// put lets somebody apply.
func (r rig) put(id, nationalID string, want int) []byte {
	r.t.Helper()
	return r.do(http.MethodPut, "/applicants/"+id, application{nationalID, consentText}, want)
}

func (r rig) do(method, path string, body any, want int) []byte {
	r.t.Helper()
	answer, err := r.call(r.ctx, method, path, body, want)
	require.NoError(r.t, err, string(answer))
	return answer
}

// see waits for an applicant to be as wanted.
func (r rig) see(id string, wanted func(view) bool) view {
	r.t.Helper()
	require.NoError(r.t, r.await(r.ctx, id, wanted))
	var v view
	require.NoError(r.t, json.Unmarshal(r.do(http.MethodGet, "/applicants/"+id, nil, http.StatusOK), &v))
	return v
}

// command runs a command of the program on the lender's database, as its operator does.
func (r rig) command(args ...string) (string, error) {
	hosts, err := json.Marshal(r.cfg.hosts)
	require.NoError(r.t, err)
	env := map[string]string{
		"LENDER_TRUORA_HOSTS": string(hosts),
		"LENDER_DATABASE":     r.cfg.database, "LENDER_SECRET": fmt.Sprintf("%x", r.cfg.secret), "LENDER_WEBHOOK_KEY": r.cfg.webhookKey,
		"LENDER_CHECKPOINTS": r.cfg.checkpoints,
	}
	var out strings.Builder
	err = run(r.ctx, args, func(name string) string { return env[name] }, &out)
	return out.String(), err
}
