package rest

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// errStalled ends an answer that stopped arriving.
var errStalled = errors.New("the answer stalled")

// answerBody is the body of an answer. A read that waits longer than limit for a byte
// fails with errStalled. Closing it releases the context of its request.
type answerBody struct {
	body    io.ReadCloser
	cancel  context.CancelCauseFunc
	limit   time.Duration
	timer   *time.Timer
	stalled atomic.Bool
	// endless is the context of a file of unknown length: its end looks the same as one
	// that the server made because the context ended.
	endless context.Context
}

// watch limits each read of body. cancel must end the request that it answers.
func (b *answerBody) watch(body io.ReadCloser, cancel context.CancelCauseFunc, limit time.Duration) {
	b.body, b.cancel, b.limit = body, cancel, limit
}

func (b *answerBody) Read(p []byte) (int, error) {
	if b.timer == nil {
		b.timer = time.AfterFunc(b.limit, b.stall)
	} else {
		b.timer.Reset(b.limit)
	}
	n, err := b.body.Read(p)
	b.timer.Stop()
	switch {
	case err != nil && b.stalled.Load():
		err = errStalled // instead of an EOF, too: a server ends its answer when the client hangs up
	case errors.Is(err, io.EOF) && b.endless != nil && b.endless.Err() != nil:
		err = b.endless.Err()
	}
	return n, err
}

// stall ends the read that waits. A transport reacts to its context or to the closing
// of the body; net/http to both.
func (b *answerBody) stall() {
	b.stalled.Store(true)
	b.cancel(errStalled)
	_ = b.body.Close()
}

func (b *answerBody) Close() error {
	err := b.body.Close()
	b.cancel(nil)
	return err
}
