package sqlspend_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/sqlspend"
	"github.com/truora/truora-go/truoratest"
)

// Two programs that share a budget of three checks.
func Example() {
	ctx := context.Background()
	// In production the database that your program has, and sqlspend.PostgreSQL.
	db, err := sql.Open("sqlite", "file:example?mode=memory&cache=shared&_pragma=busy_timeout(5000)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	store, err := sqlspend.New(db, sqlspend.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTables(ctx); err != nil { // does nothing where they exist
		log.Fatal(err)
	}
	srv := truoratest.New()
	defer srv.Close()
	budgets := []spend.Budget{{Name: "checks", Limit: 3}}
	var clients []*truora.Client
	for range 2 {
		guard, err := spend.New(budgets, spend.WithStore(store))
		if err != nil {
			log.Fatal(err)
		}
		clients = append(clients, srv.Client(truora.WithInterceptor(guard.Intercept)))
	}

	for i := range 4 {
		_, err := clients[i%2].Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: fmt.Sprint(1000000001 + i),
		})
		fmt.Println(err == nil, errors.Is(err, spend.ErrBudget))
	}
	// Output:
	// true false
	// true false
	// true false
	// false true
}
