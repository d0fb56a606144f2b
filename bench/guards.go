package bench

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"path/filepath"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/drift"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/subject"
)

// Guards returns pairs of a call with an interceptor, in place of SDK, and the same
// call without it, in place of ByHand. They write into dir.
func Guards(dir string) ([]Pair, error) {
	g, err := newGuards(dir)
	if err != nil {
		return nil, err
	}
	params := person()
	get := func(name string, p Pair, interceptors ...truora.Interceptor) (Pair, error) {
		return guarded(name, p, finishedCheck(), func(ctx context.Context, c *truora.Client) (any, error) {
			return c.Checks.Get(ctx, checkID)
		}, interceptors)
	}
	create := func(name string, p Pair, interceptors ...truora.Interceptor) (Pair, error) {
		return guarded(name, p, envelope(createdCheck()), func(ctx context.Context, c *truora.Client) (any, error) {
			return c.Checks.Create(ctx, params)
		}, interceptors)
	}
	var pairs []Pair
	for _, pair := range []func() (Pair, error){
		func() (Pair, error) {
			return get("Get under guard/spend", Pair{Time: 1.05, MoreAllocs: 5}, g.budgets.Intercept)
		},
		func() (Pair, error) {
			return create("Create under guard/spend", Pair{MoreAllocs: 40}, g.budgets.Intercept)
		},
		func() (Pair, error) {
			return get("Get under guard/audit", Pair{Time: 1.08, MoreAllocs: 20}, g.recorder.Intercept)
		},
		func() (Pair, error) {
			return create("Create under guard/erasure", Pair{MoreAllocs: 60}, g.eraser.Intercept)
		},
		func() (Pair, error) { return get("Get under all guards", Pair{Time: 1.1}, g.all()...) },
		func() (Pair, error) {
			if g.recorder, err = auditor(dir, new(lastLine), g.secret, g.signer); err != nil {
				return Pair{}, err
			}
			return create("Create under all guards, log in memory", Pair{MoreAllocs: 150}, g.all()...)
		},
	} {
		p, err := pair()
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
	}
	return pairs, nil
}

// guards are set as a careful program sets them.
type guards struct {
	secret    subject.Key
	signer    crypto.Signer
	budgets   *spend.Guard
	recorder  *audit.Recorder
	eraser    *erasure.Eraser
	collector *drift.Collector
}

func newGuards(dir string) (g guards, err error) {
	if g.budgets, err = spend.New([]spend.Budget{
		{Name: "a day", Limit: spend.MaxAmount, Period: spend.PerDay(time.UTC)},
		{Name: "a month", Limit: spend.MaxAmount, Period: spend.PerMonth(time.UTC), Each: spend.ByCountry},
	}); err != nil {
		return g, err
	}
	_, signer, err := ed25519.GenerateKey(nil)
	if err != nil {
		return g, err
	}
	g.signer = signer
	if g.secret, err = subject.NewKey(signer.Seed()); err != nil {
		return g, err
	}
	files, err := audit.OpenDir(filepath.Join(dir, "log"), audit.DirOptions{})
	if err != nil {
		return g, err
	}
	if g.recorder, err = auditor(dir, files, g.secret, g.signer); err != nil {
		return g, err
	}
	if g.eraser, err = erasure.New(erasure.Options{Key: g.secret, Index: new(erasure.Memory)}); err != nil {
		return g, err
	}
	g.collector, err = drift.New(drift.Options{Every: 100, File: filepath.Join(dir, "drift.json")})
	return g, err
}

// all are the interceptors in the order of the guides.
func (g guards) all() []truora.Interceptor {
	return []truora.Interceptor{
		g.recorder.Intercept,
		audit.RequireConsent(audit.Policy{Purposes: map[audit.Purpose][]audit.Basis{"credit": {audit.BasisConsent}}}),
		g.budgets.Intercept, g.eraser.Intercept, g.collector.Intercept,
	}
}

// facts says what the guards ask of a context.
func facts(ctx context.Context) context.Context {
	ctx = subject.With(ctx, subject.Reference("customer-77"))
	ctx = audit.WithActor(ctx, "onboarding")
	return audit.WithConsent(ctx, audit.Consent{ID: "CNS0001", Purpose: "credit", Basis: audit.BasisConsent, At: time.Unix(1.7e9, 0)})
}

// auditor signs a checkpoint every ten thousand records, which is about a second of such
// calls.
func auditor(dir string, sink audit.Sink, secret subject.Key, signer crypto.Signer) (*audit.Recorder, error) {
	return audit.New(audit.Options{
		Key: secret, Sink: sink, Signer: signer, OnCheckpoint: audit.CheckpointFile(filepath.Join(dir, "checkpoint")), Every: 10_000,
	})
}

// lastLine is a log without a disk: a purchase waits until its two lines are on one,
// which takes thousands of times as long as the rest.
type lastLine struct{ line []byte }

func (l *lastLine) Last(context.Context) ([]byte, error) { return l.line, nil }

func (l *lastLine) Append(_ context.Context, _ int64, line []byte) error {
	l.line = line
	return nil
}

func (l *lastLine) Sync(context.Context) error { return nil }

// guarded makes the pair of a call with the interceptors and without, over the same
// transport.
func guarded(
	name string, p Pair, body []byte, call func(context.Context, *truora.Client) (any, error), interceptors []truora.Interceptor,
) (Pair, error) {
	plain, err := newClient(Always(body))
	if err != nil {
		return Pair{}, err
	}
	with := plain.With(truora.WithInterceptor(interceptors...))
	p.Name = name
	p.SDK = func(ctx context.Context) (any, error) { return call(facts(ctx), with) }
	p.ByHand = func(ctx context.Context) (any, error) { return call(facts(ctx), plain) }
	return p, nil
}
