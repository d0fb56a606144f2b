package durable

import (
	"context"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/whatsapp"
)

type messageGoods whatsapp.SendParams

func (messageGoods) prepare(context.Context, *desk, *record) (string, error) { return "", nil }

// buy keeps the answer for the handler: it cannot be read again.
func (g messageGoods) buy(ctx context.Context, d *desk, _ *record) (sale, error) {
	sent, err := d.client.WhatsApp.Send(ctx, whatsapp.SendParams(g))
	if err != nil {
		return sale{}, err
	}
	return sale{objectID: sent.SessionID, secret: sent.RawJSON()}, nil
}

func (messageGoods) look(context.Context, *desk, *record) (string, error) { return "", nil }

func (messageGoods) poll(_ context.Context, _ *desk, r *record, secret []byte) (progress, error) {
	if len(secret) == 0 { // a person found it
		return progress{result: &whatsapp.SendResult{SessionID: r.ObjectID}, final: true}, nil
	}
	sent, err := truora.Unmarshal[whatsapp.SendResult](secret)
	return progress{result: sent, final: true}, err
}

func (messageGoods) repeats() repeat { return repeatBills }
