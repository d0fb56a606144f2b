package bench

import (
	"context"
	"net/http"
	"testing"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// Call is one side of a pair.
type Call func(context.Context) (*checks.Check, error)

// Pair is one call, made through the SDK and written by hand.
type Pair struct {
	Name        string
	SDK, ByHand Call

	// What the SDK may cost, as a multiple of the other side; zero is no goal.
	Time, Allocs float64
	// MoreAllocs is how many allocations the SDK may add; zero is no goal.
	MoreAllocs int64
}

// Pairs returns all pairs.
func Pairs() ([]Pair, error) {
	return pairsOver(func(t transport) http.RoundTripper { return t })
}

func pairsOver(wrap func(transport) http.RoundTripper) ([]Pair, error) {
	getSDK, getByHand, err := sides(wrap(always(finishedCheck())))
	if err != nil {
		return nil, err
	}
	createSDK, createByHand, err := sides(wrap(always(envelope(createdCheck()))))
	if err != nil {
		return nil, err
	}
	params := person()
	return []Pair{
		{
			Name:   "Get",
			SDK:    func(ctx context.Context) (*checks.Check, error) { return getSDK.Checks.Get(ctx, checkID) },
			ByHand: func(ctx context.Context) (*checks.Check, error) { return getByHand.get(ctx, checkID) },
			Time:   0.6, Allocs: 0.6,
		},
		{
			Name:   "Create",
			SDK:    func(ctx context.Context) (*checks.Check, error) { return createSDK.Checks.Create(ctx, params) },
			ByHand: func(ctx context.Context) (*checks.Check, error) { return createByHand.create(ctx, params) },
			Time:   1.25, MoreAllocs: 15,
		},
	}, nil
}

// sides returns both clients over the same transport.
func sides(t http.RoundTripper) (*truora.Client, byHand, error) {
	client := &http.Client{Transport: t}
	sdk, err := truora.New(key, truora.WithHTTPClient(client))
	return sdk, byHand{client}, err
}

func person() checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.Colombia, Type: checks.Person, UserAuthorized: true,
		NationalID: "1000000001", FirstName: "ANA MARIA", LastName: "PRUEBA EJEMPLO",
		DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31}, IssueDate: apitype.Date{Year: 2008, Month: 2, Day: 15},
		PhoneNumber: "+57 3000000000",
	}
}

// Benchmark runs the call as a benchmark.
func (c Call) Benchmark(b *testing.B) {
	b.ReportAllocs()
	ctx := b.Context()
	for b.Loop() {
		if _, err := c(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
