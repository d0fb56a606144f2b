package sqlspend_test

import (
	"context"
	"database/sql"
	"log"
	"os"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/sqlspend"
)

// A budget that all programs share which use this database.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL")) // import _ "github.com/jackc/pgx/v5/stdlib"
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlspend.New(db, sqlspend.PostgreSQL)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTables(ctx); err != nil { // does nothing where they exist
		log.Fatal(err)
	}
	budgets := []spend.Budget{{Name: "checks a day", Limit: 500, Period: spend.PerDay(time.UTC)}}
	guard, err := spend.New(budgets, spend.WithStore(store))
	if err != nil {
		log.Fatal(err)
	}
	client, err := truora.FromEnv(truora.WithInterceptor(guard.Intercept))
	if err != nil {
		log.Fatal(err)
	}
	_ = client.Checks
}
