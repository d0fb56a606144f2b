package contract_test

import (
	"bytes"
	"context"
	"errors"
	"strings"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
)

var _ = drives(
	row{Go: "batches.Create", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.Batches.Create(ctx, people()); err != nil {
			return err
		}
		repeated := people()
		repeated.Frequency, repeated.EndDate = "2w", nextYear()
		if _, err := d.client.Batches.Create(ctx, repeated); err != nil {
			return err
		}
		repeated.Type = "never-made"
		_, err := d.client.Batches.Create(ctx, repeated)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "batches.Upload", Run: func(ctx context.Context, d drive) error {
		_, err := uploaded(ctx, d)
		return err
	}},
	row{Go: "batches.Get", Run: func(ctx context.Context, d drive) error {
		id, err := uploaded(ctx, d)
		if err != nil {
			return err
		}
		if err := d.client.Batches.Start(ctx, id); err != nil {
			return err
		}
		batch, err := d.client.Batches.Wait(ctx, id, batches.WaitParams{})
		if err != nil {
			return err
		}
		if batch.Status != batches.StatusFailed || batch.FailureReason == "" {
			return errors.New("a file that is no sheet did not fail")
		}
		_, err = d.client.Batches.Get(ctx, "BCH0")
		return expect(batches.ErrNoBatch, err)
	}},
	row{Go: "batches.Start", Run: func(ctx context.Context, d drive) error {
		created, err := d.client.Batches.Create(ctx, people())
		if err != nil {
			return err
		}
		err = d.client.Batches.Start(ctx, created.BatchID)
		if err := expect(batches.ErrNoFile, err); err != nil {
			return err
		}
		id, err := uploaded(ctx, d)
		if err != nil {
			return err
		}
		err = d.client.Batches.Start(ctx, id)
		return err
	}},
	row{Go: "batches.Stop", Run: func(ctx context.Context, d drive) error {
		created, err := d.client.Batches.Create(ctx, people())
		if err != nil {
			return err
		}
		if _, err := d.client.Batches.Stop(ctx, created.BatchID); err != nil {
			return err
		}
		_, err = d.client.Batches.Stop(ctx, created.BatchID)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "batches.RequestReport", Run: func(ctx context.Context, d drive) error {
		created, err := d.client.Batches.Create(ctx, people())
		if err != nil {
			return err
		}
		err = d.client.Batches.RequestReport(ctx, "BCH0", batches.RequestReportParams{Format: batches.FormatXLSX})
		if err := expect(batches.ErrNoBatch, err); err != nil {
			return err
		}
		return d.client.Batches.RequestReport(ctx, created.BatchID, batches.RequestReportParams{Format: batches.FormatCSV})
	}},
	row{Go: "batches.GetReport", Run: func(ctx context.Context, d drive) error {
		created, err := d.client.Batches.Create(ctx, people())
		if err != nil {
			return err
		}
		_, err = d.client.Batches.GetReport(ctx, created.BatchID)
		if err := expect(batches.ErrNoReport, err); err != nil {
			return err
		}
		var report bytes.Buffer
		return d.client.Batches.DownloadReport(ctx, created.BatchID, &report, batches.DownloadReportParams{Format: batches.FormatCSV})
	}},
)

func people() batches.CreateParams {
	return batches.CreateParams{
		Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person",
		ColumnsMapping: batches.ColumnsMapping{"national_id": 0, "issue_date": 1},
	}
}

// uploaded creates a batch with a file that is not a spreadsheet.
func uploaded(ctx context.Context, d drive) (string, error) {
	created, err := d.client.Batches.Create(ctx, people())
	if err != nil {
		return "", err
	}
	return created.BatchID, d.client.Batches.Upload(ctx, created.FileUploadLink, strings.NewReader("made up"), batches.UploadParams{})
}
