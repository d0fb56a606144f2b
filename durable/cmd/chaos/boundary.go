//go:build unix

package main

import (
	"context"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"

	"github.com/truora/truora-go/durable"
)

// boundary counts what a worker comes past: before and after each statement and each
// request. At one of them it kills or stops itself.
type boundary struct {
	left   atomic.Int64
	signal syscall.Signal
}

func (b *boundary) pass() {
	if b.left.Add(-1) == 0 {
		_ = syscall.Kill(os.Getpid(), b.signal)
	}
}

func past[T any](b *boundary, do func() (T, error)) (T, error) {
	b.pass()
	defer b.pass()
	return do()
}

type boundedDB[Tx any] struct {
	durable.DB[Tx]
	at *boundary
}

func (d boundedDB[Tx]) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return past(d.at, func() (int64, error) { return d.DB.Exec(ctx, statement, args...) })
}

func (d boundedDB[Tx]) Query(ctx context.Context, statement string, args ...any) (durable.Rows, error) {
	d.at.pass()
	return d.DB.Query(ctx, statement, args...)
}

func (d boundedDB[Tx]) Commit(ctx context.Context, tx Tx) error {
	_, err := past(d.at, func() (struct{}, error) { return struct{}{}, d.DB.Commit(ctx, tx) })
	return err
}

func (d boundedDB[Tx]) In(tx Tx) durable.Querier { return boundedQuerier{d.DB.In(tx), d.at} }

type boundedQuerier struct {
	durable.Querier
	at *boundary
}

func (q boundedQuerier) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return past(q.at, func() (int64, error) { return q.Querier.Exec(ctx, statement, args...) })
}

type boundedWire struct {
	http.RoundTripper
	at *boundary
}

func (w boundedWire) RoundTrip(req *http.Request) (*http.Response, error) {
	return past(w.at, func() (*http.Response, error) { return w.RoundTripper.RoundTrip(req) })
}
