package durable_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

type (
	pgxTx = pgx.Tx
	sqlTx = *sql.Tx
)

// world is Truora and a database, with one clock.
type world[Tx any] struct {
	t     *testing.T
	db    durable.DB[Tx] // immortal
	srv   *truoratest.Server
	clock *truoratest.Clock
}

func (w world[Tx]) advance(d time.Duration) {
	w.clock.Advance(d)
	advance(w.t, w.db, d)
}

// wire is the network of a process: a request is a boundary, before and after.
type wire struct {
	*truoratest.Server
	life *life
}

func (w wire) RoundTrip(req *http.Request) (*http.Response, error) {
	return within(w.life, func() (*http.Response, error) { return w.Server.RoundTrip(req) })
}

// files are what batches and validations send.
var files = fstest.MapFS{
	"sheet.xlsx": {Data: truoratest.Sheet([][]string{{"1000000001"}, {"1000000002"}})},
	"front.jpg":  {Data: []byte("\xff\xd8\xff\xe0 the front of a card")}, "reverse.jpg": {Data: []byte("\xff\xd8\xff\xe0 its reverse, made up")},
}

// process starts a program that ends at the nth boundary; 0 is never.
func (w world[Tx]) process(n int, opts durable.Options) (*durable.Flow[Tx], *life) {
	w.t.Helper()
	l := &life{left: n}
	client := w.srv.Client(truora.WithHTTPClient(&http.Client{Transport: wire{w.srv, l}}))
	opts.Seal = seal()
	opts.Logger = slog.New(slog.NewTextHandler(w.t.Output(), nil))
	opts.Files = files
	flow, err := durable.New(durable.Store[Tx]{DB: mortal[Tx]{w.db, l}, Engine: byHand[Tx]{}}, client, opts)
	require.NoError(w.t, err)
	note := func(ctx context.Context, tx Tx, p durable.Purchase, verdict string) error {
		_, err := mortal[Tx]{w.db, l}.In(tx).Exec(ctx, "INSERT INTO "+prefix(w.db.Dialect())+"loans VALUES ($1, $2)", p.Key, verdict)
		return err
	}
	flow.OnCheck(func(ctx context.Context, tx Tx, p durable.Purchase, c *checks.Check) error {
		return note(ctx, tx, p, string(c.Status))
	})
	flow.OnBatch(func(ctx context.Context, tx Tx, p durable.Purchase, b *batches.Batch) error {
		return note(ctx, tx, p, string(b.Status))
	})
	flow.OnProcess(func(ctx context.Context, tx Tx, p durable.Purchase, r *identity.Result) error {
		return note(ctx, tx, p, string(r.Status))
	})
	flow.OnValidation(func(ctx context.Context, tx Tx, p durable.Purchase, v *validators.Validation) error {
		return note(ctx, tx, p, string(v.ValidationStatus))
	})
	flow.OnMessage(func(ctx context.Context, tx Tx, p durable.Purchase, r *whatsapp.SendResult) error {
		return note(ctx, tx, p, "sent")
	})
	flow.OnToken(func(ctx context.Context, tx Tx, p durable.Purchase, _ apikeys.Token) error { return nil })
	flow.Hasten()
	return flow, l
}

// run steps a purchase until it ends, is held, or the process is dead. What no job
// wakes, the sweeper does.
func (w world[Tx]) run(flow *durable.Flow[Tx], l *life, p *durable.Purchase) {
	id, opened := p.ID(), false
	for range 300 {
		wait, more := flow.Step(w.t.Context(), id)
		if l.ended() {
			return
		}
		if p.Kind == durable.KindProcess && !opened {
			if now, err := flow.Get(w.t.Context(), p.Key); err == nil && now.State == durable.StateBought {
				w.srv.Identity.Finish(now.ObjectID) // the person does what the token is for
				opened = true
			}
		}
		if more {
			w.advance(wait + time.Second)
			continue
		}
		if count(w.t, w.db, `SELECT count(*) FROM $Struora_purchases WHERE id = $1 AND state IN ('done', 'held', 'refused')`, id) == 1 {
			return
		}
		w.advance(time.Hour)
		if err := flow.Sweep(w.t.Context()); err != nil && !l.ended() {
			require.NoError(w.t, err)
		}
	}
	w.t.Fatal("a purchase comes to no end")
}

func person() checks.CreateParams {
	return checks.CreateParams{Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true}
}

func forced() checks.CreateParams {
	p := person()
	p.ForceCreation = true
	return p
}

