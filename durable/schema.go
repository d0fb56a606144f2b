package durable

import (
	"context"
	"strings"
)

// migrations are applied in order, each once. They only add, so that the program of the
// last version goes on beside this one. $BLOB, $S and $NOW stand for the dialect's.
var migrations = []string{`
CREATE TABLE $Struora_purchases (
	id         TEXT PRIMARY KEY,
	key        TEXT NOT NULL UNIQUE,
	kind       TEXT NOT NULL,
	state      TEXT NOT NULL,
	version    BIGINT NOT NULL DEFAULT 0,
	sends      BIGINT NOT NULL DEFAULT 0,
	failures   BIGINT NOT NULL DEFAULT 0,
	object_id  TEXT NOT NULL DEFAULT '',
	reason     TEXT NOT NULL DEFAULT '',
	notes      TEXT NOT NULL DEFAULT '',
	params     $BLOB,
	secret     $BLOB,
	salt       $BLOB NOT NULL,
	print      $BLOB NOT NULL,
	created_at BIGINT NOT NULL,
	sent_at    BIGINT NOT NULL DEFAULT 0,
	bought_at  BIGINT NOT NULL DEFAULT 0,
	done_at    BIGINT NOT NULL DEFAULT 0,
	next_at    BIGINT NOT NULL
);
CREATE INDEX truora_purchases_object ON $Struora_purchases (object_id) WHERE object_id <> '';
CREATE INDEX truora_purchases_next ON $Struora_purchases (next_at) WHERE state NOT IN ('held', 'refused', 'done');
CREATE INDEX truora_purchases_apart ON $Struora_purchases (state, created_at) WHERE state IN ('held', 'refused');
CREATE INDEX truora_purchases_done ON $Struora_purchases (done_at) WHERE done_at > 0;
CREATE TABLE $Struora_inbox (
	id TEXT PRIMARY KEY,
	at BIGINT NOT NULL
);
CREATE INDEX truora_inbox_at ON $Struora_inbox (at);
CREATE TABLE $Struora_limits (
	name TEXT PRIMARY KEY,
	tat  BIGINT NOT NULL -- when the next request would be due if all went evenly
);
`}

// Migrate creates and extends the tables of the engine and of the ledger. Every process
// may call it when it starts, also several at once.
func (f *Flow[Tx]) Migrate(ctx context.Context) error {
	if err := f.store.Engine.Migrate(ctx); err != nil {
		return failed("migrating the engine", err)
	}
	return failed("migrating", f.inTx(ctx, func(tx Tx) error {
		q := f.ledger.in(tx)
		if lock := f.ledger.dialect.Lock; lock != "" {
			if _, err := q.Exec(ctx, lock); err != nil {
				return err
			}
		}
		if _, err := q.Exec(ctx, f.ledger.sql(`CREATE TABLE IF NOT EXISTS $Struora_migrations (version BIGINT PRIMARY KEY)`)); err != nil {
			return err
		}
		have, err := scalar(ctx, q, f.ledger.sql(`SELECT count(*) FROM $Struora_migrations`))
		if err != nil {
			return err
		}
		for version := int(have); version < len(migrations); version++ {
			for statement := range strings.SplitSeq(migrations[version], ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				if _, err := q.Exec(ctx, f.ledger.sql(statement)); err != nil {
					return err
				}
			}
			if _, err := q.Exec(ctx, f.ledger.sql(`INSERT INTO $Struora_migrations (version) VALUES ($1)`), version+1); err != nil {
				return err
			}
		}
		return nil
	}))
}

// scalar reads one number.
func scalar(ctx context.Context, q Querier, statement string, args ...any) (n int64, err error) {
	rows, err := q.Query(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}
