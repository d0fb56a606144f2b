package sqlclaims_test

import (
	"context"
	"database/sql"
	"log"
	"net/http"
	"os"

	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/sqlclaims"
)

func Example() {
	ctx := context.Background()
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL")) // import _ "github.com/jackc/pgx/v5/stdlib"
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlclaims.New(db, sqlclaims.PostgreSQL)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTable(ctx); err != nil { // does nothing where it exists
		log.Fatal(err)
	}
	verifier, err := webhooks.NewVerifier(os.Getenv("TRUORA_WEBHOOK_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	accept := func(_ context.Context, e webhooks.Event) error {
		log.Println("accepted", e.Name()) // once, whichever instance it came to
		return nil
	}
	http.Handle("POST /truora", webhooks.Handler(verifier, accept, webhooks.WithClaims(store)))

	if _, err := store.Prune(ctx); err != nil { // once a day
		log.Fatal(err)
	}
}
