//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/postgres"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

var quiet = slog.New(slog.DiscardHandler)

func onPostgres(ctx context.Context, c config) error {
	var server *cluster
	if c.postgres == own {
		var err error
		if server, err = newCluster(ctx); err != nil {
			return err
		}
		defer server.end()
		c.postgres = server.url()
	}
	pool, err := pgxpool.New(ctx, c.postgres)
	if err != nil {
		return err
	}
	defer pool.Close()
	schema := fmt.Sprintf("chaos_%d_%d", os.Getpid(), rand.IntN(1e6))
	if _, err := pool.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		return err
	}
	defer func() { _, _ = pool.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE") }()
	store, err := postgres.New(pool, postgres.Options{Schema: schema})
	if err != nil {
		return err
	}
	name := "chaos_" + schema
	orders := orders{Postgres: withName(c.postgres, name), Schema: schema}
	cut := func() error { // as a restart of the server does
		_, err := pool.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", name)
		return err
	}
	if server != nil {
		cut = func() error { return server.crash(ctx) }
	}
	return direct(ctx, c, orders, store, riverpgxv5.New(pool), cut)
}

// withName adds the name by which the connections of workers are known.
func withName(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	q := u.Query()
	q.Set("application_name", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func onSQLite(ctx context.Context, c config) error {
	file := filepath.Join(c.sqlite, fmt.Sprintf("chaos-%d.db", os.Getpid()))
	db, err := sqlite.Open(file)
	if err != nil {
		return err
	}
	defer func() {
		_ = db.Close()
		for _, rest := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(file + rest)
		}
	}()
	store, err := sqlite.New(db, sqlite.Options{})
	if err != nil {
		return err
	}
	return direct(ctx, c, orders{SQLite: file}, store, riversqlite.New(db), func() error { return nil })
}

// director makes purchases and trouble.
type director[Tx any] struct {
	config
	orders orders
	store  durable.Store[Tx]
	flow   *durable.Flow[Tx]
	plain  *river.Client[Tx]
	cut    func() error // the connections to the database
	kills  int
	next   int64 // the boundary at which the next worker ends
}

func direct[Tx any](ctx context.Context, c config, o orders, store durable.Store[Tx], driver riverdriver.Driver[Tx], cut func() error) error {
	truoraProcess, hello, err := startFake(ctx)
	if err != nil {
		return err
	}
	defer truoraProcess()
	o.Hello, o.SendWithin = hello, c.sendWithin
	client, err := truora.New(truoratest.APIKey, truora.WithHosts(hello.Hosts))
	if err != nil {
		return err
	}
	d := &director[Tx]{config: c, orders: o, store: store, cut: cut}
	if d.flow, err = flowOf(store, client, c.sendWithin); err != nil {
		return err
	}
	if d.plain, err = newControl(driver, o.Schema, hello.Control); err != nil {
		return err
	}
	if err := d.flow.Migrate(ctx); err != nil {
		return err
	}
	for _, table := range []string{"results (key TEXT NOT NULL)", "tokens (process TEXT NOT NULL)"} {
		if _, err := store.DB.Exec(ctx, "CREATE TABLE "+prefix(store)+table); err != nil {
			return err
		}
	}
	if err := d.receive(ctx); err != nil {
		return err
	}
	return d.run(ctx)
}

// receive takes the webhooks. This process is not killed, but they are lost on the way.
func (d *director[Tx]) receive(ctx context.Context) error {
	verifier, err := webhooks.NewVerifier(d.orders.Hello.Key)
	if err != nil {
		return err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: d.flow.Webhooks(verifier), ReadHeaderTimeout: time.Minute}
	go func() { _ = web.Serve(ln) }()
	return d.command(ctx, "/webhook?url="+url.QueryEscape("http://"+ln.Addr().String()), nil)
}

// command asks the fake something.
func (d *director[Tx]) command(ctx context.Context, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.orders.Hello.Commands+path, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %s", path, text)
	case into == nil:
		return nil
	}
	return json.Unmarshal(text, into)
}

// kinds are how often each kind is bought, in 20 purchases.
var kinds = slices.Concat(slices.Repeat([]string{"check"}, 9), slices.Repeat([]string{"deduped"}, 2), slices.Repeat([]string{"message"}, 3),
	slices.Repeat([]string{"validation"}, 2), slices.Repeat([]string{"process"}, 2), slices.Repeat([]string{"batch"}, 2))

