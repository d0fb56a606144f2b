package durable

import (
	"context"
	"time"

	"github.com/truora/truora-go/apikeys"
)

type processGoods apikeys.CreateParams

// afterExpiry is how long after the token's end a process may still begin to exist:
// what a clock may be off.
const afterExpiry = 15 * time.Minute

func (processGoods) prepare(context.Context, *desk, *record) (string, error) { return "", nil }

func (g processGoods) buy(ctx context.Context, d *desk, _ *record) (sale, error) {
	created, err := d.client.APIKeys.Create(ctx, apikeys.CreateParams(g))
	if err != nil {
		return sale{}, err
	}
	token := created.Token()
	s := sale{secret: []byte(token.Reveal())}
	if claims, err := token.Claims(); err == nil {
		s.objectID = claims.ProcessID
	}
	return s, nil
}

// look finds nothing: a token whose answer was lost is in nobody's hands.
func (processGoods) look(context.Context, *desk, *record) (string, error) { return "", nil }

func (processGoods) poll(ctx context.Context, d *desk, r *record, secret []byte) (progress, error) {
	if r.ObjectID == "" {
		return progress{lapsed: "the token names no process"}, nil
	}
	result, err := d.client.Identity.GetResult(ctx, r.ObjectID)
	if err == nil {
		return progress{result: result, final: result.Final()}, nil
	}
	if !missing(err) {
		return progress{}, err
	}
	claims, unread := apikeys.NewToken(string(secret)).Claims()
	if unread == nil && !claims.ExpiresAt.IsZero() && r.boughtFor > claims.ExpiresAt.Sub(claims.IssuedAt)+afterExpiry {
		return progress{lapsed: "the token expired before anyone opened it"}, nil
	}
	return progress{}, nil // nobody has opened it yet
}

// repeats: a token is not billed, the person's steps are. One that is lost cannot be
// opened.
func (processGoods) repeats() repeat { return repeatFree }
