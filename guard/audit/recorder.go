package audit

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"hash"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/subject"
)

// Options configure a [Recorder].
type Options struct {
	// Key makes the subjects and the MACs of the lines. Required.
	Key subject.Key
	// Sink stores the lines. Required.
	Sink Sink
	// Signer signs checkpoints with an Ed25519 key, which may be in a vault. Optional,
	// but without checkpoints nobody can tell that the end of a log was cut off.
	Signer crypto.Signer
	// OnCheckpoint keeps a checkpoint, as [CheckpointFile] does. It goes with Signer.
	OnCheckpoint func(context.Context, Checkpoint) error
	// Every makes a checkpoint after this many records of this Recorder; 0 means 1000.
	// [Recorder.Checkpoint] makes one at any time.
	Every int
	// OnError receives what went wrong after a call, whose result it cannot change.
	// Optional.
	OnError func(error)
}

// ErrNotRecorded is in the error of a call that was refused because it could not be
// recorded.
var ErrNotRecorded = errors.New("audit: the call could not be recorded")

const defaultEvery = 1000

// Recorder records calls. It is safe for concurrent use.
type Recorder struct {
	options Options

	mu     sync.Mutex
	mac    hash.Hash
	known  bool // whether seq and hash are those of the last line
	seq    int64
	hash   string    // in hexadecimal digits
	owed   []*Record // of calls that have ended, which the sink did not take
	closed bool
	since  int // records since the last checkpoint

	checkpoints sync.Mutex // one at a time, so that they are kept in order
}

// New returns a Recorder.
func New(o Options) (*Recorder, error) {
	switch {
	case o.Key.IsZero() || o.Sink == nil:
		return nil, errors.New("audit: Options.Key and Options.Sink are required")
	case o.Every < 0:
		return nil, errors.New("audit: Options.Every is negative")
	case (o.Signer == nil) != (o.OnCheckpoint == nil):
		return nil, errors.New("audit: Options.Signer and Options.OnCheckpoint go together")
	}
	if o.Signer != nil {
		if _, ok := o.Signer.Public().(ed25519.PublicKey); !ok {
			return nil, errors.New("audit: Options.Signer must have an Ed25519 key")
		}
	}
	if o.Every == 0 {
		o.Every = defaultEvery
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	return &Recorder{options: o, mac: o.Key.Hash()}, nil
}

// Intercept is the [truora.Interceptor] of the recorder. It should be the first. As long
// as a record of an earlier call cannot be stored, it refuses all calls.
func (r *Recorder) Intercept(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
	record := r.record(ctx, call)
	changes := call.Effect != truora.EffectRead
	if err := r.begin(ctx, record, changes); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	return ctx, func(result *truora.Result) {
		record.Of, record.Outcome, record.Status = record.Seq, result.Outcome, result.StatusCode
		r.end(ctx, record, changes)
	}, nil
}

func (r *Recorder) record(ctx context.Context, call *truora.Call) *Record {
	record := &Record{Op: call.Op, Effect: call.Effect, Outcome: OutcomeBegun}
	if c, ok := ConsentOf(ctx); ok {
		record.Consent, record.Purpose = short(c.ID), Purpose(short(string(c.Purpose)))
	}
	actor, _ := ctx.Value(actorKey{}).(string)
	record.Actor = short(actor)
	if person := subject.Of(ctx, call); len(person) > 0 {
		record.Subject = r.options.Key.ID(person[0])
	}
	return record
}

// begin stores what is owed and, of a call that changes something, that it begins.
func (r *Recorder) begin(ctx context.Context, record *Record, changes bool) error {
	err := r.append(ctx, func() error {
		if changes {
			return r.put(ctx, record)
		}
		return nil
	})
	if err == nil && changes {
		err = r.options.Sink.Sync(ctx)
	}
	return err
}

// end stores how a call ended; if it cannot, the record is owed.
func (r *Recorder) end(ctx context.Context, record *Record, changes bool) {
	ctx = context.WithoutCancel(ctx)
	record.Time = time.Now()
	err := r.append(ctx, func() error { return r.put(ctx, record) })
	if err != nil {
		r.mu.Lock()
		r.owed = append(r.owed, record)
		r.mu.Unlock()
	} else if changes {
		err = r.options.Sink.Sync(ctx)
	}
	if err == nil {
		err = r.checkpoint(ctx, r.options.Every)
	}
	if err != nil {
		r.options.OnError(err)
	}
}

var errClosed = errors.New("audit: the recorder is closed")

// append does work, which puts records, after those that are owed.
func (r *Recorder) append(ctx context.Context, work func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return errClosed
	}
	for len(r.owed) > 0 {
		if err := r.put(ctx, r.owed[0]); err != nil {
			return err
		}
		r.owed = r.owed[1:]
	}
	return work()
}

