package sqltest

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/audit/sqlaudit"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
)

func (d database) audit(t *testing.T) (*sqlaudit.Store, *sql.DB) {
	t.Helper()
	db := d.open(t)
	store, err := sqlaudit.New(db, d.dialect)
	require.NoError(t, err)
	return store, db
}

func newKey(t *testing.T) subject.Key {
	t.Helper()
	key, err := subject.NewKey(make([]byte, 32))
	require.NoError(t, err)
	return key
}

// Machines that write at once make one chain, of which each tampering with the table is
// found.
func TestMachinesMakeOneChain(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		public, signer, err := ed25519.GenerateKey(nil)
		require.NoError(t, err)
		var mu sync.Mutex
		var checkpoints []audit.Checkpoint
		keep := func(_ context.Context, c audit.Checkpoint) error {
			mu.Lock()
			defer mu.Unlock()
			checkpoints = append(checkpoints, c)
			return nil
		}
		srv := truoratest.New()
		defer srv.Close()
		const machines, calls = 4, 20
		var group sync.WaitGroup
		for range machines {
			store, _ := d.audit(t)
			require.NoError(t, store.CreateTable(t.Context()))
			recorder, err := audit.New(audit.Options{Key: newKey(t), Sink: store, Signer: signer, OnCheckpoint: keep, Every: 10})
			require.NoError(t, err)
			client := srv.Client(truora.WithInterceptor(recorder.Intercept))
			group.Go(func() {
				for i := range calls {
					_, err := client.Checks.Create(t.Context(), checks.CreateParams{
						Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: fmt.Sprint(1000000001 + i),
					})
					assert.NoError(t, err)
				}
				assert.NoError(t, recorder.Close(t.Context()))
			})
		}
		group.Wait()

		store, db := d.audit(t)
		options := audit.VerifyOptions{Key: newKey(t), PublicKey: public, Checkpoints: checkpoints}
		report, err := audit.Verify(store.Lines(t.Context(), 1), options)
		require.NoError(t, err)
		const all = machines * calls * 2
		assert.Equal(t, &audit.Report{First: 1, Last: all, Covered: all}, report)

		for name, change := range map[string]string{
			"edited":   `UPDATE <log> SET line = replace(line, 'dedupe', 'read') WHERE seq = 80`,
			"deleted":  `DELETE FROM <log> WHERE seq = 80`,
			"cut":      `DELETE FROM <log> WHERE seq > 150`,
			"emptied":  `DELETE FROM <log>`,
			"swapped":  `UPDATE <log> SET line = (SELECT line FROM <log> AS o WHERE o.seq = 161 - <log>.seq) WHERE seq IN (80, 81)`,
			"inserted": `INSERT INTO <log> (seq, line) SELECT 161, line FROM <log> AS o WHERE o.seq = 1`,
		} {
			tx, err := db.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			_, err = tx.ExecContext(t.Context(), strings.ReplaceAll(change, "<log>", "truora_audit"))
			if err == nil {
				_, err = audit.Verify(linesIn(t, tx), options)
			}
			require.ErrorIs(t, err, audit.ErrTampered, name)
			require.NoError(t, tx.Rollback())
		}
	})
}

// linesIn reads the table as it is in a transaction.
func linesIn(t *testing.T, tx *sql.Tx) func(func([]byte, error) bool) {
	t.Helper()
	rows, err := tx.QueryContext(t.Context(), "SELECT line FROM truora_audit ORDER BY seq")
	require.NoError(t, err)
	var lines []string
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		lines = append(lines, line)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, rows.Close())
	return func(yield func([]byte, error) bool) {
		for _, line := range lines {
			if !yield([]byte(line), nil) {
				return
			}
		}
	}
}

func TestAudit(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, _ := d.audit(t)
		other, _ := d.audit(t)
		require.NoError(t, store.CreateTable(t.Context()))
		last, err := store.Last(t.Context())
		require.NoError(t, err)
		assert.Nil(t, last)
		const n = 1001 // more than a page
		for i := range int64(n) {
			require.NoError(t, store.Append(t.Context(), i+1, fmt.Append(nil, "line ", i+1)))
		}
		require.ErrorIs(t, other.Append(t.Context(), n, []byte("another")), audit.ErrTaken)
		require.NoError(t, store.Sync(t.Context()))
		last, err = other.Last(t.Context())
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprint("line ", n), string(last))
		for _, first := range []int64{1, 500, n, n + 1} {
			var lines int64
			for line, err := range other.Lines(t.Context(), first) {
				require.NoError(t, err)
				require.Equal(t, fmt.Sprint("line ", first+lines), string(line))
				lines++
			}
			assert.Equal(t, n+1-first, lines)
		}
		for _, err := range other.Lines(t.Context(), 1) {
			require.NoError(t, err)
			break
		}
	})
}
