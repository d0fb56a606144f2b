package durable

import (
	"context"
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/validators"
)

type validationGoods ValidationParams

func (validationGoods) prepare(context.Context, *desk, *record) (string, error) { return "", nil }

// buy keeps the upload links: only the answer to the creation has them.
func (g validationGoods) buy(ctx context.Context, d *desk, r *record) (sale, error) {
	params := g.Create
	params.CustomInput = r.Key
	v, err := d.client.Validators.Create(ctx, params)
	if err != nil {
		return sale{}, err
	}
	s := sale{objectID: v.ValidationID}
	if v.Instructions != nil {
		s.secret, err = json.Marshal(v.Instructions)
	}
	return s, err
}

// skew is what Truora's clock and the database's may differ.
const skew = 5 * time.Second

// look searches the account for the only validation of this type since the request that
// no purchase owns: Truora does not return the reference. Without an account there
// is nowhere to look.
func (g validationGoods) look(ctx context.Context, d *desk, r *record) (string, error) {
	if g.Create.AccountID == "" {
		return "", nil
	}
	var found []string
	for v, err := range d.client.Validators.AllAccountValidations(ctx, g.Create.AccountID, validators.ListAccountValidationsParams{}) {
		if missing(err) {
			return "", nil // an account that has none
		}
		if err != nil {
			return "", err
		}
		if v.CreationDate.Before(r.SentAt.Add(-skew)) {
			break // newest first
		}
		if v.Type != g.Create.Type {
			continue
		}
		switch owned, err := d.owned(ctx, v.ValidationID); {
		case err != nil:
			return "", err
		case !owned:
			found = append(found, v.ValidationID)
		}
	}
	if len(found) != 1 {
		return "", nil
	}
	return found[0], nil
}

// poll uploads the files first, unless that was noted, and then reads.
func (g validationGoods) poll(ctx context.Context, d *desk, r *record, secret []byte) (progress, error) {
	if len(secret) > 0 {
		if err := g.upload(ctx, d, secret); err != nil {
			return progress{}, err
		}
	}
	v, err := d.client.Validators.Get(ctx, r.ObjectID, validators.GetParams{})
	if err != nil {
		return progress{spent: true}, err
	}
	return progress{result: v, final: v.Final(), spent: true}, nil
}

// upload sends the files. A link that is spent has its file, from before a crash, or has
// expired: the validation itself tells which.
func (g validationGoods) upload(ctx context.Context, d *desk, secret []byte) error {
	var links validators.Instructions
	if err := json.Unmarshal(secret, &links); err != nil {
		return errSealed
	}
	for _, to := range []struct{ link, name string }{
		{links.FrontURL, g.Front}, {links.ReverseURL, g.Reverse}, {links.FileUploadLink, g.File},
	} {
		if to.link == "" || to.name == "" {
			continue
		}
		file, size, err := d.open(to.name)
		if err != nil {
			return err
		}
		_, err = d.client.Validators.Upload(ctx, to.link, file, validators.UploadParams{Size: size})
		_ = file.Close()
		if err != nil && !errors.Is(err, truora.ErrExpired) {
			return err
		}
	}
	return nil
}

func (validationGoods) repeats() repeat { return repeatBills }
