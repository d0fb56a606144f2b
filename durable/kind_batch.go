package durable

import (
	"context"

	"github.com/truora/truora-go/batches"
)

type batchGoods BatchParams

// prepare creates a batch and uploads its sheet. After a crash in between it is done
// over with another batch: one that is never started costs nothing.
func (g batchGoods) prepare(ctx context.Context, d *desk, _ *record) (string, error) {
	sheet, size, err := d.open(g.Sheet)
	if err != nil {
		return "", err
	}
	defer func() { _ = sheet.Close() }()
	created, err := d.client.Batches.Create(ctx, g.Create)
	if err != nil {
		return "", err
	}
	err = d.client.Batches.Upload(ctx, created.FileUploadLink, sheet, batches.UploadParams{Size: size})
	return created.BatchID, err
}

func (g batchGoods) buy(ctx context.Context, d *desk, r *record) (sale, error) {
	return sale{objectID: r.ObjectID}, d.client.Batches.Start(ctx, r.ObjectID)
}

// look reads the batch: its status says whether it was started.
func (g batchGoods) look(ctx context.Context, d *desk, r *record) (string, error) {
	batch, err := d.client.Batches.Get(ctx, r.ObjectID)
	switch {
	case missing(err):
		return "", nil
	case err != nil || batch.Status == batches.StatusNotStarted:
		return "", err
	}
	return r.ObjectID, nil
}

func (g batchGoods) poll(ctx context.Context, d *desk, r *record, _ []byte) (progress, error) {
	batch, err := d.client.Batches.Get(ctx, r.ObjectID)
	if err != nil {
		return progress{}, err
	}
	return progress{result: batch, final: batch.Final()}, nil
}

func (batchGoods) repeats() repeat { return repeatBills }
