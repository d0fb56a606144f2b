package spend

import (
	"context"
	"fmt"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
)

// Intercept is the [truora.Interceptor] of the guard. Before a call that is billed is
// sent, it reserves the amount or refuses the call with [ErrBudget]; afterwards it
// records the outcome. If the store cannot be reached, the call is refused too.
func (g *Guard) Intercept(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
	bills := call.Bills()
	if bills == truora.BillingNone {
		return ctx, nil, nil
	}
	of, values := factsOf(ctx), call.Values()
	if bills == truora.BillingRows && !of.counted {
		return nil, nil, fmt.Errorf("spend: %s buys a check for each row: say how many with WithQuantity", call.Op)
	}
	id, err := g.reserve(ctx, Purchase{
		Op: call.Op, Bills: bills, Tenant: of.tenant, Quantity: of.quantity,
		Country: apitype.Country(values.Get("country")), Type: values.Get("type"),
	}, of.reference)
	if err != nil || id == "" {
		return ctx, nil, err
	}
	return ctx, func(r *truora.Result) {
		switch r.Outcome {
		case truora.OutcomeDone:
			if r.Reused {
				g.finish(ctx, g.store.Release, id)
				return
			}
			g.finish(ctx, g.store.Settle, id)
		case truora.OutcomeRefused, truora.OutcomeFailed:
			g.finish(ctx, g.store.Release, id)
		case truora.OutcomeUnknown:
		default: // as unknown: the reservation stays
		}
	}, nil
}