func (d *director[Tx]) run(ctx context.Context) error {
	began := time.Now()
	people, end := context.WithCancel(ctx)
	defer end()
	go d.people(people)
	bought := make(chan error, 1)
	var keys []string
	for i := range d.purchases {
		keys = append(keys, fmt.Sprintf("%s/%d", kinds[i%len(kinds)], i))
	}
	go func() { bought <- d.buy(ctx, keys) }()

	living := make([]*process, d.workers)
	defer func() {
		for _, p := range living {
			if p != nil && !p.dead() {
				p.signal(syscall.SIGKILL)
			}
		}
	}()
	if err := d.trouble(ctx, living, began.Add(d.lasts)); err != nil {
		return err
	}
	if err := thawed(living, bought); err != nil {
		return err
	}
	if err := d.command(ctx, "/calm", nil); err != nil {
		return err
	}
	for _, p := range living { // all that is left is done by workers that live
		if p.dead() {
			d.kills++
		}
		p.signal(syscall.SIGKILL)
		<-p.ended
	}
	if err := d.settled(ctx, living); err != nil {
		return err
	}
	for _, p := range living {
		p.signal(syscall.SIGTERM)
	}
	for _, p := range living {
		<-p.ended
	}
	return d.judge(ctx, keys)
}

// trouble kills, stops and cuts, and keeps as many workers living as there are places.
func (d *director[Tx]) trouble(ctx context.Context, living []*process, until time.Time) error {
	thaw := time.Now()
	for time.Now().Before(until) {
		dead, err := d.fill(ctx, living, func() bool { return rand.IntN(3) > 0 })
		if err != nil {
			return err
		}
		d.kills += dead
		time.Sleep(time.Duration(100+rand.IntN(400)) * time.Millisecond)
		switch victim := living[rand.IntN(len(living))]; rand.IntN(8) {
		case 0, 1:
			victim.signal(syscall.SIGKILL)
		case 2, 3:
			victim.signal(syscall.SIGSTOP)
		case 4:
			if err := d.cut(); err != nil {
				return err
			}
		}
		if time.Since(thaw) > d.freeze {
			thaw = time.Now()
			resume(living)
		}
	}
	return nil
}

// fill has a worker live in each place, and returns how many were dead. ends says of each
// new one whether it is to end by itself.
func (d *director[Tx]) fill(ctx context.Context, living []*process, ends func() bool) (dead int, err error) {
	for i, p := range living {
		if p != nil && !p.dead() {
			continue
		}
		if p != nil {
			dead++
		}
		if living[i], err = d.spawn(ctx, ends()); err != nil {
			return dead, err
		}
	}
	return dead, nil
}

func resume(living []*process) {
	for _, p := range living {
		p.signal(syscall.SIGCONT)
	}
}

// thawed returns what was sent to done. A worker that stops meanwhile may hold what is
// waited for: a database in one file has one lock.
func thawed(living []*process, done <-chan error) error {
	for {
		select {
		case err := <-done:
			return err
		case <-time.After(time.Second):
			resume(living)
		}
	}
}

// buy makes the purchases, and as many plain jobs as there are checks, over most of the
// time. Every tenth is asked for twice.
func (d *director[Tx]) buy(ctx context.Context, keys []string) error {
	apart := d.lasts * 8 / 10 / time.Duration(len(keys))
	for i, key := range keys {
		for range 1 + i%10/9 {
			if err := again(ctx, func() error {
				_, err := d.flow.Buy(ctx, key, itemOf(key, d.orders.Hello.Template))
				return err
			}); err != nil {
				return fmt.Errorf("buying: %w", err)
			}
		}
		if kindOf(key) == "check" {
			if err := again(ctx, func() error { _, err := d.plain.InsertMany(ctx, plainParams([]string{key})); return err }); err != nil {
				return err
			}
		}
		time.Sleep(apart)
	}
	return nil
}

// again repeats what the cut connections of a database end.
func again(ctx context.Context, do func() error) (err error) {
	for range 300 {
		if err = do(); err == nil || errors.Is(err, durable.ErrOtherParams) || ctx.Err() != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return err
}

// people do what their tokens are for.
func (d *director[Tx]) people(ctx context.Context) {
	seen := map[string]bool{}
	for ctx.Err() == nil {
		time.Sleep(300 * time.Millisecond)
		list, err := d.texts(ctx, "SELECT process FROM "+prefix(d.store)+"tokens")
		if err != nil {
			continue
		}
		for _, process := range list {
			if !seen[process] && d.command(ctx, "/finish?process="+process, nil) == nil {
				seen[process] = true
			}
		}
	}
}

func (d *director[Tx]) texts(ctx context.Context, query string) ([]string, error) {
	rows, err := d.store.DB.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// settled has workers that live do what is left, for as long as purchases end. One that
// found no database, which other tests use too, is replaced.
func (d *director[Tx]) settled(ctx context.Context, living []*process) error {
	least, ended := math.MaxInt, time.Now()
	for {
		if _, err := d.fill(ctx, living, func() bool { return false }); err != nil {
			return err
		}
		stats, err := d.flow.Stats(ctx)
		delete(stats.Purchases, durable.StateHeld)
		delete(stats.Purchases, durable.StateRefused)
		left := 0
		for _, n := range stats.Purchases {
			left += n
		}
		switch {
		case err == nil && left == 0:
			return nil
		case err == nil && left < least:
			least, ended = left, time.Now()
		case time.Since(ended) > 2*time.Minute+20*d.sendWithin:
			return errors.Join(fmt.Errorf("not settled: %v, the oldest due for %s", stats.Purchases, stats.Late), err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}
