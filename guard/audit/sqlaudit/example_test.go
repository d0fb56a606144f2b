package sqlaudit_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/audit/sqlaudit"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
)

// Two programs that write one chain.
func Example() {
	ctx := context.Background()
	// In production the database that your program has, and sqlaudit.PostgreSQL.
	db, err := sql.Open("sqlite", "file:example?mode=memory&cache=shared&_pragma=busy_timeout(5000)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlaudit.New(db, sqlaudit.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTable(ctx); err != nil { // does nothing where it exists
		log.Fatal(err)
	}
	key, err := subject.NewKey(make([]byte, 32)) // in production 32 random bytes, from a vault
	if err != nil {
		log.Fatal(err)
	}
	srv := truoratest.New()
	defer srv.Close()
	for range 2 {
		recorder, err := audit.New(audit.Options{Key: key, Sink: store})
		if err != nil {
			log.Fatal(err)
		}
		client := srv.Client(truora.WithInterceptor(recorder.Intercept))
		if _, err := client.Checks.List(audit.WithActor(ctx, "back office"), checks.ListParams{}); err != nil {
			log.Fatal(err)
		}
	}

	report, err := audit.Verify(store.Lines(ctx, 1), audit.VerifyOptions{Key: key})
	fmt.Println(report.First, report.Last, err)
	// Output: 1 2 <nil>
}
