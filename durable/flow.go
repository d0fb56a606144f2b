package durable

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
)

// Options configure a [Flow]. Only Seal is required.
type Options struct {
	// Seal encrypts params and tokens in the database until the purchase is done, such
	// as cipher.NewGCMWithRandomNonce over a key of your own. All processes need the
	// same. To change the key, let Open try the old one too.
	Seal cipher.AEAD
	// SendWithin is how old the mark of a purchase may be when its request leaves; 30
	// seconds by default. The answer has as long again.
	SendWithin time.Duration
	// SettleWithin is how long after that Truora may take to show a purchase whose
	// answer was lost; 30 seconds by default. Truora publishes no such time.
	SettleWithin time.Duration
	// OnUnknown is what becomes of a purchase that was sent perhaps and that no look-up
	// finds; PolicyHold by default.
	OnUnknown Policy
	// Limiter limits requests; see [NewLimiter]. What has to wait is put off. It takes
	// the place of the client's own limiter.
	Limiter Limiter
	// Files has the files of batches and validations, by name.
	Files fs.FS
	// Webhooks states that events come to [Flow.Webhooks], in this process or another:
	// polling becomes a net, with fewer reads.
	Webhooks bool
	// Retain is how long purchases that are done or refused are kept; 0 is for ever.
	// Once a purchase is gone, its key can be bought again.
	Retain time.Duration
	// Logger receives what goes wrong, and what a person has to know; nothing of a
	// person but what the errors of your handlers say. By default nothing is logged.
	Logger *slog.Logger
}

// Policy is what becomes of a purchase of which nobody knows.
type Policy string

// Policies for what no look-up finds.
const (
	// PolicyHold holds it for a person.
	PolicyHold Policy = "hold"
	// PolicyResendDeduped sends a check once more that was not forced: Truora documents
	// that an equal one returns the first. For how long is not published. All else is
	// held.
	PolicyResendDeduped Policy = "resend-deduped"
)

// Flow buys, and brings purchases to their end. It is safe for concurrent use. A
// process that only buys needs no [Flow.Start].
type Flow[Tx any] struct {
	store    Store[Tx]
	join     Joiner // the engine, if it is one
	ledger   ledger[Tx]
	vault    vault
	client   *truora.Client
	gate     gate
	opts     Options
	log      *slog.Logger
	handlers handlers[Tx]
	// notePause is the first of the pauses, each twice as long, between tries to note
	// what was bought.
	notePause time.Duration

	mu      sync.Mutex
	started bool
	stop    context.CancelFunc // of the sweeper
	swept   sync.WaitGroup
}

// New returns a flow that buys with client and keeps its ledger in store. It does not
// touch the database: see [Flow.Migrate].
func New[Tx any](store Store[Tx], client *truora.Client, opts Options) (*Flow[Tx], error) {
	switch {
	case store.DB == nil || store.Engine == nil || client == nil:
		return nil, errors.New("durable: a store and a client are needed")
	case opts.Seal == nil:
		return nil, errors.New("durable: Options.Seal is required: params are about persons")
	case opts.SendWithin < 0 || opts.SettleWithin < 0 || opts.Retain < 0:
		return nil, errors.New("durable: a duration in the options is negative")
	}
	switch opts.OnUnknown {
	case "":
		opts.OnUnknown = PolicyHold
	case PolicyHold, PolicyResendDeduped:
	default:
		return nil, errors.New("durable: Options.OnUnknown is no policy")
	}
	if opts.SendWithin == 0 {
		opts.SendWithin = 30 * time.Second
	}
	if opts.SettleWithin == 0 {
		opts.SettleWithin = 30 * time.Second
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	join, _ := store.Engine.(Joiner)
	f := &Flow[Tx]{
		store: store, join: join, ledger: newLedger(store.DB), vault: vault{opts.Seal}, gate: gate{opts.Limiter}, opts: opts, log: opts.Logger,
		notePause: time.Second,
	}
	// Nothing below the ledger sends twice. The gate is asked last before each request.
	f.client = client.With(truora.WithRetries(0), truora.WithoutDedupeRetries(), truora.WithLimiter(f.gate))
	return f, nil
}

// Start lets this process carry out purchases, until Stop. Set handlers before. ctx
// bounds the start only.
func (f *Flow[Tx]) Start(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.started {
		return errors.New("durable: the flow was started before")
	}
	if err := f.store.Engine.Start(ctx, f.step); err != nil {
		return failed("starting the engine", err)
	}
	f.started = true
	var sweeping context.Context
	sweeping, f.stop = context.WithCancel(context.WithoutCancel(ctx)) //nolint:gosec // Stop calls it
	f.swept.Go(func() { f.sweepUntil(sweeping) })
	return nil
}

// Stop takes no more work and waits for the steps that run, each of which ends within
// about a minute. When ctx ends, it ends their contexts: what was being sent then is
// looked for later, like after a crash.
func (f *Flow[Tx]) Stop(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.started {
		return nil
	}
	f.stop()
	f.swept.Wait()
	return failed("stopping the engine", f.store.Engine.Stop(ctx))
}

// inTx commits what do did, unless it failed.
func (f *Flow[Tx]) inTx(ctx context.Context, do func(tx Tx) error) error {
	tx, err := f.store.DB.Begin(ctx)
	if err != nil {
		return err
	}
	defer f.store.DB.Rollback(context.WithoutCancel(ctx), tx)
	if err := do(tx); err != nil {
		return err
	}
	return f.store.DB.Commit(ctx, tx)
}

func (f *Flow[Tx]) desk() *desk {
	return &desk{client: f.client, files: f.opts.Files, owned: func(ctx context.Context, objectID string) (bool, error) {
		r, err := f.ledger.one(ctx, f.ledger.db, `object_id = $1`, objectID)
		return r != nil, err
	}}
}

// unknownAfter is how old a mark is when no request of it is under way any more and
// Truora would show what it bought.
func (f *Flow[Tx]) unknownAfter() time.Duration { return 2*f.opts.SendWithin + f.opts.SettleWithin }

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("durable: %s: %w", what, err)
}
