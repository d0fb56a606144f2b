package durable

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	truora "github.com/truora/truora-go"
)

const (
	readTime   = time.Minute      // what a look or a poll may take
	uploadTime = 15 * time.Minute // where files are sent
	noteTime   = 10 * time.Second // each try to note something
	notDue     = time.Minute      // a row that is due later than this has another job
	otherTime  = time.Minute      // what another version of the program has to do
)

// step does what is next for a purchase. Several may run for the same purchase, here
// and elsewhere: whoever changes the row first goes on, and the others end.
func (f *Flow[Tx]) step(ctx context.Context, id string) (again time.Duration, more bool) {
	defer func() { // of Options.Files or Options.Limiter; an engine might write it down
		if v := recover(); v != nil {
			f.log.ErrorContext(ctx, "durable: a panic", "id", id, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			again, more = retry(10), true
		}
	}()
	r, err := f.ledger.one(ctx, f.ledger.db, `id = $1`, id)
	switch {
	case err != nil:
		f.log.ErrorContext(ctx, "durable: reading the ledger", "error", told(err))
		return retry(2), true
	case r == nil || r.State.Final() || r.State == StateHeld || r.due > notDue:
		return 0, false
	case r.due > 0:
		return r.due, true
	}
	ctx = r.in(ctx)
	text, err := f.vault.open(r.params, r.id, "params")
	if err != nil {
		return f.trouble(ctx, r, "opening the params", err)
	}
	g, err := read(r.Kind, text)
	if err != nil {
		f.log.WarnContext(ctx, "durable: left to another version of the program", "purchase", r.Purchase, "error", told(err))
		return f.later(ctx, r, otherTime, r.Failures)
	}
	switch {
	case r.State == StateReady:
		return f.send(ctx, r, g)
	case r.State == StateSending:
		return f.settle(ctx, r, g)
	case r.State.awaits():
		return f.poll(ctx, r, g)
	default: // a state of a later version
		return f.later(ctx, r, otherTime, r.Failures)
	}
}

// settle looks for what a request bought whose answer is not here.
func (f *Flow[Tx]) settle(ctx context.Context, r *record, g goods) (time.Duration, bool) {
	looking, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	objectID, err := g.look(looking, f.desk(), r)
	limit := f.unknownAfter()
	if _, unread := errors.AsType[*truora.DecodeError](err); unread && r.sentFor >= limit {
		return f.hold(ctx, r, "it may have been bought, and the look-up has what cannot be read")
	}
	if err != nil {
		return f.requestFailed(ctx, r, "looking for a purchase", err)
	}
	switch {
	case objectID != "":
		ok, err := f.ledger.change(ctx, f.ledger.db, r, `state = 'found', object_id = $3, failures = 0, bought_at = $NOW, next_at = $NOW`, objectID)
		f.log.InfoContext(ctx, "durable: found what a lost answer bought", "purchase", r.Purchase)
		return f.next(ctx, 0, ok, err)
	case r.sentFor < limit:
		return f.later(ctx, r, min(max(r.sentFor, firstPause), limit-r.sentFor), 0)
	case g.repeats() == repeatFree, g.repeats() == repeatDeduped && f.opts.OnUnknown == PolicyResendDeduped:
		ok, err := f.ledger.resend(ctx, r)
		return f.next(ctx, 0, ok, err)
	default:
		return f.hold(ctx, r, "it may have been bought, and no look-up found it")
	}
}

// poll reads what was bought, and ends the purchase once that is final.
func (f *Flow[Tx]) poll(ctx context.Context, r *record, g goods) (time.Duration, bool) {
	var secret []byte
	if len(r.secret) > 0 {
		var err error
		if secret, err = f.vault.open(r.secret, r.id, "secret"); err != nil {
			return f.trouble(ctx, r, "opening a secret", err)
		}
	}
	limit := readTime
	if r.Kind == KindValidation && len(secret) > 0 {
		limit = uploadTime
	}
	var p progress
	var err error
	f.kept(ctx, r, limit, func(ctx context.Context) { p, err = g.poll(ctx, f.desk(), r, secret) })
	switch {
	case missing(err) && r.boughtFor > longestRetry:
		return f.hold(ctx, r, "it was bought, and Truora does not find it any more")
	case err != nil:
		return f.requestFailed(ctx, r, "reading what was bought", err)
	case p.lapsed != "":
		return f.refuse(ctx, r, p.lapsed)
	case p.final:
		return f.finish(ctx, r, p.result)
	}
	wait := pause(r.boughtFor, p.slow, f.opts.Webhooks)
	if p.spent && len(secret) > 0 {
		ok, err := f.ledger.change(ctx, f.ledger.db, r, `secret = NULL, failures = 0, next_at = $NOW + $3`, wait.Milliseconds())
		return f.next(ctx, wait, ok, err)
	}
	return f.later(ctx, r, wait, 0)
}

// finish hands the result over and ends the purchase, in one transaction.
func (f *Flow[Tx]) finish(ctx context.Context, r *record, result any) (time.Duration, bool) {
	mine := false
	err := f.inTx(ctx, func(tx Tx) error {
		var err error
		if mine, err = f.ledger.done(ctx, f.ledger.in(tx), r); err != nil || !mine {
			return err
		}
		p := r.Purchase
		p.State = StateDone
		return f.handlers.hand(ctx, tx, p, result)
	})
	if err != nil {
		return f.trouble(ctx, r, "handing a result over", err)
	}
	if mine {
		f.log.InfoContext(ctx, "durable: done", "purchase", r.Purchase)
	}
	return 0, false
}

// refuse ends a purchase of which there is nothing, in one transaction with what the
// handler writes.
func (f *Flow[Tx]) refuse(ctx context.Context, r *record, reason string) (time.Duration, bool) {
	mine := false
	err := f.inTx(ctx, func(tx Tx) error {
		var err error
		if mine, err = f.ledger.refused(ctx, f.ledger.in(tx), r, reason); err != nil || !mine {
			return err
		}
		p := r.Purchase
		p.State, p.Reason = StateRefused, reason
		return f.handlers.hand(ctx, tx, p, refusal{})
	})
	if err != nil && r.State == StateSending { // so that it is not taken for a lost answer
		f.log.ErrorContext(ctx, "durable: ending a refused purchase", "purchase", r.Purchase, "error", told(err))
		ok, err := f.ledger.unsent(ctx, r, retry(r.Failures), r.Failures+1)
		return f.next(ctx, retry(r.Failures), ok, err)
	}
	if err != nil {
		return f.trouble(ctx, r, "ending a refused purchase", err)
	}
	if mine {
		f.log.WarnContext(ctx, "durable: refused", "purchase", r.Purchase, "reason", reason)
	}
	return 0, false
}

// hold leaves a purchase to a person.
func (f *Flow[Tx]) hold(ctx context.Context, r *record, reason string) (time.Duration, bool) {
	ok, err := f.ledger.change(ctx, f.ledger.db, r, `state = 'held', reason = $3`, reason)
	if err != nil {
		return f.trouble(ctx, r, "holding a purchase", err)
	}
	if ok {
		f.log.WarnContext(ctx, "durable: held", "purchase", r.Purchase, "reason", reason)
	}
	return 0, false
}

// requestFailed puts a purchase off after a request that changed nothing.
func (f *Flow[Tx]) requestFailed(ctx context.Context, r *record, what string, err error) (time.Duration, bool) {
	if wait, ok := f.mustWait(ctx, err, r.Failures); ok {
		return f.later(ctx, r, wait, r.Failures+1)
	}
	return f.trouble(ctx, r, what, err)
}

// mustWait returns how long to wait if err says that there were too many requests.
func (f *Flow[Tx]) mustWait(ctx context.Context, err error, failures int) (time.Duration, bool) {
	if full, ok := errors.AsType[*waitError](err); ok {
		return full.wait, true
	}
	if !errors.Is(err, truora.ErrRateLimited) {
		return 0, false
	}
	wait := retry(failures)
	if e, ok := errors.AsType[*truora.Error](err); ok && e.RetryAfter > 0 {
		if f.opts.Limiter != nil {
			if err := f.opts.Limiter.Pause(ctx, e.RetryAfter); err != nil {
				f.log.ErrorContext(ctx, "durable: pausing the limiter", "error", told(err))
			}
		}
		wait = e.RetryAfter + jitter(time.Second)
	}
	return wait, true
}

// trouble puts a purchase off that met an error.
func (f *Flow[Tx]) trouble(ctx context.Context, r *record, what string, err error) (time.Duration, bool) {
	f.log.ErrorContext(ctx, "durable: "+what, "purchase", r.Purchase, "failures", r.Failures+1, "error", told(err))
	return f.later(ctx, r, retry(r.Failures), r.Failures+1)
}

// later notes when the purchase is due again.
func (f *Flow[Tx]) later(ctx context.Context, r *record, wait time.Duration, failures int) (time.Duration, bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	ok, err := f.ledger.postpone(ctx, r, wait, failures)
	return f.next(ctx, wait, ok, err)
}

// next is what a step returns after it has changed the row, or another has.
func (f *Flow[Tx]) next(ctx context.Context, wait time.Duration, ok bool, err error) (time.Duration, bool) {
	if err != nil {
		f.log.ErrorContext(ctx, "durable: writing the ledger", "error", told(err))
		return retry(2), true
	}
	return wait, ok
}
