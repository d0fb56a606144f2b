package durable

import (
	"context"
	"fmt"

	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

// handlers are set before Start. Without one, a purchase of the kind ends without it.
type handlers[Tx any] struct {
	check      func(context.Context, Tx, Purchase, *checks.Check) error
	batch      func(context.Context, Tx, Purchase, *batches.Batch) error
	process    func(context.Context, Tx, Purchase, *identity.Result) error
	validation func(context.Context, Tx, Purchase, *validators.Validation) error
	message    func(context.Context, Tx, Purchase, *whatsapp.SendResult) error
	token      func(context.Context, Tx, Purchase, apikeys.Token) error
	refused    func(context.Context, Tx, Purchase, refusal) error
}

// OnCheck sets what receives a check that is final: completed or error. What it writes
// with tx is committed together with the end of the purchase; if it fails, it is called
// again later with the check read again. It may be called more than once, but only one
// call is committed: what it does outside of tx should do no harm twice. The same holds
// for the other handlers.
func (f *Flow[Tx]) OnCheck(handle func(context.Context, Tx, Purchase, *checks.Check) error) {
	f.handlers.check = handle
}

// OnBatch sets what receives a batch that has ended.
func (f *Flow[Tx]) OnBatch(handle func(context.Context, Tx, Purchase, *batches.Batch) error) {
	f.handlers.batch = handle
}

// OnProcess sets what receives an identity process that has its verdict.
func (f *Flow[Tx]) OnProcess(handle func(context.Context, Tx, Purchase, *identity.Result) error) {
	f.handlers.process = handle
}

// OnToken sets what receives the token of a new identity process, for the person. If it
// fails, another token is made later, and nobody can use this one.
func (f *Flow[Tx]) OnToken(handle func(context.Context, Tx, Purchase, apikeys.Token) error) {
	f.handlers.token = handle
}

// OnValidation sets what receives a validation that has ended.
func (f *Flow[Tx]) OnValidation(handle func(context.Context, Tx, Purchase, *validators.Validation) error) {
	f.handlers.validation = handle
}

// OnMessage sets what receives the answer to a message that was sent.
func (f *Flow[Tx]) OnMessage(handle func(context.Context, Tx, Purchase, *whatsapp.SendResult) error) {
	f.handlers.message = handle
}

// OnRefused sets what learns that nothing was or will be bought: Purchase.Reason says
// why.
func (f *Flow[Tx]) OnRefused(handle func(context.Context, Tx, Purchase) error) {
	f.handlers.refused = func(ctx context.Context, tx Tx, p Purchase, _ refusal) error { return handle(ctx, tx, p) }
}

// refusal is what a purchase has instead of a result.
type refusal struct{}

// hand calls the handler for a result.
func (h *handlers[Tx]) hand(ctx context.Context, tx Tx, p Purchase, result any) error {
	switch result := result.(type) {
	case *checks.Check:
		return call(ctx, tx, p, result, h.check)
	case *batches.Batch:
		return call(ctx, tx, p, result, h.batch)
	case *identity.Result:
		return call(ctx, tx, p, result, h.process)
	case *validators.Validation:
		return call(ctx, tx, p, result, h.validation)
	case *whatsapp.SendResult:
		return call(ctx, tx, p, result, h.message)
	case apikeys.Token:
		return call(ctx, tx, p, result, h.token)
	case refusal:
		return call(ctx, tx, p, result, h.refused)
	default:
		return fmt.Errorf("durable: no handler takes a %T", result)
	}
}

// call makes an error of a panic. The value itself may be a person's data.
func call[Tx, R any](ctx context.Context, tx Tx, p Purchase, result R, handle func(context.Context, Tx, Purchase, R) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("durable: a handler panicked with a %T", v)
		}
	}()
	if handle == nil {
		return nil
	}
	return handle(ctx, tx, p, result)
}
