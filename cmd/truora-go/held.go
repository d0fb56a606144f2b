package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	"github.com/spf13/cobra"
	_ "modernc.org/sqlite" // the driver sqlite

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
)

const databaseURL = "TRUORA_DATABASE_URL"

func heldCommand(a *app) *cobra.Command {
	var schema string
	cmd := &cobra.Command{
		Use: "held", Short: "List purchases whose outcome nobody knows, from the ledger of package durable", Args: noArgs,
		Long: fold("List purchases whose outcome nobody knows, from the ledger of package durable: a person decides what "+
			"becomes of them, with Flow.Resolve. The ledger is in the database that "+databaseURL+" names: "+
			"postgres://user:password@host/name, or sqlite:FILE. It is only read. If anything is held, the exit code "+
			"is 10.") + "\n",
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, dialect, err := openLedger(a.env(databaseURL))
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			dialect.Schema = schema
			held, err := readHeld(cmd.Context(), durable.SQL(db, dialect))
			if err != nil {
				return err
			}
			return a.showHeld(held)
		},
	}
	cmd.Flags().StringVar(&schema, "schema", "", "the `SCHEMA` of the tables in PostgreSQL")
	return cmd
}

// openLedger opens the database so that nothing can be changed in it.
func openLedger(address string) (*sql.DB, durable.Dialect, error) {
	wrong := usageError{errors.New(databaseURL + " names no database: it is postgres://user:password@host/name, or sqlite:FILE")}
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, durable.SQLite, usageError{fmt.Errorf("the file of the ledger cannot be read: %w", withoutPath(err))}
		}
		db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(file)+"?mode=ro&_pragma=busy_timeout(10000)")
		return db, durable.SQLite, err
	}
	at, err := url.Parse(address)
	if err != nil || at.Scheme != "postgres" && at.Scheme != "postgresql" {
		return nil, durable.PostgreSQL, wrong
	}
	query := at.Query()
	query.Set("default_transaction_read_only", "on")
	at.RawQuery = query.Encode()
	db, err := sql.Open("pgx", at.String())
	if err != nil {
		return nil, durable.PostgreSQL, wrong // the error has the password
	}
	return db, durable.PostgreSQL, nil
}

// readHeld makes a flow that is never started: it has no use for a client or for a key
// that opens what is sealed.
func readHeld(ctx context.Context, db durable.DB[*sql.Tx]) ([]durable.Purchase, error) {
	client, err := truora.New("unused")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	flow, err := durable.New(durable.Store[*sql.Tx]{DB: db, Engine: durable.InProcess(db, 1)}, client, durable.Options{Seal: seal})
	if err != nil {
		return nil, err
	}
	held, err := flow.Held(ctx)
	if err != nil { // it may have the address, and so the password
		return nil, codedError{errors.New("the ledger cannot be read"), exitUnavailable}
	}
	return held, nil
}

func (a *app) showHeld(held []durable.Purchase) error {
	type purchase struct {
		Key    string       `json:"key"`
		Kind   durable.Kind `json:"kind"`
		Sent   time.Time    `json:"sent_at,omitzero"`
		Sends  int          `json:"sends"`
		Reason string       `json:"reason"`
	}
	list, rows := []purchase{}, [][]string{{"KEY", "KIND", "SENT", "TIMES", "WHY"}}
	for _, p := range held {
		list = append(list, purchase{p.Key, p.Kind, p.SentAt, p.Sends, p.Reason})
		rows = append(rows, []string{p.Key, string(p.Kind), when(p.SentAt), fmt.Sprint(p.Sends), p.Reason})
	}
	err := a.print(list, func(w io.Writer) {
		if len(held) > 0 {
			table(w, rows...)
		}
	})
	if err == nil && len(held) > 0 {
		err = codedError{fmt.Errorf("%d purchases are held: docs/durable.md says how to decide", len(held)), exitNegative}
	}
	return err
}
