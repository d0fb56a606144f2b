package rest

import (
	"context"
	"sync/atomic"
	"time"
)

// borrowed runs what belongs to the caller, its reader, writer and Progress,
// while a file is on its way: one at a time, each on a goroutine of its own, so
// that one that blocks or panics stops neither the transport nor the program.
type borrowed struct {
	turn     chan struct{} // full while something of the caller's runs
	panicked atomic.Pointer[any]
}

func borrow() *borrowed { return &borrowed{turn: make(chan struct{}, 1)} }

var (
	errPanicked = refusal("the caller's reader, writer or Progress panicked")
	errExited   = refusal("the caller's reader, writer or Progress ended its goroutine")
)

// run calls f and waits for its end, or for that of ctx. In the second case f
// may still be running: what it writes to must not be looked at.
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

// How long giveBack waits for what is still running: while the context lasts, and
// after its end.
const (
	patience     = 5 * time.Second
	lastPatience = 100 * time.Millisecond
)

// giveBack waits for what is still running, and takes the turn for good, so that
// nothing of the caller's runs from now on. It panics if something of it did.
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

// callerError is trouble with the caller's file. Its text says no more than
// that: what the caller's reader says may name a path.
type callerError struct {
	text    string
	cause   error // nil: the text says it all
	invalid bool  // the file is not what the params say
}

func (e *callerError) Error() string { return e.text }
func (e *callerError) Unwrap() error { return e.cause }

// Is makes it a refusal: what was broken off here is not sent again.
func (e *callerError) Is(target error) bool { return target == errRefused }
