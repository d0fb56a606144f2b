package bench

import (
	"context"
	"net/http"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/spend"
)

// Guards returns pairs of a call under what surrounds it, in place of SDK, and the
// same call without, in place of ByHand.
func Guards() ([]Pair, error) {
	budgets, err := spend.New([]spend.Budget{
		{Name: "a day", Limit: spend.MaxAmount, Period: spend.PerDay(time.UTC)},
		{Name: "a month", Limit: spend.MaxAmount, Period: spend.PerMonth(time.UTC), Each: spend.ByCountry},
	})
	if err != nil {
		return nil, err
	}
	get, err := under(budgets.Intercept, Always(finishedCheck()))
	if err != nil {
		return nil, err
	}
	create, err := under(budgets.Intercept, Always(envelope(createdCheck())))
	if err != nil {
		return nil, err
	}
	params := person()
	read := func(c *truora.Client) Call {
		return func(ctx context.Context) (any, error) { return c.Checks.Get(ctx, checkID) }
	}
	buy := func(c *truora.Client) Call {
		return func(ctx context.Context) (any, error) { return c.Checks.Create(ctx, params) }
	}
	return []Pair{
		{Name: "Get under guard/spend", SDK: read(get[0]), ByHand: read(get[1]), Time: 1.05, MoreAllocs: 5},
		{Name: "Create under guard/spend", SDK: buy(create[0]), ByHand: buy(create[1]), MoreAllocs: 70},
	}, nil
}

// under returns a client under an interceptor, and one without, over one transport.
func under(i truora.Interceptor, t Transport) ([2]*truora.Client, error) {
	plain, err := truora.New(key, truora.WithHTTPClient(&http.Client{Transport: t}))
	if err != nil {
		return [2]*truora.Client{}, err
	}
	return [2]*truora.Client{plain.With(truora.WithInterceptor(i)), plain}, nil
}
