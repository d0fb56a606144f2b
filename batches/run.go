package batches

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// RunParams configures [Service.Run].
type RunParams struct {
	// BatchID is the batch with which to continue; if it is empty, Run creates
	// one.
	BatchID string
	// Create and File describe the batch; they are required without BatchID. With
	// BatchID they are used only if that batch has no file.
	Create CreateParams
	// File is a sheet (.xlsx), read from its beginning; Size is as in
	// UploadParams.
	File io.Reader
	Size int64
	// OnCreate is called with each new batch before anything is done with it: store
	// its BatchID where it survives a crash. An error ends the run. Optional.
	OnCreate func(*Created) error
	// OnUpload receives the bytes read from the file so far, and the total.
	OnUpload func(done, total int64)
	// OnUpdate is called with the batch each time it has been read while it
	// runs.
	OnUpdate func(*Batch)
	// Notifier is as in WaitParams.
	Notifier apitype.Notifier
	// Report receives the report; nil requests none. ReportParams configures
	// the download.
	Report       io.Writer
	ReportParams DownloadReportParams
}

// startSettles is how long a start whose answer was lost may take to show in the
// status of the batch. Truora publishes no such time.
const startSettles = 30 * time.Second

// Run creates a batch, uploads its sheet, starts it, waits for its end and fetches
// the report. Each row is billed once, when the batch starts: Run starts a batch
// only while its status is not_started. If an earlier start may have been sent, by
// this process or another, Run starts it only after the status has remained
// not_started for 30 seconds.
//
// After an error or a crash at any point, call Run again with the BatchID that
// OnCreate received, in one process at a time. If that batch has no file, Run
// creates a new one from Create and File; the old one costs nothing.
//
// Every final status is a result, not an error; a batch that failed has no report.
// Along with an error, Run returns the batch as far as it is known, or nil if none
// was created.
func (s *Service) Run(ctx context.Context, params RunParams) (*Batch, error) {
	if ctx == nil {
		return nil, s.c.WithoutContext("GET /v1/batches/{batch_id}")
	}
	batch, err := s.begin(ctx, &params)
	if err != nil {
		return batch, err
	}
	id := batch.BatchID
	last, err := s.Wait(ctx, id, WaitParams{OnUpdate: params.OnUpdate, Notifier: params.Notifier})
	if last != nil {
		batch = last
	}
	if err != nil || params.Report == nil || batch.Status == StatusFailed {
		return batch, err
	}
	return batch, s.DownloadReport(ctx, id, params.Report, params.ReportParams)
}

// begin brings a batch to the point where it has been started.
func (s *Service) begin(ctx context.Context, params *RunParams) (*Batch, error) {
	if params.BatchID != "" {
		batch, err := s.goOn(ctx, params.BatchID)
		if !errors.Is(err, ErrNoFile) || params.File == nil {
			return batch, err
		}
	}
	if params.File == nil {
		return nil, s.c.Refuse("POST /v1/batches", errors.New("there is no file"))
	}
	created, err := s.Create(ctx, params.Create)
	if err != nil {
		return nil, err
	}
	batch := &Batch{BatchID: created.BatchID, Service: params.Create.Service, Status: StatusNotStarted}
	if params.OnCreate != nil {
		if err := params.OnCreate(created); err != nil {
			return batch, err
		}
	}
	lost := s.Upload(ctx, created.FileUploadLink, params.File, UploadParams{Size: params.Size, Progress: params.OnUpload})
	if lost != nil && !errors.Is(lost, rest.ErrOutcomeUnknown) {
		return batch, lost
	}
	// If the answer was lost, the start tells whether the file is there.
	err = s.startOnce(ctx, created.BatchID, s.startUploaded)
	if lost != nil && errors.Is(err, ErrNoFile) {
		err = lost
	}
	return batch, err
}

// goOn continues a batch that an earlier process may have started.
func (s *Service) goOn(ctx context.Context, batchID string) (*Batch, error) {
	batch, err := s.settled(ctx, batchID)
	if err != nil {
		return &Batch{BatchID: batchID}, err
	}
	if batch.Status != StatusNotStarted {
		return batch, nil
	}
	return batch, s.startOnce(ctx, batchID, s.Start)
}

// startOnce starts a batch. If that fails, it reads the batch before it reports
// the failure.
func (s *Service) startOnce(ctx context.Context, batchID string, start func(context.Context, string) error) error {
	err := start(ctx, batchID)
	look := s.Get
	switch {
	case err == nil || errors.Is(err, ErrNoBatch):
		return err
	case errors.Is(err, rest.ErrOutcomeUnknown), errors.Is(err, ErrNoFile):
		look = s.settled
	}
	if batch, lookErr := look(ctx, batchID); lookErr == nil && batch.Status != StatusNotStarted {
		return nil
	}
	return err
}

// startUploaded starts a batch whose file may not be visible yet. The start is sent
// again only while Truora says that there is no file and the batch itself, read
// after that and once more right before, says that it was not started.
func (s *Service) startUploaded(ctx context.Context, batchID string) error {
	pauses := s.c.Pauses(ctx, startSettles)
	for {
		err := s.Start(ctx, batchID)
		if !errors.Is(err, ErrNoFile) {
			return err
		}
		if more, _ := pauses.Sleep(ctx); !more {
			return err
		}
		if batch, lookErr := s.Get(ctx, batchID); lookErr != nil || batch.Status != StatusNotStarted {
			return err // startOnce looks again
		}
	}
}

// settled returns a batch that either has been started, or has stayed not_started
// for so long that no start can be on its way.
func (s *Service) settled(ctx context.Context, batchID string) (*Batch, error) {
	bounded, cancel := context.WithTimeout(ctx, startSettles)
	defer cancel()
	batch, err := rest.Wait(bounded, s.c, rest.Waiting[Batch]{
		Op:    "GET /v1/batches/{batch_id}",
		Get:   func(ctx context.Context) (*Batch, error) { return s.Get(ctx, batchID) },
		Final: func(b *Batch) bool { return b.Status != StatusNotStarted },
	})
	if err == nil || bounded.Err() == nil || ctx.Err() != nil {
		return batch, err
	}
	return s.Get(ctx, batchID)
}
