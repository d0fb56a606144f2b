package durable

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

type checkGoods checks.CreateParams

const (
	// maxLook bounds how many checks a look-up reads: the order of the list is not
	// published, and a filter exists for reports only.
	maxLook = 500
	// lookBack is from how long before a purchase a look-up takes a check for it: more
	// than clocks differ by, and less than retention keeps a key.
	lookBack = time.Hour
)

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

// look reads the list itself: checks.Find would not do. It takes keys that differ in
// case for the same one, and a list that is too long or partly unreadable is an error to
// it, which would be tried again for ever: here, what is not found is held. A check from
// before the purchase is another's under the same key, which retention has deleted. A 404
// is of the list and says nothing of the check: it is an error as any other.
func (g checkGoods) look(ctx context.Context, d *desk, r *record) (string, error) {
	seen, since, unread := 0, r.CreatedAt.Add(-lookBack), error(nil)
	for check, err := range d.client.Checks.All(ctx, checks.ListParams{ReportID: g.ReportID}) {
		if err != nil { // the walk goes on, if it is of some checks only
			unread = err
			continue
		}
		if check.CustomInput == r.Key && (check.CreationDate.IsZero() || !check.CreationDate.Before(since)) {
			return check.CheckID, nil
		}
		if seen++; seen == maxLook {
			break
		}
	}
	return "", unread
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
