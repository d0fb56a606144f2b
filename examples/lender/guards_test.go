package main

import (
	"database/sql"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/guard/spend"
)

// database and budgetOf are parts of a service, whatever its transactions are.
func database(l lender) durable.Querier {
	if s, ok := l.(*service[*sql.Tx]); ok {
		return s.db
	}
	return l.(*service[pgx.Tx]).db
}

func budgetOf(l lender) *spend.Guard {
	if s, ok := l.(*service[*sql.Tx]); ok {
		return s.budget
	}
	return l.(*service[pgx.Tx]).budget
}

// requireForgotten looks through all tables for a person's number.
func requireForgotten(r rig, number string) {
	r.t.Helper()
	seen := 0
	for _, column := range []string{
		"applicants.id", "applicants.national_id", "truora_audit.line", "truora_erasure.subject", "truora_purchases.params",
		"truora_purchases.secret", "river_job.args",
	} {
		table, name, _ := strings.Cut(column, ".")
		rows, err := database(r.l).Query(r.ctx, `SELECT CAST(`+name+` AS TEXT) FROM `+table)
		require.NoError(r.t, err)
		for rows.Next() {
			var text *string
			require.NoError(r.t, rows.Scan(&text))
			seen++
			assert.False(r.t, text != nil && strings.Contains(*text, number), column)
		}
		require.NoError(r.t, rows.Err())
		rows.Close()
	}
	assert.Greater(r.t, seen, 8)
}

// Without a consent that is in force nothing is sent, and the log says so.
func TestConsent(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir()+"/lender.db")
	s, ctx := r.l.(*service[*sql.Tx]), r.ctx
	_, err := s.apply(ctx, applicant{id: "loan-1", nationalID: "1000000001", consentedAt: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	require.NoError(t, r.until(ctx, func() (bool, error) {
		p, err := r.l.purchase(ctx, "loan-1")
		return err == nil && p.Failures > 0, err
	}))
	assert.Empty(t, r.truora.RequestsTo(buyOp))
	refused := 0
	for line, err := range s.lines.Lines(ctx, 1) {
		require.NoError(t, err)
		if strings.Contains(string(line), `"refused"`) && strings.Contains(string(line), buyOp) {
			refused++
		}
	}
	assert.Positive(t, refused)
	assert.Equal(t, durable.StateReady, r.see("loan-1", in(durable.StateReady)).Purchase)
	r.do(http.MethodDelete, "/applicants/loan-1", nil, http.StatusOK)
	assert.Equal(t, durable.StateRefused, r.see("loan-1", in(durable.StateRefused)).Purchase, "it is not tried for ever")
}