// put gives a record the next number and stores it. The lock is held.
func (r *Recorder) put(ctx context.Context, record *Record) error {
	if record.Time.IsZero() {
		record.Time = time.Now()
	}
	for {
		if err := r.find(ctx); err != nil {
			return err
		}
		record.Seq, record.Prev = r.seq+1, r.hash
		line := record.line(r.mac)
		err := r.options.Sink.Append(ctx, record.Seq, line)
		if err == nil {
			r.seq, r.hash = record.Seq, hashOf(line)
			r.since++
			return nil
		}
		r.known = false
		if !errors.Is(err, ErrTaken) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// find reads where the log ends, if that is not known. The lock is held.
func (r *Recorder) find(ctx context.Context) error {
	if r.known {
		return nil
	}
	last, err := r.options.Sink.Last(ctx)
	if err != nil {
		return err
	}
	r.seq, r.hash = 0, nothing
	if last != nil {
		record, err := parse(last)
		if err != nil {
			return err
		}
		if !record.authentic(last, r.mac) {
			return errors.New("audit: the last line was not written with this key")
		}
		r.seq, r.hash = record.Seq, hashOf(last)
	}
	r.known = true
	return nil
}

// Checkpoint signs and keeps a checkpoint of the last line now. Without Options.Signer,
// or without a line, it does nothing.
func (r *Recorder) Checkpoint(ctx context.Context) error {
	return r.checkpoint(ctx, 0)
}

// checkpoint makes one if there are that many records since the last.
func (r *Recorder) checkpoint(ctx context.Context, every int) error {
	if r.options.Signer == nil {
		return nil
	}
	r.mu.Lock()
	due := r.since >= every
	r.mu.Unlock()
	if !due {
		return nil
	}
	r.checkpoints.Lock()
	defer r.checkpoints.Unlock()
	r.mu.Lock()
	if r.since < every { // another call has made it
		r.mu.Unlock()
		return nil
	}
	err := r.find(ctx)
	c := Checkpoint{Seq: r.seq, Hash: r.hash, Time: time.Now().UTC().Truncate(time.Microsecond)}
	made := r.since
	r.since = 0
	r.mu.Unlock()
	if err == nil && c.Seq > 0 {
		err = r.keep(ctx, c)
	}
	if err != nil {
		r.mu.Lock()
		r.since += made // the next call tries again
		r.mu.Unlock()
		return fmt.Errorf("audit: making a checkpoint: %w", err)
	}
	return nil
}

// keep syncs first: after a crash, a checkpoint of a line that was lost with it would
// look like a log that was cut.
func (r *Recorder) keep(ctx context.Context, c Checkpoint) error {
	if err := r.options.Sink.Sync(ctx); err != nil {
		return err
	}
	c, err := c.signedBy(r.options.Signer)
	if err != nil {
		return err
	}
	return r.options.OnCheckpoint(ctx, c)
}

// Close stores what is owed and makes a last checkpoint. Calls that come later are
// refused, so call it when none is running. It does not close the sink.
func (r *Recorder) Close(ctx context.Context) error {
	err := r.append(ctx, func() error { return nil })
	if err == nil {
		err = r.options.Sink.Sync(ctx)
	}
	if err == nil {
		err = r.Checkpoint(ctx)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return err
}
