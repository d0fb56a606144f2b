package durable

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/truora/truora-go/webhooks"
)

// Webhooks receives Truora's events and wakes the purchases that they are about. An
// event is noted in the inbox and wakes in one transaction, so that it wakes once,
// however often and wherever it arrives. Nothing that it says is believed: the woken
// purchase reads its object. Options are those of [webhooks.Handler]; claims are not
// needed.
func (f *Flow[Tx]) Webhooks(verifier *webhooks.Verifier, opts ...webhooks.HandlerOption) http.Handler {
	opts = append([]webhooks.HandlerOption{webhooks.WithLogger(f.log)}, opts...)
	return webhooks.Handler(verifier, f.Wake, append(opts, webhooks.WithClaims(inboxClaims{}))...)
}

// Wake notes an event and wakes the purchases that it is about. [Flow.Webhooks] calls
// it; so can a handler of your own, whose claims it does not need.
func (f *Flow[Tx]) Wake(ctx context.Context, e webhooks.Event) error {
	if midway[e.Action] {
		return nil
	}
	sum := sha256.Sum256([]byte(e.ID))
	if e.ID == "" {
		sum = sha256.Sum256(e.RawJSON())
	}
	return failed("noting an event", f.inTx(ctx, func(tx Tx) error {
		q := f.ledger.in(tx)
		n, err := q.Exec(ctx, f.ledger.sql(`INSERT INTO $Struora_inbox (id, at) VALUES ($1, $NOW) ON CONFLICT (id) DO NOTHING`), hex.EncodeToString(sum[:]))
		if err != nil || n == 0 {
			return err
		}
		var woken []string
		for _, objectID := range e.IDs() {
			list, err := f.ledger.read(ctx, q, `object_id = $1 AND state IN ('bought', 'found')`, objectID)
			if err != nil {
				return err
			}
			for i := range list {
				switch ok, err := f.ledger.wake(ctx, q, &list[i]); {
				case err != nil:
					return err
				case ok:
					woken = append(woken, list[i].id)
				}
			}
		}
		if len(woken) == 0 {
			return nil
		}
		return f.store.Engine.Enqueue(ctx, tx, woken)
	}))
}

// midway are the actions after which an object is not final. All others, known or not,
// wake its purchase.
var midway = map[webhooks.Action]bool{
	webhooks.ActionCreated: true, webhooks.ActionStarted: true, webhooks.ActionDelayed: true,
	webhooks.ActionStepSucceeded: true, webhooks.ActionProcessStarted: true,
}

// inboxClaims leave the claims to the inbox.
type inboxClaims struct{}

func (inboxClaims) Claim(context.Context, string, string, time.Duration) (webhooks.Claim, error) {
	return webhooks.ClaimTaken, nil
}
func (inboxClaims) Done(context.Context, string, string) error    { return nil }
func (inboxClaims) Release(context.Context, string, string) error { return nil }
