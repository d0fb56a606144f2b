package spend

import "context"

// facts are the values that a context carries for the purchases made with it.
type facts struct {
	tenant, reference string
	quantity          int64
	counted           bool // quantity was given
}

type factsKey struct{}

func factsOf(ctx context.Context) facts {
	f, _ := ctx.Value(factsKey{}).(facts)
	if !f.counted {
		f.quantity = 1
	}
	return f
}

func with(ctx context.Context, change func(*facts)) context.Context {
	f := factsOf(ctx)
	change(&f)
	return context.WithValue(ctx, factsKey{}, f)
}

// WithTenant returns a context whose calls are bought for a tenant: see [ByTenant]. The
// name is stored and must not be personal data.
func WithTenant(ctx context.Context, tenant string) context.Context {
	return with(ctx, func(f *facts) { f.tenant = tenant })
}

// WithReference returns a context whose calls have a reference of your own, such as the
// CustomInput of a check. It is stored with the reservation, so that you can find out
// the outcome of a call whose answer was lost. It must not be personal data.
func WithReference(ctx context.Context, reference string) context.Context {
	return with(ctx, func(f *facts) { f.reference = reference })
}

// WithQuantity returns a context whose calls each buy n things instead of 1. The start
// of a batch needs it, because it buys a check for each row and the call does not
// contain their number. A call with a quantity below 1 is refused.
func WithQuantity(ctx context.Context, n int64) context.Context {
	return with(ctx, func(f *facts) { f.quantity, f.counted = n, true })
}
