package rest

import (
	"context"
	"sync/atomic"
	"time"
)

// borrowed runs the caller's code, its reader, writer and Progress, during a file
// transfer: one call at a time, each on its own goroutine, so that one that blocks or
// panics stops neither the transport nor the program.
type borrowed struct {
	turn     chan struct{} // full while the caller's code runs
	panicked atomic.Pointer[any]
}

func borrow() *borrowed { return &borrowed{turn: make(chan struct{}, 1)} }

var (
	errPanicked = refusal("the caller's reader, writer or Progress panicked")
	errExited   = refusal("the caller's reader, writer or Progress ended its goroutine")
)

// run calls f and waits until it returns or ctx ends. In the second case f may still be
// running, and what it writes to must not be read.
func (b *borrowed) run(ctx context.Context, f func()) error {
	select {
	case b.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil { // both were ready
		<-b.turn
		return err
	}
	done := make(chan error, 1)
	go func() {
		var err error = errExited
		defer func() {
			if p := recover(); p != nil {
				b.panicked.Store(&p)
				err = errPanicked
			}
			<-b.turn
			done <- err
		}()
		f()
		err = nil
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// How long giveBack waits for a call that is still running: before the context ends,
// and after.
const (
	patience     = 5 * time.Second
	lastPatience = 100 * time.Millisecond
)

// giveBack waits for a call that is still running and then keeps the turn, so that none
// of the caller's code runs any more. It panics if one of the calls panicked.
func (b *borrowed) giveBack(ctx context.Context) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case b.turn <- struct{}{}:
	case <-timer.C:
	case <-ctx.Done():
		timer.Reset(lastPatience)
		select {
		case b.turn <- struct{}{}:
		case <-timer.C:
		}
	}
	if p := b.panicked.Load(); p != nil {
		panic(*p)
	}
}

// callerError is a failure of the caller's file. Its text does not include the reader's
// own error, which may name a path.
type callerError struct {
	text    string
	cause   error // nil: the text says everything
	invalid bool  // the file is not what the params say
}

func (e *callerError) Error() string { return e.text }
func (e *callerError) Unwrap() error { return e.cause }

// Is makes it a refusal, so that the request is not repeated.
func (e *callerError) Is(target error) bool { return target == errRefused }
