package durable

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// ledger is the SQL of the rows. Each statement names the state that it expects, so
// that of several processes one wins; the others see that nothing was changed. Times
// run by the clock of the database.
type ledger[Tx any] struct {
	db      DB[Tx]
	dialect Dialect
	expand  *strings.Replacer
}

func newLedger[Tx any](db DB[Tx]) ledger[Tx] {
	d := db.Dialect()
	schema := d.Schema
	if schema != "" {
		schema += "."
	}
	return ledger[Tx]{db, d, strings.NewReplacer("$S", schema, "$NOW", d.Now, "$BLOB", d.Blob, "$MOST", d.Most)}
}

// The conditions of two partial indexes, which hold all that is not done.
const (
	underWay = `state NOT IN ('held', 'refused', 'done')`
	apart    = `state IN ('held', 'refused')`
)

func (l *ledger[Tx]) sql(text string) string { return l.expand.Replace(text) }
func (l *ledger[Tx]) in(tx Tx) Querier       { return l.db.In(tx) }

// record is a row as a step sees it.
type record struct {
	Purchase
	params, secret, salt, print []byte
	// due is how long until the row is due, sentFor how long ago it was marked as
	// sending, and boughtFor how long ago it was bought.
	due, sentFor, boughtFor time.Duration
}

const columns = `id, key, kind, state, version, sends, failures, object_id, reason, notes, params, secret, salt, print,
	created_at, sent_at, bought_at, done_at, next_at - $NOW, $NOW - sent_at, $NOW - bought_at`