// wares are one purchase of each kind, and what is known of it.
var wares = []struct {
	name string
	item func(*testing.T, *truoratest.Server, *truoratest.Clock) durable.Item
	opts durable.Options
	// found: Truora can be asked whether it was bought.
	found bool
}{
	{"check", same(durable.Check(forced())), durable.Options{}, true},
	{"deduped-check", same(durable.Check(person())), durable.Options{OnUnknown: durable.PolicyResendDeduped}, true},
	{"batch", same(durable.Batch(durable.BatchParams{Create: batches.CreateParams{
		Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person", ColumnsMapping: batches.ColumnsMapping{"national_id": 0},
	}, Sheet: "sheet.xlsx"})), durable.Options{}, true},
	{"process", same(durable.Process(apikeys.CreateParams{
		FlowID: "IPF1", AccountID: "user-001", Country: apitype.CountryAll, RedirectURL: "https://example.com/after",
	})), durable.Options{}, true},
	{"validation", same(durable.Validation(durable.ValidationParams{Create: validators.CreateParams{
		Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: "ana", Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID,
	}, Front: "front.jpg", Reverse: "reverse.jpg"})), durable.Options{}, true},
	{"message", message, durable.Options{}, false},
}

func same(item durable.Item) func(*testing.T, *truoratest.Server, *truoratest.Clock) durable.Item {
	return func(*testing.T, *truoratest.Server, *truoratest.Clock) durable.Item { return item }
}

func message(t *testing.T, srv *truoratest.Server, clock *truoratest.Clock) durable.Item {
	template, err := srv.Client().WhatsApp.CreateOutbound(t.Context(), whatsapp.CreateOutboundParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageSpanish, OutboundName: "welcome", Category: whatsapp.CategoryMarketing,
		TemplateType: whatsapp.TemplateTypeText, Content: "Hello {{.name}}", Variables: apitype.NewSecrets(map[string]string{"name": "Ana"}),
	})
	require.NoError(t, err)
	clock.Advance(time.Hour)
	return durable.Message(whatsapp.SendParams{
		OutboundID: template.OutboundID, CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true, FlowID: "IPF1",
		Variables: apitype.NewSecrets(map[string]string{"name": "Ana"}),
	})
}

// TestDeathAtEveryBoundary ends the process before and after each statement and each
// request, and lets another go on. Nothing is bought twice, and nothing is lost.
func TestDeathAtEveryBoundary(t *testing.T) {
	t.Parallel()
	onEach(t,
		func(t *testing.T, pool *pgxpool.Pool, schema string) {
			dieEverywhere(t, postgresStore(t, pool, schema).DB)
		},
		func(t *testing.T, file string) { dieEverywhere(t, sqliteStore(t, file).DB) })
}

func dieEverywhere[Tx any](t *testing.T, db durable.DB[Tx]) {
	withClock(t, db)
	migrating, err := durable.New(durable.Store[Tx]{DB: db, Engine: byHand[Tx]{}}, truoratest.NewServer(t).Client(), durable.Options{Seal: seal()})
	require.NoError(t, err)
	require.NoError(t, migrating.Migrate(t.Context()))
	for _, ware := range wares {
		wanted, boundaries, held := 0, 0, 0
		for n := range 1000 { // 0 is the life that does not end
			key := fmt.Sprintf("%s/%d", ware.name, n)
			clock := truoratest.NewClock(time.UnixMilli(int64(count(t, db, `SELECT ms FROM $Stest_clock`))))
			w := world[Tx]{t, db, truoratest.NewServer(t, truoratest.WithClock(clock)), clock}
			buying, _ := w.process(0, ware.opts)
			p := w.buy(buying, key, ware.item(t, w.srv, clock))
			first, life := w.process(n, ware.opts)
			w.run(first, life, p)
			second, alive := w.process(0, ware.opts)
			w.run(second, alive, p)

			end, err := second.Get(t.Context(), key)
			require.NoError(t, err)
			bills := len(w.srv.Billed())
			if n == 0 {
				wanted = bills
				require.Equal(t, durable.StateDone, end.State, "%s: %s", ware.name, end.Reason)
				require.Positive(t, wanted)
			}
			switch end.State {
			case durable.StateDone:
				assert.Equal(t, wanted, bills, "%s: after death at boundary %d", ware.name, n)
				assert.Equal(t, 1, count(t, db, `SELECT count(*) FROM $Sloans WHERE key = $1`, key), "%s: boundary %d", ware.name, n)
				assert.Zero(t, count(t, db, `SELECT count(*) FROM $Struora_purchases WHERE key = $1 AND (params IS NOT NULL OR secret IS NOT NULL)`, key))
			case durable.StateHeld:
				held++
				assert.LessOrEqual(t, bills, wanted, "%s: bought twice, after death at boundary %d", ware.name, n)
				assert.False(t, ware.found && bills > 0, "%s: lost, after death at boundary %d: %s", ware.name, n, end.Reason)
			default:
				assert.Fail(t, "no end", "%s: boundary %d: %s %s", ware.name, n, end.State, end.Reason)
			}
			if n > 0 && !life.ended() {
				break
			}
			boundaries = n
			exec(t, db, `DELETE FROM $Struora_purchases`) // the ids of the next fake are the same
		}
		t.Logf("%s: %d deaths, %d held", ware.name, boundaries, held)
		assert.Greater(t, boundaries, 10)
	}
}
