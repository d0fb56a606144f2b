package durable

import (
	"context"
	"time"
)

// Stats are what a flow has before it.
type Stats struct {
	// Purchases counts them by state; those that are done are not counted.
	Purchases map[State]int
	// Late is for how long the oldest purchase that is due has been so. It grows if
	// there are too few workers, or none.
	Late time.Duration
}

// Stats counts what is not done. It reads two indexes, without what is done.
func (f *Flow[Tx]) Stats(ctx context.Context) (Stats, error) {
	stats := Stats{Purchases: map[State]int{}}
	rows, err := f.ledger.db.Query(ctx, f.ledger.sql(`SELECT state, count(*) FROM $Struora_purchases WHERE `+underWay+` GROUP BY state
		UNION ALL SELECT state, count(*) FROM $Struora_purchases WHERE `+apart+` GROUP BY state`))
	if err != nil {
		return stats, failed("counting", err)
	}
	defer rows.Close()
	for rows.Next() {
		var state State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return stats, failed("counting", err)
		}
		stats.Purchases[state] = n
	}
	if err := rows.Err(); err != nil {
		return stats, failed("counting", err)
	}
	rows.Close() // SQLite may have one connection
	late, err := scalar(ctx, f.ledger.db, f.ledger.sql(`SELECT COALESCE($NOW - MIN(next_at), 0) FROM $Struora_purchases WHERE `+underWay))
	stats.Late = max(millis(late), 0)
	return stats, failed("counting", err)
}
