package bench

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"net/http"
	"path/filepath"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/subject"
)

// Guards returns pairs of a call with an interceptor, in place of SDK, and the same
// call without it, in place of ByHand. They write into dir.
func Guards(dir string) ([]Pair, error) {
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
	_, signer, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	secret, err := subject.NewKey(signer.Seed())
	if err != nil {
		return nil, err
	}
	recorded, err := auditor(dir, secret, signer)
	if err != nil {
		return nil, err
	}
	audited, err := under(recorded.Intercept, Always(finishedCheck()))
	if err != nil {
		return nil, err
	}
	eraser, err := erasure.New(erasure.Options{Key: secret, Index: new(erasure.Memory)})
	if err != nil {
		return nil, err
	}
	indexed, err := under(eraser.Intercept, Always(envelope(createdCheck())))
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
		{Name: "Get under guard/audit", SDK: read(audited[0]), ByHand: read(audited[1]), Time: 1.05, MoreAllocs: 20},
		{Name: "Create under guard/erasure", SDK: buy(indexed[0]), ByHand: buy(indexed[1]), MoreAllocs: 250},
	}, nil
}

// auditor writes to files, and signs a checkpoint every ten thousand records, which is
// about a second of such calls.
func auditor(dir string, secret subject.Key, signer crypto.Signer) (*audit.Recorder, error) {
	sink, err := audit.OpenDir(filepath.Join(dir, "log"), audit.DirOptions{})
	if err != nil {
		return nil, err
	}
	return audit.New(audit.Options{
		Key: secret, Sink: sink, Signer: signer, OnCheckpoint: audit.CheckpointFile(filepath.Join(dir, "checkpoint")), Every: 10_000,
	})
}

// under returns a client with an interceptor and one without, over the same transport.
func under(i truora.Interceptor, t Transport) ([2]*truora.Client, error) {
	plain, err := truora.New(key, truora.WithHTTPClient(&http.Client{Transport: t}))
	if err != nil {
		return [2]*truora.Client{}, err
	}
	return [2]*truora.Client{plain.With(truora.WithInterceptor(i)), plain}, nil
}
