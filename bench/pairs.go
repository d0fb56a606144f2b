package bench

import (
	"context"
	"net/http"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// Pairs returns all pairs.
func Pairs() ([]Pair, error) {
	return PairsOver(func(t Transport) http.RoundTripper { return t })
}

// PairsOver returns all pairs, with the transport of every client wrapped by wrap.
func PairsOver(wrap func(Transport) http.RoundTripper) ([]Pair, error) {
	getSDK, getByHand, err := sides(wrap(Always(finishedCheck())))
	if err != nil {
		return nil, err
	}
	createSDK, createByHand, err := sides(wrap(Always(envelope(createdCheck()))))
	if err != nil {
		return nil, err
	}
	listSDK, listByHand, err := sides(wrap(Always(listedChecks(pageSize))))
	if err != nil {
		return nil, err
	}
	detailsSDK, detailsByHand, err := sides(wrap(Always(listedDetails(pageSize))))
	if err != nil {
		return nil, err
	}
	params := person()
	return []Pair{
		{
			Name:   "Get",
			SDK:    func(ctx context.Context) (any, error) { return getSDK.Checks.Get(ctx, checkID) },
			ByHand: func(ctx context.Context) (any, error) { return getByHand.get(ctx, checkID) },
			Time:   0.42, Allocs: 0.5,
		},
		{
			Name:   "Create",
			SDK:    func(ctx context.Context) (any, error) { return createSDK.Checks.Create(ctx, params) },
			ByHand: func(ctx context.Context) (any, error) { return createByHand.create(ctx, params) },
			Time:   1.0, MoreAllocs: 4,
		},
		{
			Name: "List of 100 checks",
			SDK: func(ctx context.Context) (any, error) {
				return listSDK.Checks.List(ctx, checks.ListParams{})
			},
			ByHand: func(ctx context.Context) (any, error) { return listByHand.list(ctx) },
			Time:   0.5, Allocs: 0.5,
		},
		{
			Name: "ListDetails of 100",
			SDK: func(ctx context.Context) (any, error) {
				return detailsSDK.Checks.ListDetails(ctx, checkID, checks.ListDetailsParams{})
			},
			ByHand: func(ctx context.Context) (any, error) { return detailsByHand.details(ctx, checkID) },
			Time:   0.5,
		},
	}, nil
}

// sides returns both clients over the same transport.
func sides(t http.RoundTripper) (*truora.Client, byHand, error) {
	client := &http.Client{Transport: t}
	sdk, err := truora.New(key, truora.WithHTTPClient(client))
	return sdk, byHand{client, host}, err
}

func person() checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true,
		NationalID: "1000000001", FirstName: "ANA MARIA", LastName: "PRUEBA EJEMPLO",
		DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31}, IssueDate: apitype.Date{Year: 2008, Month: 2, Day: 15},
		PhoneNumber: "+57 3000000000",
	}
}
