package sqlclaims_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/sqlclaims"
)

func Example() {
	ctx := context.Background()
	// With PostgreSQL: sql.Open("pgx", os.Getenv("DATABASE_URL")), sqlclaims.PostgreSQL.
	db, err := sql.Open("sqlite", "file::memory:?cache=shared&_pragma=busy_timeout(5000)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlclaims.New(db, sqlclaims.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTable(ctx); err != nil { // does nothing where it exists
		log.Fatal(err)
	}

	key := rand.Text() + rand.Text() // from the dashboard
	verifier, err := webhooks.NewVerifier(key)
	if err != nil {
		log.Fatal(err)
	}
	accept := func(_ context.Context, e webhooks.Event) error {
		fmt.Println("accepted", e.Name())
		return nil
	}
	// Two instances behind one address.
	a := webhooks.Handler(verifier, accept, webhooks.WithClaims(store))
	b := webhooks.Handler(verifier, accept, webhooks.WithClaims(store))

	body, err := webhooks.Sign(key, webhooks.Event{Type: webhooks.TypeCheck, Action: webhooks.ActionFinished})
	if err != nil {
		log.Fatal(err)
	}
	for _, h := range []http.Handler{a, b} {
		res := httptest.NewRecorder()
		h.ServeHTTP(res, httptest.NewRequest(http.MethodPost, "/truora", strings.NewReader(string(body))))
		fmt.Println(res.Code)
	}

	if _, err := store.Prune(ctx); err != nil { // once a day
		log.Fatal(err)
	}
	// Output:
	// accepted check.finished
	// 200
	// 200
}
