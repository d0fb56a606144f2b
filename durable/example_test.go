package durable_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	ctx := context.Background()
	srv := truoratest.New(truoratest.WithPace(100)) // with a key: client, err := truora.FromEnv()
	defer srv.Close()
	dir, err := os.MkdirTemp("", "durable")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	db, err := sqlite.Open(filepath.Join(dir, "loans.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `CREATE TABLE loans (id TEXT PRIMARY KEY, verdict TEXT)`); err != nil {
		log.Fatal(err)
	}
	block, err := aes.NewCipher([]byte("32 bytes from your secret store!"))
	if err != nil {
		log.Fatal(err)
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		log.Fatal(err)
	}
	store, err := sqlite.New(db, sqlite.Options{})
	if err != nil {
		log.Fatal(err)
	}
	flow, err := durable.New(store, srv.Client(), durable.Options{Seal: seal})
	if err != nil {
		log.Fatal(err)
	}
	done := make(chan string, 1)
	flow.OnCheck(func(ctx context.Context, tx *sql.Tx, p durable.Purchase, c *checks.Check) error {
		_, err := tx.ExecContext(ctx, `UPDATE loans SET verdict = $1 WHERE id = 'loan-77'`, string(c.Status))
		done <- p.Key
		return err
	})
	if err := flow.Migrate(ctx); err != nil {
		log.Fatal(err)
	}
	if err := flow.Start(ctx); err != nil {
		log.Fatal(err)
	}

	// The loan, the purchase and its job are committed together.
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, `INSERT INTO loans (id) VALUES ('loan-77')`); err != nil {
		log.Fatal(err)
	}
	if _, err := flow.BuyTx(ctx, tx, "loan-77/check", durable.Check(checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})); err != nil {
		log.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		log.Fatal(err)
	}

	key := <-done
	if err := flow.Stop(ctx); err != nil {
		log.Fatal(err)
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `SELECT verdict FROM loans WHERE id = 'loan-77'`).Scan(&verdict); err != nil {
		log.Fatal(err)
	}
	fmt.Println(key, verdict, len(srv.Billed()))
	// Output: loan-77/check completed 1
}

// ExampleFlow_Held lists what waits for a decision, and decides.
func ExampleFlow_Held() {
	decide := func(ctx context.Context, flow *durable.Flow[*sql.Tx]) error {
		held, err := flow.Held(ctx)
		if err != nil {
			return err
		}
		for _, p := range held {
			fmt.Println(p.Key, p.Kind, p.SentAt, p.Reason)
		}
		return flow.Resolve(ctx, "loan-77/check", durable.NotBought("ana", "not on the bill of November"))
	}
	_ = decide
}
