//go:build unix

package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/postgres"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

const (
	roleVariable   = "TRUORA_CHAOS_ROLE"
	ordersVariable = "TRUORA_CHAOS_ORDERS"
	roleFake       = "fake"
	roleWorker     = "worker"
)

// orders are what the director tells a worker.
type orders struct {
	Hello      hello
	Postgres   string // its URL
	Schema     string
	SQLite     string
	SendWithin time.Duration
	EndAt      int64 // the boundary at which it ends; 0 for none
	Signal     int   // and how
}

// seal is the same key for all: nothing here is about anyone.
var seal = newSeal([]byte("a key of chaos, thirty-two bytes"))

func newSeal(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// worker carries out purchases and plain jobs until it is asked to stop, or ends.
func worker() error {
	var o orders
	if err := json.Unmarshal([]byte(os.Getenv(ordersVariable)), &o); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(1) // the director is gone
	}()
	if o.SQLite != "" {
		db, err := sqlite.Open(o.SQLite)
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		store, err := sqlite.New(db, sqlite.Options{})
		if err != nil {
			return err
		}
		return work(ctx, o, store, riversqlite.New(db))
	}
	pool, err := pgxpool.New(ctx, o.Postgres)
	if err != nil {
		return err
	}
	defer pool.Close()
	store, err := postgres.New(pool, postgres.Options{Schema: o.Schema, Workers: 20})
	if err != nil {
		return err
	}
	return work(ctx, o, store, riverpgxv5.New(pool))
}

func work[Tx any](ctx context.Context, o orders, store durable.Store[Tx], driver riverdriver.Driver[Tx]) error {
	at := &boundary{signal: syscall.Signal(o.Signal)}
	at.left.Store(o.EndAt)
	store.DB = boundedDB[Tx]{store.DB, at}
	client, err := truora.New(truoratest.APIKey, truora.WithHosts(o.Hello.Hosts),
		truora.WithHTTPClient(&http.Client{Transport: boundedWire{http.DefaultTransport, at}}))
	if err != nil {
		return err
	}
	flow, err := flowOf(store, client, o.SendWithin)
	if err != nil {
		return err
	}
	plain, err := newControl(driver, o.Schema, o.Hello.Control)
	if err != nil {
		return err
	}
	if err := flow.Start(ctx); err != nil {
		return err
	}
	if err := plain.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_ = plain.StopAndCancel(bounded)
	return flow.Stop(bounded)
}

// flowOf is the flow of every process. Results and tokens go into tables of their own.
func flowOf[Tx any](store durable.Store[Tx], client *truora.Client, sendWithin time.Duration) (*durable.Flow[Tx], error) {
	var logger *slog.Logger
	if os.Getenv("TRUORA_CHAOS_LOG") != "" {
		logger = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	flow, err := durable.New(store, client, durable.Options{
		Seal: seal, SendWithin: sendWithin, SettleWithin: sendWithin, Files: files{}, Logger: logger,
		OnUnknown: durable.PolicyResendDeduped, Limiter: durable.NewLimiter(store, "truora", 200, 50),
	})
	if err != nil {
		return nil, err
	}
	note := func(ctx context.Context, tx Tx, p durable.Purchase) error {
		_, err := store.DB.In(tx).Exec(ctx, "INSERT INTO "+prefix(store)+"results (key) VALUES ($1)", p.Key)
		return err
	}
	flow.OnCheck(func(ctx context.Context, tx Tx, p durable.Purchase, _ *checks.Check) error { return note(ctx, tx, p) })
	flow.OnBatch(func(ctx context.Context, tx Tx, p durable.Purchase, _ *batches.Batch) error { return note(ctx, tx, p) })
	flow.OnProcess(func(ctx context.Context, tx Tx, p durable.Purchase, _ *identity.Result) error {
		return note(ctx, tx, p)
	})
	flow.OnValidation(func(ctx context.Context, tx Tx, p durable.Purchase, _ *validators.Validation) error {
		return note(ctx, tx, p)
	})
	flow.OnMessage(func(ctx context.Context, tx Tx, p durable.Purchase, _ *whatsapp.SendResult) error {
		return note(ctx, tx, p)
	})
	flow.OnToken(func(ctx context.Context, tx Tx, p durable.Purchase, _ apikeys.Token) error {
		_, err := store.DB.In(tx).Exec(ctx, "INSERT INTO "+prefix(store)+"tokens (process) VALUES ($1)", p.ObjectID)
		return err
	})
	return flow, nil
}

func prefix[Tx any](store durable.Store[Tx]) string {
	if schema := store.DB.Dialect().Schema; schema != "" {
		return schema + "."
	}
	return ""
}

// files has a sheet for each batch, and pictures.
type files struct{}

func (files) Open(name string) (fs.File, error) {
	data := []byte("\xff\xd8\xff\xe0 a picture, made up: " + name)
	if document, ok := strings.CutSuffix(name, ".xlsx"); ok {
		data = truoratest.Sheet([][]string{{document}})
	}
	return fstest.MapFS{name: {Data: data}}.Open(name)
}

// itemOf is what is bought under a key.
func itemOf(key, template string) durable.Item {
	check := checks.CreateParams{Country: "CO", Type: checks.TypePerson, NationalID: documentOf(key), UserAuthorized: true}
	switch kindOf(key) {
	case "check":
		check.ForceCreation = true
		return durable.Check(check)
	case "deduped":
		return durable.Check(check)
	case "batch":
		return durable.Batch(durable.BatchParams{Create: batches.CreateParams{
			Service: batches.ProductChecks, Country: "CO", Type: "person", ColumnsMapping: batches.ColumnsMapping{"national_id": 0},
		}, Sheet: documentOf(key) + ".xlsx"})
	case "process":
		return durable.Process(apikeys.CreateParams{FlowID: "IPF1", AccountID: accountOf(key), Country: "ALL", RedirectURL: "https://example.com/after"})
	case "validation":
		return durable.Validation(durable.ValidationParams{Create: validators.CreateParams{
			Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: accountOf(key), Country: "CO", DocumentType: "national-id", Timeout: 15,
		}, Front: "front.jpg", Reverse: "reverse.jpg"})
	case "message":
		return durable.Message(whatsapp.SendParams{
			OutboundID: template, CountryCode: "+57", PhoneNumber: phoneOf(key), UserAuthorized: true, FlowID: "IPF1",
			Variables: apitype.NewSecrets(map[string]string{"name": "Ana"}),
		})
	default:
		panic(fmt.Sprintf("no kind of %q", key))
	}
}

// entryOf is where the books count a key.
func entryOf(key string) string {
	switch kindOf(key) {
	case "process", "validation":
		return "account " + accountOf(key)
	case "message":
		return "phone +57" + phoneOf(key)
	default:
		return "check " + documentOf(key)
	}
}
