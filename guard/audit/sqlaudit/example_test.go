package sqlaudit_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/audit/sqlaudit"
	"github.com/truora/truora-go/guard/subject"
)

// A chain that all programs write which use this database.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL")) // import _ "github.com/jackc/pgx/v5/stdlib"
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlaudit.New(db, sqlaudit.PostgreSQL)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTable(ctx); err != nil { // does nothing where it exists
		log.Fatal(err)
	}
	key, err := subject.NewKey([]byte(os.Getenv("SUBJECT_KEY"))) // 32 random bytes, from a vault
	if err != nil {
		log.Fatal(err)
	}
	recorder, err := audit.New(audit.Options{Key: key, Sink: store})
	if err != nil {
		log.Fatal(err)
	}
	client, err := truora.FromEnv(truora.WithInterceptor(recorder.Intercept))
	if err != nil {
		log.Fatal(err)
	}
	_ = client.Checks

	report, err := audit.Verify(store.Lines(ctx, 1), audit.VerifyOptions{Key: key})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("in order up to line", report.Last)
}
