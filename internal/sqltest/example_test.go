package sqltest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/audit/sqlaudit"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/sqlspend"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/sqlclaims"
)

// Two programs that share a budget of three checks, a log, and the events of webhooks,
// all in one database.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:example?mode=memory&cache=shared&_pragma=busy_timeout(5000)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	budgets, err := sqlspend.New(db, sqlspend.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	lines, err := sqlaudit.New(db, sqlaudit.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	claims, err := sqlclaims.New(db, sqlclaims.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(budgets.CreateTables(ctx), lines.CreateTable(ctx), claims.CreateTable(ctx)); err != nil {
		log.Fatal(err)
	}
	key, err := subject.NewKey(make([]byte, 32)) // in production 32 random bytes, from a vault
	if err != nil {
		log.Fatal(err)
	}
	webhookKey := rand.Text() + rand.Text() // from the dashboard
	verifier, err := webhooks.NewVerifier(webhookKey)
	if err != nil {
		log.Fatal(err)
	}

	srv := truoratest.New()
	defer srv.Close()
	var clients []*truora.Client
	var handlers []http.Handler
	for range 2 {
		recorder, err := audit.New(audit.Options{Key: key, Sink: lines})
		if err != nil {
			log.Fatal(err)
		}
		guard, err := spend.New([]spend.Budget{{Name: "checks", Limit: 3}}, spend.WithStore(budgets))
		if err != nil {
			log.Fatal(err)
		}
		clients = append(clients, srv.Client(truora.WithInterceptor(recorder.Intercept, guard.Intercept)))
		handlers = append(handlers, webhooks.Handler(verifier, func(_ context.Context, e webhooks.Event) error {
			fmt.Println("accepted", e.Name())
			return nil
		}, webhooks.WithClaims(claims)))
	}

	for i := range 4 {
		_, err := clients[i%2].Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: fmt.Sprint(1000000001 + i),
		})
		fmt.Println(err == nil, errors.Is(err, spend.ErrBudget))
	}
	report, err := audit.Verify(lines.Lines(ctx, 1), audit.VerifyOptions{Key: key})
	fmt.Println(report.First, report.Last, err)
	body, err := webhooks.Sign(webhookKey, webhooks.Event{Type: webhooks.TypeCheck, Action: webhooks.ActionFinished})
	if err != nil {
		log.Fatal(err)
	}
	for _, h := range handlers {
		res := httptest.NewRecorder()
		h.ServeHTTP(res, httptest.NewRequest(http.MethodPost, "/truora", strings.NewReader(string(body))))
		fmt.Println(res.Code)
	}
	// Output:
	// true false
	// true false
	// true false
	// false true
	// 1 8 <nil>
	// accepted check.finished
	// 200
	// 200
}
