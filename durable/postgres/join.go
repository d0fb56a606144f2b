package postgres

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/truora/truora-go/durable/internal/riverengine"
)

// engine adds jobs together with their purchases, into River's table, as programs in
// other languages do. A test compares the rows with River's own.
type engine struct {
	*riverengine.Engine[pgx.Tx]
	quiet, loud string // without and with a notification
	notified    atomic.Int64
}

func newEngine(inner *riverengine.Engine[pgx.Tx], schema, queue string) *engine {
	prefix, channel := "", `current_schema() || '.river_insert'`
	if schema != "" {
		prefix, channel = schema+".", literal(schema+".river_insert")
	}
	quiet := fmt.Sprintf(`WITH bought AS ($INSERT) INSERT INTO %sriver_job (kind, args, queue, max_attempts)
		SELECT %s, jsonb_build_object('id', id), %s, %d FROM bought`,
		prefix, literal(riverengine.Kind), literal(queue), river.MaxAttemptsDefault)
	loud := fmt.Sprintf(`%s, pg_notify(%s, jsonb_build_object('queue', %s)::text)`, quiet, channel, literal(queue))
	return &engine{Engine: inner, quiet: quiet, loud: loud}
}

// Join is of [durable.Joiner]. Workers are notified now and then only, as by River: they
// fetch no more often, and with a notification commits wait for each other.
func (e *engine) Join(insert string) string {
	statement, now, last := e.quiet, time.Now().UnixMilli(), e.notified.Load()
	if now-last >= riverengine.Cooldown.Milliseconds() && e.notified.CompareAndSwap(last, now) {
		statement = e.loud
	}
	return strings.Replace(statement, "$INSERT", insert, 1)
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
