//go:build unix

// Command chaos proves package durable with real processes: Truora's fake behind a
// socket, workers that are killed at every statement and at random, and that stand still
// while others go on; lost answers, storms of 429, webhooks that are lost or doubled. In
// the end it compares what was bought with what was asked for:
//
//	purchases 500, doubled 0, lost 0, held 12, kills 173
//
// and fails if anything was doubled or lost. Beside it runs the control, a plain River
// job that retries: it must double, or the chaos was too mild to prove anything.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// config is what the director and its processes share.
type config struct {
	postgres   string
	sqlite     string // a directory
	lasts      time.Duration
	sendWithin time.Duration
	freeze     time.Duration
	workers    int
	purchases  int
}

func main() {
	err := run()
	if os.Getenv(roleVariable) == roleWorker && os.Getenv("TRUORA_CHAOS_LOG") == "" {
		return // it found no database: there will be another
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

func run() error {
	switch os.Getenv(roleVariable) {
	case roleFake:
		return fake()
	case roleWorker:
		return worker()
	}
	var c config
	flag.StringVar(&c.postgres, "postgres", os.Getenv("DATABASE_URL"), "URL of a PostgreSQL server, where a schema is made and dropped, or own for a server of our own that crashes too")
	flag.StringVar(&c.sqlite, "sqlite", "", "directory for an SQLite file; empty for none")
	flag.DurationVar(&c.lasts, "time", 30*time.Second, "how long purchases are made and processes end")
	flag.DurationVar(&c.sendWithin, "send-within", time.Second, "durable.Options.SendWithin")
	flag.DurationVar(&c.freeze, "freeze", 4*time.Second, "the longest time a process stands still")
	flag.IntVar(&c.workers, "workers", 3, "workers at once")
	flag.IntVar(&c.purchases, "purchases", 500, "purchases, over all kinds")
	flag.Parse()
	return both(context.Background(), c)
}

// both runs on every database that is given, one after another.
func both(ctx context.Context, c config) error {
	if c.postgres == "" && c.sqlite == "" {
		return fmt.Errorf("give -postgres or -sqlite")
	}
	if c.postgres != "" {
		if err := onPostgres(ctx, c); err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
	}
	if c.sqlite != "" {
		if err := onSQLite(ctx, c); err != nil {
			return fmt.Errorf("SQLite: %w", err)
		}
	}
	return nil
}

// kindOf and the rest derive everything about a purchase from its key, kind/number, so
// that each process knows it.
func kindOf(key string) string { kind, _, _ := strings.Cut(key, "/"); return kind }

func numberOf(key string) (n int) {
	_, number, _ := strings.Cut(key, "/")
	_, _ = fmt.Sscan(number, &n)
	return n
}

func documentOf(key string) string { return fmt.Sprint(1_000_000_000 + numberOf(key)) }
func accountOf(key string) string  { return fmt.Sprintf("%s-%d", kindOf(key), numberOf(key)) }
func phoneOf(key string) string    { return fmt.Sprintf("3%09d", numberOf(key)) }
