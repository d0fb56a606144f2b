// Package durable keeps purchases alive across crashes, deploys and machines. A check
// takes minutes to days, and a process does not live that long; queues run a job at
// least once, and so buy twice. Here each purchase is a row in a ledger that is written
// before the first byte is sent, in your own database, beside your own rows.
//
//	store, err := sqlite.New(db, sqlite.Options{}) // or postgres.New(pool, …)
//	flow, err := durable.New(store, client, durable.Options{Seal: aead})
//	flow.OnCheck(func(ctx context.Context, tx *sql.Tx, p durable.Purchase, c *checks.Check) error { … })
//	err = flow.Start(ctx)
//	…
//	p, err := flow.BuyTx(ctx, tx, "loan-77/check", durable.Check(checks.CreateParams{…}))
//
// One key is one purchase for ever. A purchase goes from ready to sending, which is
// committed before the request leaves and by one process only, then to bought, and to
// done together with what your handler writes. If the process ends in between, the
// purchase is looked for at Truora by its key; what cannot be found is held for a
// person, and is not bought again: see [Flow.Held] and [Flow.Resolve].
//
// Nothing is kept in memory. A purchase that waits is a row and a job that is due
// later. Packages postgres and sqlite run the jobs with River
// (github.com/riverqueue/river); [InProcess] is a small engine for one process.
package durable
