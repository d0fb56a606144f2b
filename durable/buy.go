package durable

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
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
	r, text, err := f.order(key, item)
	if err != nil {
		return nil, err
	}
	q := f.ledger.in(tx)
	isNew, err := f.ledger.insert(ctx, q, r, f.join)
	if err == nil && isNew && f.join == nil {
		err = f.store.Engine.Enqueue(ctx, tx, []string{r.id})
	}
	return f.bought(ctx, q, r, text, isNew, err)
}

// Buy is [Flow.BuyTx] in a transaction of its own.
func (f *Flow[Tx]) Buy(ctx context.Context, key string, item Item) (p *Purchase, err error) {
	if f.join == nil {
		err = f.inTx(ctx, func(tx Tx) error {
			p, err = f.BuyTx(ctx, tx, key, item)
			return err
		})
		return p, err
	}
	r, text, err := f.order(key, item)
	if err != nil {
		return nil, err
	}
	isNew, err := f.ledger.insert(ctx, f.ledger.db, r, f.join) // a statement is a transaction
	return f.bought(ctx, f.ledger.db, r, text, isNew, err)
}

// order makes the row of a purchase. Ids begin with the time, so that new ones are side
// by side in the index.
func (f *Flow[Tx]) order(key string, item Item) (*record, []byte, error) {
	text, err := item.text(key)
	if err != nil {
		return nil, nil, err
	}
	id := "pur" + strconv.FormatInt(time.Now().UnixMilli(), 32) + strings.ToLower(rand.Text())
	r := &record{Purchase: Purchase{Key: key, Kind: item.kind, State: StateReady, id: id}}
	f.vault.write(r, text)
	return r, text, nil
}

// bought returns what was added, or what has been there under the key.
func (f *Flow[Tx]) bought(ctx context.Context, q Querier, r *record, text []byte, isNew bool, err error) (*Purchase, error) {
	if err != nil {
		return nil, failed("buying", err)
	}
	if isNew {
		return &r.Purchase, nil
	}
	earlier, err := f.ledger.one(ctx, q, `key = $1`, r.Key)
	if err != nil {
		return nil, failed("buying", err)
	}
	if earlier == nil { // retention deleted it just now
		return nil, failed("buying", ErrNoPurchase)
	}
	same, err := f.vault.same(earlier, r.Kind, text)
	switch {
	case err != nil:
		return nil, err
	case !same:
		return nil, ErrOtherParams
	}
	return &earlier.Purchase, nil
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
