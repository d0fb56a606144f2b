package durable

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/batches"
)

// send buys. The mark is committed before the first byte; after it, only this call may
// send, and only while the mark is young.
func (f *Flow[Tx]) send(ctx context.Context, r *record, g goods) (time.Duration, bool) {
	if r.ObjectID == "" {
		if wait, more, ok := f.prepare(ctx, r, g); !ok {
			return wait, more
		}
	}
	if err := f.gate.take(ctx); err != nil {
		return f.requestFailed(ctx, r, "asking the limiter", err)
	}
	young := deadline(f.opts.SendWithin)
	mine, err := f.ledger.mark(ctx, r, f.unknownAfter())
	if err != nil || !mine {
		return f.next(ctx, 0, false, err)
	}
	r.State, r.Sends, r.version = StateSending, r.Sends+1, r.version+1

	sending, cancel := context.WithTimeout(context.WithValue(r.in(ctx), gateKey{}, young), 2*f.opts.SendWithin)
	defer cancel()
	s, err := g.buy(sending, f.desk(), r)
	ctx = context.WithoutCancel(ctx) // what was learned is noted, whatever ends
	if err != nil {
		return f.notSold(ctx, r, err)
	}
	return f.noteSold(ctx, r, s)
}

// prepare does what comes before the mark; ok if the purchase can go on.
func (f *Flow[Tx]) prepare(ctx context.Context, r *record, g goods) (wait time.Duration, more, ok bool) {
	var objectID string
	var err error
	f.kept(ctx, r, uploadTime, func(ctx context.Context) { objectID, err = g.prepare(ctx, f.desk(), r) })
	switch {
	case err != nil && final(err):
		wait, more = f.refuse(ctx, r, reasonOf(err))
		return wait, more, false
	case err != nil:
		wait, more = f.requestFailed(ctx, r, "preparing a purchase", err)
		return wait, more, false
	case objectID == "":
		return 0, false, true
	}
	ok, err = f.ledger.change(ctx, f.ledger.db, r, `object_id = $3`, objectID)
	wait, more = f.next(ctx, 0, ok, err)
	r.ObjectID, r.version = objectID, r.version+1
	return wait, more, ok && err == nil
}

// notSold sorts what a request that failed may have done.
func (f *Flow[Tx]) notSold(ctx context.Context, r *record, err error) (time.Duration, bool) {
	if o := truora.OutcomeOf(err); o == truora.OutcomeUnknown || o == truora.OutcomeDone {
		f.log.WarnContext(ctx, "durable: the answer was lost", "purchase", r.Purchase, "error", told(err))
		return f.later(ctx, r, firstPause, 0)
	}
	wait, mustWait := f.mustWait(ctx, err, r.Failures)
	_, late := errors.AsType[lateError](err)
	switch {
	case mustWait:
	case late:
		wait = 0
	case final(err):
		return f.refuse(ctx, r, reasonOf(err))
	default:
		wait = retry(r.Failures)
		f.log.ErrorContext(ctx, "durable: nothing was bought, it is tried again", "purchase", r.Purchase, "error", told(err))
	}
	ok, err := f.ledger.unsent(ctx, r, wait, r.Failures+1)
	return f.next(ctx, wait, ok, err)
}

// final reports whether err is a refusal of the input, which would come again. One of
// the key is not, and nothing that passes by itself.
func final(err error) bool {
	e, ok := errors.AsType[*truora.Error](err)
	if !ok || e.Is(truora.ErrRateLimited) || e.Is(truora.ErrUnauthorized) || e.Is(truora.ErrForbidden) || errors.Is(err, batches.ErrNoFile) {
		return false
	}
	return e.Is(truora.ErrInvalid) || e.StatusCode >= 400 && e.StatusCode < 500 && e.StatusCode != http.StatusRequestTimeout
}

// reasonOf names a refusal without Truora's text, which may quote the input.
func reasonOf(err error) string {
	e, ok := errors.AsType[*truora.Error](err)
	switch {
	case !ok:
		return "refused"
	case e.StatusCode == 0:
		return e.Op + ": the input is invalid"
	default:
		return fmt.Sprintf("%s: %d", e.Op, e.StatusCode)
	}
}

// told is an error for the log. What Truora says may quote what it holds of a person.
func told(err error) slog.Value {
	if e, ok := errors.AsType[*truora.Error](err); ok && e.StatusCode != 0 {
		return slog.GroupValue(slog.String("op", e.Op), slog.Int("status", e.StatusCode), slog.String("request_id", e.RequestID))
	}
	return slog.AnyValue(err)
}

// noteSold writes down what was bought, a few times if the database does not answer.
func (f *Flow[Tx]) noteSold(ctx context.Context, r *record, s sale) (time.Duration, bool) {
	wait := firstPause
	if r.Kind == KindMessage || r.Kind == KindValidation {
		wait = 0 // there is something to do at once
	}
	var sealed []byte
	if len(s.secret) > 0 {
		sealed = f.vault.seal(s.secret, r.id, "secret")
	}
	for tries := 0; ; tries++ {
		noted, err := f.trySold(ctx, r, s, sealed, wait)
		switch _, handler := errors.AsType[*handlerError](err); {
		case handler:
			ok, unsentErr := f.ledger.unsent(ctx, r, retry(r.Failures), r.Failures+1)
			f.log.ErrorContext(ctx, "durable: handing a token over", "purchase", r.Purchase, "error", told(err))
			return f.next(ctx, retry(r.Failures), ok, unsentErr)
		case err == nil && noted:
			r.ObjectID = s.objectID
			f.log.InfoContext(ctx, "durable: bought", "purchase", r.Purchase)
			return wait, true
		case err == nil:
			f.overtaken(ctx, r, s)
			return 0, false
		case tries == 4:
			return f.next(ctx, 0, false, err)
		}
		time.Sleep(f.notePause << tries)
	}
}

// handlerError is the failure of a handler, not of the database.
type handlerError struct{ error }

func (e *handlerError) Unwrap() error { return e.error }

// trySold notes what was bought; a token together with what its handler writes.
func (f *Flow[Tx]) trySold(ctx context.Context, r *record, s sale, sealed []byte, wait time.Duration) (noted bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, noteTime)
	defer cancel()
	if r.Kind != KindProcess || f.handlers.token == nil {
		return f.ledger.sold(ctx, f.ledger.db, r, s.objectID, sealed, wait)
	}
	err = f.inTx(ctx, func(tx Tx) error {
		if noted, err = f.ledger.sold(ctx, f.ledger.in(tx), r, s.objectID, sealed, wait); err != nil || !noted {
			return err
		}
		p := r.Purchase
		p.State, p.ObjectID = StateBought, s.objectID
		if err := f.handlers.hand(ctx, tx, p, apikeys.NewToken(string(s.secret))); err != nil {
			return &handlerError{err}
		}
		return nil
	})
	return noted, err
}

// overtaken looks why an answer could not be noted: another found the purchase and ended
// it meanwhile, or a person decided that it was not bought.
func (f *Flow[Tx]) overtaken(ctx context.Context, r *record, s sale) {
	now, err := f.ledger.one(ctx, f.ledger.db, `id = $1`, r.id)
	if err == nil && now != nil && now.ObjectID == s.objectID {
		return
	}
	f.log.ErrorContext(ctx, "durable: bought, though it had been decided that it was not", "purchase", r.Purchase, "bought", s.objectID, "error", told(err))
}
