package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/truoratest"
)

// The steps of a purchase whose answer is lost are in one trace, each with how it ended,
// and nothing in them is about the person.
func TestSpansOfAPurchase(t *testing.T) {
	t.Parallel()
	const person = "1000987654"
	o := observe(t, nil)
	o.srv.Checks.OnCreate(func(truoratest.CheckInput) truoratest.CheckScript {
		return truoratest.CheckScript{Duration: time.Millisecond}
	})
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "durable.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	ledger := durable.SQL(db, durable.SQLite)
	block, err := aes.NewCipher(make([]byte, 32))
	require.NoError(t, err)
	seal, err := cipher.NewGCMWithRandomNonce(block)
	require.NoError(t, err)
	flow, err := durable.New(durable.Store[*sql.Tx]{DB: ledger, Engine: durable.InProcess(ledger, 2)}, o.client, durable.Options{Seal: seal})
	require.NoError(t, err)
	done := make(chan string, 1)
	flow.OnCheck(func(_ context.Context, _ *sql.Tx, _ durable.Purchase, c *checks.Check) error {
		done <- c.CheckID
		return nil
	})
	require.NoError(t, flow.Migrate(t.Context()))
	require.NoError(t, flow.Start(t.Context()))

	o.srv.LoseAnswer("POST /v1/checks")
	_, err = flow.Buy(t.Context(), "loan-77/check", durable.Check(checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: person, FirstName: "Canaria", UserAuthorized: true,
	}))
	require.NoError(t, err)
	checkID := <-done
	require.NoError(t, flow.Stop(t.Context()))
	_, err = o.client.Checks.Get(t.Context(), checkID) // not for a purchase
	require.NoError(t, err)

	var steps []string
	for _, span := range o.spans.GetSpans() {
		labels := attribute.NewSet(span.Attributes...)
		state, ofPurchase := labels.Value("truora.purchase.state")
		if !ofPurchase {
			continue // an attempt
		}
		outcome, _ := labels.Value("truora.outcome")
		assert.Equal(t, origin("loan-77/check").TraceID(), span.SpanContext.TraceID())
		steps = append(steps, fmt.Sprintf("%s: %s, %s", state.AsString(), span.Name, outcome.AsString()))
	}
	require.GreaterOrEqual(t, len(steps), 3)
	assert.Equal(t, []string{"sending: POST /v1/checks, unknown", "sending: GET /v1/checks, done"}, steps[:2])
	assert.Equal(t, "found: GET /v1/checks/{check_id}, done", steps[len(steps)-1])
	seen := strings.ToLower(fmt.Sprintf("%+v", o.spans.GetSpans()))
	for _, secret := range []string{truoratest.APIKey, person, "Canaria", checkID, "https:"} {
		assert.NotContains(t, seen, strings.ToLower(secret))
	}
}
