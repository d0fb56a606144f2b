package durable

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Resolution is what a person found out about a held purchase: see [Found], [NotBought]
// and [Abandoned].
type Resolution struct {
	decision, objectID, by, why string
}

// Found says that the purchase was made and is this object of Truora's. Its result is
// awaited.
func Found(objectID, by string) Resolution {
	return Resolution{decision: "found", objectID: objectID, by: by}
}

// NotBought says that nothing was bought: the purchase is sent again. Be certain.
func NotBought(by, why string) Resolution {
	return Resolution{decision: "not bought", by: by, why: why}
}

// Abandoned says that the purchase is not wanted any more, whether it was made or not.
// It becomes refused, and its params are wiped. It also cancels a purchase that is still
// ready, so that nothing of it is sent: the person withdrew, or an interceptor keeps
// refusing it.
func Abandoned(by, why string) Resolution {
	return Resolution{decision: "abandoned", by: by, why: why}
}

// Held returns the purchases that wait for a decision, oldest first, up to 1000.
func (f *Flow[Tx]) Held(ctx context.Context) ([]Purchase, error) {
	list, err := f.ledger.read(ctx, f.ledger.db, `state = 'held' ORDER BY created_at, id LIMIT 1000`)
	if err != nil {
		return nil, failed("reading what is held", err)
	}
	held := make([]Purchase, len(list))
	for i, r := range list {
		held[i] = r.Purchase
	}
	return held, nil
}

// Resolve decides on a held purchase, or abandons one that is still ready. Who decided
// what, and why, is kept in [Purchase.Notes]; write nothing about a person there.
func (f *Flow[Tx]) Resolve(ctx context.Context, key string, resolution Resolution) error {
	switch {
	case strings.TrimSpace(resolution.by) == "":
		return errors.New("durable: a resolution says who decided")
	case resolution.decision == "found" && resolution.objectID == "":
		return errors.New("durable: Found needs the id of what was found")
	case resolution.decision != "found" && strings.TrimSpace(resolution.why) == "":
		return errors.New("durable: this resolution says why")
	}
	err := f.inTx(ctx, func(tx Tx) error { return f.resolve(ctx, tx, key, resolution) })
	if err == nil || errors.Is(err, ErrNotHeld) || errors.Is(err, ErrNoPurchase) {
		return err
	}
	return failed("resolving", err)
}

func (f *Flow[Tx]) resolve(ctx context.Context, tx Tx, key string, resolution Resolution) error {
	q := f.ledger.in(tx)
	r, err := f.ledger.one(ctx, q, `key = $1`, key)
	switch {
	case err != nil:
		return err
	case r == nil:
		return ErrNoPurchase
	case r.State != StateHeld && (r.State != StateReady || resolution.decision != "abandoned"):
		return ErrNotHeld
	}
	notes, err := json.Marshal(append(r.Notes, Note{time.Now().UTC(), resolution.by, resolution.decision, resolution.why}))
	if err != nil {
		return err
	}
	if resolution.decision == "abandoned" {
		return f.abandon(ctx, tx, r, string(notes), resolution)
	}
	set, args := `notes = $3, state = 'ready', reason = '', failures = 0, next_at = $NOW`, []any{string(notes)}
	if resolution.decision == "found" {
		set = `notes = $3, state = 'found', reason = '', failures = 0, bought_at = $NOW, next_at = $NOW, object_id = $4`
		args = append(args, resolution.objectID)
	}
	switch ok, err := f.ledger.change(ctx, q, r, set, args...); {
	case err != nil:
		return err
	case !ok:
		return ErrNotHeld
	}
	return f.store.Engine.Enqueue(ctx, tx, []string{r.id})
}

func (f *Flow[Tx]) abandon(ctx context.Context, tx Tx, r *record, notes string, resolution Resolution) error {
	q := f.ledger.in(tx)
	reason := "abandoned by " + resolution.by
	ok, err := f.ledger.change(ctx, q, r, `notes = $3, state = 'refused', reason = $4, params = NULL, secret = NULL, done_at = $NOW`, notes, reason)
	switch {
	case err != nil:
		return err
	case !ok:
		return ErrNotHeld
	}
	p := r.Purchase
	p.State, p.Reason = StateRefused, reason
	return f.handlers.hand(ctx, tx, p, refusal{})
}
