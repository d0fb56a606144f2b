package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// chunkSize is how many bytes of a file are passed on at a time.
const chunkSize = 64 << 10

// fileBody is the request body of one attempt to upload a file. It yields exactly the
// number of bytes announced, the last of them only once the file has proved to end
// there; otherwise it yields an error.
type fileBody struct {
	*source
	ctx    context.Context //nolint:containedctx // hides that of the source
	cancel context.CancelFunc
	left   *time.Timer // runs while the transport does not take what was read
	chunk  []byte
	ready  []byte // part of chunk, not yet passed on
	done   int64
	err    error
}

// untakenLimit is how long a server may take no byte of a file. It is longer than
// stallLimit, because the system sends from a buffer, which a slow line empties slowly.
const untakenLimit = 5 * time.Minute

const errUntaken = own("the server no longer takes the file")

// bindTo ends the attempt with its request, which may have a deadline of its own, and
// ends the request if the server stops taking the file.
func (a *fileBody) bindTo(ctx context.Context, end context.CancelCauseFunc) {
	a.cancel()
	a.ctx, a.cancel = context.WithCancel(ctx)
	a.left = time.AfterFunc(untakenLimit, func() { end(errUntaken) })
	a.left.Stop()
}

// Close ends the attempt. The file belongs to the caller and stays open.
func (a *fileBody) Close() error {
	a.cancel()
	if a.left != nil {
		a.left.Stop()
	}
	return nil
}

func (a *fileBody) Read(p []byte) (int, error) {
	if a.left != nil {
		a.left.Stop()
		defer a.left.Reset(untakenLimit)
	}
	if len(a.ready) == 0 && a.err == nil {
		a.err = a.fill()
	}
	if len(a.ready) == 0 {
		return 0, a.err
	}
	n := copy(p, a.ready)
	a.ready = a.ready[n:]
	return n, nil
}

// fill reads the next chunk.
func (a *fileBody) fill() error {
	if a.done == a.size {
		return io.EOF
	}
	if a.chunk == nil {
		if err := a.rewind(); err != nil {
			return err
		}
		a.chunk = make([]byte, min(chunkSize, a.size))
	}
	n, err := a.read(a.chunk[:min(int64(len(a.chunk)), a.size-a.done)])
	if err == nil && a.done+int64(n) == a.size {
		err = a.probe()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	a.done += int64(n)
	if err != nil && a.done < a.size {
		return a.broken(&callerError{text: fmt.Sprintf("the file ends after %d of %d bytes", a.done, a.size), invalid: true})
	}
	if a.progress != nil {
		if err := a.run(a.ctx, func() { a.progress(a.done, a.size) }); err != nil {
			return a.stopped(err)
		}
	}
	if a.done == a.size {
		a.mu.Lock()
		a.whole = true
		a.mu.Unlock()
	}
	a.ready = a.chunk[:n]
	return nil
}

// rewind seeks to the beginning of a file that an earlier attempt has read.
func (a *fileBody) rewind() error {
	a.mu.Lock()
	again := a.begun
	a.begun = true
	a.mu.Unlock()
	if !again {
		return nil
	}
	var err error
	if stopped := a.run(a.ctx, func() { _, err = a.seeker.Seek(a.start, io.SeekStart) }); stopped != nil {
		return a.stopped(stopped)
	}
	if err != nil {
		return a.broken(readerFailed(err))
	}
	return nil
}

// probe checks that the file ends where it should.
func (a *fileBody) probe() error {
	switch n, err := a.read(make([]byte, 1)); {
	case n > 0:
		return a.broken(&callerError{text: fmt.Sprintf("the file is longer than its size of %d bytes", a.size), invalid: true})
	default:
		return err
	}
}

// maxEmpty is how many reads in a row may return nothing.
const maxEmpty = 100

// read returns at least one byte, io.EOF, or an error. After an error nothing writes to
// into any more.
func (a *fileBody) read(into []byte) (n int, err error) {
	for range maxEmpty {
		var read int
		var failed error
		if stopped := a.run(a.ctx, func() { read, failed = a.body.Read(into) }); stopped != nil {
			return 0, a.stopped(stopped)
		}
		switch {
		case read < 0 || read > len(into):
			return 0, a.broken(readerFailed(errors.New("it gave an impossible count")))
		case failed != nil && !errors.Is(failed, io.EOF):
			return 0, a.broken(readerFailed(failed))
		case read > 0 || failed != nil:
			return read, failed
		}
	}
	return 0, a.broken(readerFailed(io.ErrNoProgress))
}

// stopped is the error that the transport gets when a call of the caller's code did not
// return.
func (a *fileBody) stopped(err error) error {
	if refused, ok := errors.AsType[refusal](err); ok {
		return a.broken(&callerError{text: string(refused)})
	}
	return err
}
