// Package batches runs a check for each row of a spreadsheet: create a batch,
// upload the sheet, start the batch, and download a report. [Service.Run] does
// all of this, and can continue where another process stopped.
package batches

import (
	"context"
	"errors"
	"io"

	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on batches. It is the field Batches of
// truora.Client.
//
// Truora documents these operations on two hosts, api.account.truora.com and
// api.checks.truora.com. The SDK uses the first; change it with
// truora.WithHosts.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// The three meanings of a 404. An error that matches one of them also matches
// truora.ErrNotFound. Truora's message does not distinguish them, so after a 404
// the SDK reads the batch.
var (
	// ErrNoBatch means that the account has no such batch.
	ErrNoBatch = errors.New("batches: no such batch")
	// ErrNoFile means that the batch has no file, or that the file is not
	// visible yet; nothing was started.
	ErrNoFile = errors.New("batches: no file has been uploaded")
	// ErrNoReport means that no report was requested or that it is not ready; the
	// error also matches truora.ErrNotReady.
	ErrNoReport = errors.New("batches: there is no report yet")
)

// Create creates a batch and the upload link for its sheet. Nothing runs and
// nothing is billed before [Service.Start], so after a lost answer
// (truora.ErrOutcomeUnknown) it is safe to call Create again: a batch that is
// never started costs nothing.
//
// The link is valid for 30 minutes and accepts one file: if the upload fails,
// create another batch.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Created, error) {
	return rest.Do[Created](ctx, s.c, rest.Call{Op: "POST /v1/batches", Form: params})
}

// UploadParams configures [Service.Upload].
type UploadParams struct {
	// Size is the size in bytes. If it is 0, Upload determines the size from the
	// file, which must then be an io.Seeker or have a Len method. A file of another
	// size gives truora.ErrInvalid, and Truora does not receive all of it.
	Size int64
	// Progress receives the bytes read from the file so far, and the total.
	Progress func(done, total int64)
}

// Upload streams a sheet (.xlsx) to the link of a new batch, without the API key.
// A link that has expired, by the clock of Truora's answers, gives
// truora.ErrExpired. A file above the limit of the link (200 MiB), or a link to a
// host other than Truora's file host, gives truora.ErrInvalid;
// truora.WithFileHosts allows more hosts. Nothing is sent in these cases. The file
// is sent once: a lost answer gives truora.ErrOutcomeUnknown, and [Service.Start]
// then returns [ErrNoFile] if the file did not arrive. A link that has been used
// gives an error that matches truora.ErrForbidden and truora.ErrExpired.
//
// Upload returns when ctx ends, even if file blocks. Neither file nor
// params.Progress is called after it has returned; a panic in one of them is a
// panic of Upload.
func (s *Service) Upload(ctx context.Context, link string, file io.Reader, params UploadParams) error {
	_, err := rest.Upload{
		Op: "PUT /batch-upload-service/{client_id}/{service}/{batch_id}", Link: link, Body: file,
		Size: params.Size, Progress: params.Progress, ContentType: xlsxType,
	}.Send(ctx, s.c)
	return err
}

// xlsxType is the natural choice; Truora documents none.
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Get returns a batch. A batch that does not exist gives [ErrNoBatch].
func (s *Service) Get(ctx context.Context, batchID string) (*Batch, error) {
	return rest.Do[Batch](ctx, s.c, rest.Call{Op: "GET /v1/batches/{batch_id}", Args: []string{batchID}, Missing: noBatch})
}

// Start starts the batch: each row is a check and is billed. It returns before
// the checks are done: wait with [Service.Wait]. Without a file the error is
// [ErrNoFile], which may be temporary right after the upload.
//
// What a second start does is not published. A lost answer gives
// truora.ErrOutcomeUnknown, and so does a 404 if the batch itself says that it
// was started: read the batch before you start it again, or use [Service.Run],
// which does.
func (s *Service) Start(ctx context.Context, batchID string) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "POST /v1/batches/{batch_id}/start", Args: []string{batchID}, Missing: s.notStarted(batchID),
	})
}

// notStarted finds out what a 404 to a start means. The file is taken to be
// missing only if the batch says that it was not started.
func (s *Service) notStarted(batchID string) func(context.Context) rest.Meaning {
	return func(ctx context.Context) rest.Meaning {
		switch batch, err := s.Get(ctx, batchID); {
		case errors.Is(err, ErrNoBatch):
			return rest.Meaning{Kind: ErrNoBatch}
		case err == nil && batch.Status == StatusNotStarted:
			return rest.Meaning{Kind: ErrNoFile}
		default:
			return rest.Meaning{Unknown: true}
		}
	}
}

// Stop ends a batch that is running or has not started. The batch cannot be
// resumed. Truora refuses to stop a batch that has ended (truora.ErrInvalid), also
// if an earlier attempt stopped it and its answer was lost, so read the batch in
// that case. Whether checks that have begun continue is not published. unverified:
// Truora shows no body for this request; none is sent.
func (s *Service) Stop(ctx context.Context, batchID string) (*Batch, error) {
	return rest.Do[Batch](ctx, s.c, rest.Call{Op: "PUT /v1/batches/{batch_id}", Args: []string{batchID}, Missing: noBatch})
}

func noBatch(context.Context) rest.Meaning { return rest.Meaning{Kind: ErrNoBatch} }

// missing finds out whether a 404 means that the batch is missing, or
// otherwise.
func (s *Service) missing(batchID string, otherwise rest.Meaning) func(context.Context) rest.Meaning {
	return func(ctx context.Context) rest.Meaning {
		switch _, err := s.Get(ctx, batchID); {
		case err == nil:
			return otherwise
		case errors.Is(err, ErrNoBatch):
			return rest.Meaning{Kind: ErrNoBatch}
		default:
			return rest.Meaning{} // it remains a 404 of unknown meaning
		}
	}
}
