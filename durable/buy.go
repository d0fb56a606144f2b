package durable

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
)

var keyForm = regexp.MustCompile(`^[A-Za-z0-9._:/-]{1,128}$`)

// BuyTx writes a purchase into the ledger, to be carried out once tx commits. Nothing
// is sent here. A key that was bought before with the same params gives that purchase,
// and with others [ErrOtherParams]. The times of a new purchase are not filled in.
//
// The key is your own name for the purchase, such as "loan-77/check": 1 to 128 of A-Z,
// a-z, 0-9 and . _ : / -. It is stored and logged in clear and sent to Truora as the
// reference, so let it not be a person's document.
func (f *Flow[Tx]) BuyTx(ctx context.Context, tx Tx, key string, item Item) (*Purchase, error) {
	text, err := item.text(key)
	if err != nil {
		return nil, err
	}
	r := &record{Purchase: Purchase{Key: key, Kind: item.kind, State: StateReady, id: "pur" + strings.ToLower(rand.Text())}}
	f.vault.write(r, text)
	q := f.ledger.in(tx)
	isNew, err := f.ledger.insert(ctx, q, r)
	if err != nil {
		return nil, failed("buying", err)
	}
	if isNew {
		if err := f.store.Engine.Enqueue(ctx, tx, []string{r.id}); err != nil {
			return nil, failed("buying", err)
		}
		return &r.Purchase, nil
	}
	earlier, err := f.ledger.one(ctx, q, `key = $1`, key)
	if err != nil {
		return nil, failed("buying", err)
	}
	if earlier == nil { // retention deleted it just now
		return nil, failed("buying", ErrNoPurchase)
	}
	same, err := f.vault.same(earlier, item.kind, text)
	switch {
	case err != nil:
		return nil, err
	case !same:
		return nil, ErrOtherParams
	}
	return &earlier.Purchase, nil
}

// Buy is [Flow.BuyTx] in a transaction of its own.
func (f *Flow[Tx]) Buy(ctx context.Context, key string, item Item) (p *Purchase, err error) {
	err = f.inTx(ctx, func(tx Tx) error {
		p, err = f.BuyTx(ctx, tx, key, item)
		return err
	})
	return p, err
}

// text checks a purchase and writes its params.
func (i Item) text(key string) ([]byte, error) {
	switch {
	case i.kind == "":
		return nil, errors.New("durable: there is nothing to buy: make an Item with Check or another function")
	case i.err != nil:
		return nil, failed("the params", i.err)
	case !keyForm.MatchString(key):
		return nil, errors.New("durable: a key is 1 to 128 of A-Z, a-z, 0-9 and . _ : / -")
	}
	return encode(i.params)
}

// Get returns the purchase with a key, or [ErrNoPurchase].
func (f *Flow[Tx]) Get(ctx context.Context, key string) (*Purchase, error) {
	r, err := f.ledger.one(ctx, f.ledger.db, `key = $1`, key)
	switch {
	case err != nil:
		return nil, failed("reading a purchase", err)
	case r == nil:
		return nil, ErrNoPurchase
	}
	return &r.Purchase, nil
}
