package durable

import (
	"context"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

type checkGoods checks.CreateParams

// maxLook bounds how many checks a look-up reads: the order of the list is not
// published, and a filter exists for reports only.
const maxLook = 500

func (checkGoods) prepare(context.Context, *desk, *record) (string, error) { return "", nil }

func (g checkGoods) buy(ctx context.Context, d *desk, r *record) (sale, error) {
	params := checks.CreateParams(g)
	params.CustomInput = r.Key
	check, err := d.client.Checks.Create(ctx, params)
	if err != nil {
		return sale{}, err
	}
	return sale{objectID: check.CheckID}, nil
}

func (g checkGoods) look(ctx context.Context, d *desk, r *record) (string, error) {
	seen := 0
	for check, err := range d.client.Checks.All(ctx, checks.ListParams{ReportID: g.ReportID}) {
		if err != nil {
			return "", err
		}
		if check.CustomInput == r.Key {
			return check.CheckID, nil
		}
		if seen++; seen == maxLook {
			break
		}
	}
	return "", nil
}

func (checkGoods) poll(ctx context.Context, d *desk, r *record, _ []byte) (progress, error) {
	check, err := d.client.Checks.Get(ctx, r.ObjectID)
	if err != nil {
		return progress{}, err
	}
	return progress{result: check, final: check.Final(), slow: check.Status == apitype.CheckStatusDelayed}, nil
}

func (g checkGoods) repeats() repeat {
	if g.ForceCreation {
		return repeatBills
	}
	return repeatDeduped
}