// read returns the rows that match a condition.
func (l *ledger[Tx]) read(ctx context.Context, q Querier, where string, args ...any) ([]record, error) {
	rows, err := q.Query(ctx, l.sql(`SELECT `+columns+` FROM $Struora_purchases WHERE `+where), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []record
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func scan(rows Rows) (r record, err error) {
	var notes string
	var created, sent, bought, done, due, sentFor, boughtFor int64
	err = rows.Scan(&r.id, &r.Key, &r.Kind, &r.State, &r.version, &r.Sends, &r.Failures, &r.ObjectID, &r.Reason, &notes,
		&r.params, &r.secret, &r.salt, &r.print, &created, &sent, &bought, &done, &due, &sentFor, &boughtFor)
	if err != nil {
		return r, err
	}
	if notes != "" {
		err = json.Unmarshal([]byte(notes), &r.Notes)
	}
	r.CreatedAt, r.SentAt, r.BoughtAt, r.DoneAt = moment(created), moment(sent), moment(bought), moment(done)
	r.due, r.sentFor, r.boughtFor = millis(due), millis(sentFor), millis(boughtFor)
	return r, err
}

func millis(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// one returns the row that matches, or nil.
func (l *ledger[Tx]) one(ctx context.Context, q Querier, where string, args ...any) (*record, error) {
	list, err := l.read(ctx, q, where, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// insert adds a ready purchase, with its job if there is a join; false if the key is
// taken.
func (l *ledger[Tx]) insert(ctx context.Context, q Querier, r *record, join Joiner) (bool, error) {
	statement := l.sql(`INSERT INTO $Struora_purchases (id, key, kind, state, params, salt, print, created_at, next_at)
		VALUES ($1, $2, $3, 'ready', $4, $5, $6, $NOW, $NOW) ON CONFLICT (key) DO NOTHING`)
	if join != nil {
		statement = join.Join(statement + ` RETURNING id`)
	}
	n, err := q.Exec(ctx, statement, r.id, r.Key, string(r.Kind), r.params, r.salt, r.print)
	return n > 0, err
}

// change sets columns of a row that nobody else has changed since it was read.
func (l *ledger[Tx]) change(ctx context.Context, q Querier, r *record, set string, args ...any) (bool, error) {
	n, err := q.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, `+set+` WHERE id = $1 AND version = $2`),
		append([]any{r.id, r.version}, args...)...)
	return n > 0, err
}

// mark commits that the request is about to leave. Whoever gets true may send.
func (l *ledger[Tx]) mark(ctx context.Context, r *record, checkAfter time.Duration) (bool, error) {
	n, err := l.db.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, state = 'sending', sends = sends + 1,
		reason = '', sent_at = $NOW, next_at = $NOW + $3 WHERE id = $1 AND version = $2 AND state = 'ready'`),
		r.id, r.version, checkAfter.Milliseconds())
	return n > 0, err
}

// sold notes what the request gave. The sender may note it late: a look-up or a person
// may have been there before, but nobody else may have sent meanwhile. What is to be sent
// again, and was not yet, is saved by it.
func (l *ledger[Tx]) sold(ctx context.Context, q Querier, r *record, objectID string, secret []byte, next time.Duration) (bool, error) {
	n, err := q.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, state = 'bought', object_id = $3, secret = $4,
		failures = 0, reason = '', bought_at = $NOW, next_at = $NOW + $5
		WHERE id = $1 AND sends = $2 AND state IN ('ready', 'sending', 'found', 'held')`),
		r.id, r.Sends, objectID, secret, next.Milliseconds())
	return n > 0, err
}

// unsent takes a mark back: nothing was carried out. The sender knows that also of a
// purchase that another has held meanwhile.
func (l *ledger[Tx]) unsent(ctx context.Context, r *record, next time.Duration, failures int) (bool, error) {
	n, err := l.db.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, state = 'ready', reason = '', failures = $3,
		next_at = $NOW + $4 WHERE id = $1 AND sends = $2 AND state IN ('sending', 'held')`), r.id, r.Sends, failures, next.Milliseconds())
	return n > 0, err
}

// refused ends a purchase of which nothing was bought, as with unsent.
func (l *ledger[Tx]) refused(ctx context.Context, q Querier, r *record, reason string) (bool, error) {
	n, err := q.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, state = 'refused', params = NULL, secret = NULL,
		reason = $4, done_at = $NOW WHERE id = $1 AND sends = $2 AND (state = $3 OR ($3 = 'sending' AND state = 'held'))`),
		r.id, r.Sends, string(r.State), reason)
	return n > 0, err
}

// resend lets a purchase be sent again of which nobody knows.
func (l *ledger[Tx]) resend(ctx context.Context, r *record) (bool, error) {
	return l.change(ctx, l.db, r, `state = 'ready', next_at = $NOW`)
}

// done ends a purchase whose result is there, and wipes what was private.
func (l *ledger[Tx]) done(ctx context.Context, q Querier, r *record) (bool, error) {
	n, err := q.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, state = 'done', params = NULL, secret = NULL,
		failures = 0, done_at = $NOW WHERE id = $1 AND state = $2 AND object_id = $3`), r.id, string(r.State), r.ObjectID)
	return n > 0, err
}

// postpone notes when the row is due again.
func (l *ledger[Tx]) postpone(ctx context.Context, r *record, next time.Duration, failures int) (bool, error) {
	return l.change(ctx, l.db, r, `failures = $3, next_at = $NOW + $4`, failures, next.Milliseconds())
}

// wake makes a row due that awaits its result, whoever is reading it now: that reader
// cannot note when it is due any more, so the state is read again.
func (l *ledger[Tx]) wake(ctx context.Context, q Querier, r *record) (bool, error) {
	n, err := q.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET version = version + 1, next_at = $NOW
		WHERE id = $1 AND state IN ('bought', 'found')`), r.id)
	return n > 0, err
}

// keep puts off when a row is due that is being worked on, unless another has it.
func (l *ledger[Tx]) keep(ctx context.Context, r *record, next time.Duration) (bool, error) {
	n, err := l.db.Exec(ctx, l.sql(`UPDATE $Struora_purchases SET next_at = $NOW + $3 WHERE id = $1 AND version = $2`),
		r.id, r.version, next.Milliseconds())
	return n > 0, err
}
