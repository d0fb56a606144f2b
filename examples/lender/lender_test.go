package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/truoratest"
)

// From the application to the erasure.
func TestLoan(t *testing.T) {
	t.Parallel()
	onEach(t, func(r rig) {
		t, ctx := r.t, r.ctx
		r.truora.Checks.Next(truoratest.CheckScript{Findings: []truoratest.Finding{}})
		r.put("loan-1", "1000000001", http.StatusAccepted)
		r.put("loan-1", "1000000001", http.StatusAccepted)
		r.put("loan-1", "1000000002", http.StatusConflict)
		v := r.see("loan-1", in(durable.StateDone))
		assert.Equal(t, decisionApproved, v.Decision)
		assert.Equal(t, 1, r.bill())
		r.put("loan-1", "1000000001", http.StatusAccepted)

		archive := r.do(http.MethodGet, "/applicants/loan-1/dossier", nil, http.StatusOK)
		files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		require.NoError(t, err)
		assert.Equal(t, "check.json", files.File[0].Name)
		assert.Equal(t, "manifest.json", files.File[len(files.File)-1].Name)

		r.do(http.MethodDelete, "/applicants/loan-1", nil, http.StatusOK)
		_, err = r.truora.Client().Checks.Get(ctx, v.CheckID)
		require.ErrorIs(t, err, truora.ErrNotFound)
		v = r.see("loan-1", in(durable.StateDone))
		assert.Equal(t, decisionErased, v.Decision)
		assert.Equal(t, []erasure.Count{{Area: erasure.AreaCheck, Found: 1, Deleted: 1}}, v.Erased)
		r.do(http.MethodGet, "/applicants/loan-1/dossier", nil, http.StatusConflict)
		r.put("loan-1", "1000000001", http.StatusGone)
		r.do(http.MethodDelete, "/applicants/loan-1", nil, http.StatusOK)

		assert.Equal(t, 1, r.bill())
		said, err := r.command("audit")
		require.NoError(t, err)
		assert.Contains(t, said, "calls without an end: 0; faults: 0")
		requireForgotten(r, "1000000001")
	})
}

// unwritten is a database that loses what is committed.
type unwritten struct{ durable.DB[*sql.Tx] }

func (u unwritten) Commit(ctx context.Context, tx *sql.Tx) error {
	u.Rollback(ctx, tx)
	return errors.New("the disk is full (made up)")
}

// Without the applicant there is no purchase.
func TestTogether(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir()+"/lender.db")
	s := r.l.(*service[*sql.Tx])
	broken := &service[*sql.Tx]{db: unwritten{s.db}, flow: s.flow}
	_, err := broken.apply(r.ctx, applicant{id: "loan-1", nationalID: "1000000001"})
	require.ErrorContains(t, err, "the disk is full")
	_, err = r.l.purchase(r.ctx, "loan-1")
	require.ErrorIs(t, err, durable.ErrNoPurchase)
}

// A finding is for a person to judge, and so is a source that failed.
func TestVerdict(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir()+"/lender.db")
	r.truora.Checks.Next(
		truoratest.CheckScript{Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "high"}}},
		truoratest.CheckScript{Findings: []truoratest.Finding{}, Sources: []truoratest.SourceScript{{Source: "criminal_record", Outcome: "error"}}},
	)
	for _, id := range []string{"loan-1", "loan-2"} {
		r.put(id, "100000000"+id[5:], http.StatusAccepted)
		assert.Equal(t, decisionReview, r.see(id, in(durable.StateDone)).Decision, id)
	}
}

// What cannot be bought is said at once, and nothing of it is stored or sent.
func TestRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir()+"/lender.db")
	r.put("Loan 1", "1000000001", http.StatusBadRequest)
	r.put("loan-1", "", http.StatusBadRequest)
	r.do(http.MethodPut, "/applicants/loan-1", application{"1000000001", " "}, http.StatusBadRequest)
	r.put("loan-1", "1O0000000A", http.StatusUnprocessableEntity)
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		r.do(method, "/applicants/loan-1", nil, http.StatusNotFound)
	}
	for _, id := range []string{"loan-1", "loan-2", "loan-3"} {
		r.put(id, "100000000"+id[5:], http.StatusAccepted)
		r.see(id, in(durable.StateDone))
	}
	r.put("loan-4", "1000000004", http.StatusServiceUnavailable)
	r.do(http.MethodGet, "/applicants/loan-4", nil, http.StatusNotFound)
	assert.Equal(t, 3, r.bill())
}
