// Package batches runs a check for each row of a spreadsheet: the batch is
// created, the sheet is uploaded, the batch is started, and a report is made.
// [Service.Run] does all of it, and can go on where another process stopped.
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
// api.checks.truora.com. The first is used; truora.WithHosts chooses another.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// The three meanings of a 404. An error that is one of them is also
// truora.ErrNotFound. Truora's text does not tell them apart, so after a 404 the
// batch is read once more.
var (
	// ErrNoBatch: there is no such batch in this account.
	ErrNoBatch = errors.New("batches: no such batch")
	// ErrNoFile: the batch has no file, or it is not visible yet; nothing was
	// started.
	ErrNoFile = errors.New("batches: no file has been uploaded")
	// ErrNoReport: the report was not asked for, or is not ready; the error is also
	// truora.ErrNotReady.
	ErrNoReport = errors.New("batches: there is no report yet")
)

// Create makes a batch and the link for its sheet. Nothing runs and nothing is
// billed before [Service.Start]; after a lost answer (truora.ErrOutcomeUnknown) it
// may be called again, a batch that is never started costs nothing.
//
// The link lives 30 minutes and takes one file: if that goes wrong, create another
// batch.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Created, error) {
	return rest.Do[Created](ctx, s.c, rest.Call{Op: "POST /v1/batches", Form: params})
}

// UploadParams are how a sheet is sent.
type UploadParams struct {
	// Size in bytes; 0 means that it is found out from the file, which then must be
	// an io.Seeker or have a Len method. A file that has more or less is an error
	// (truora.ErrInvalid), and Truora does not get it whole.
	Size int64
	// Progress receives the bytes read from the file so far, and the total.
	Progress func(done, total int64)
}

// Upload streams a sheet (.xlsx) to the link of a new batch, without the API key.
// A link past its time, by the clock that Truora's answers show, gives
// truora.ErrExpired and a file above the link's limit (200 MiB) truora.ErrInvalid,
// both before the first byte. So does a link on another host than Truora's files:
// truora.WithFileHosts allows more. The file is sent once:
// a lost answer gives truora.ErrOutcomeUnknown, and [Service.Start] then tells by
// [ErrNoFile] whether the file is there. A link that was used gives
// truora.ErrForbidden and truora.ErrExpired.
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

// Start runs the batch: each row is a check and is billed. It returns before they
// are done: wait with [Service.Wait]. Without a file it gives [ErrNoFile], which
// right after the upload can pass.
//
// What a second start does is not published. A lost answer gives
// truora.ErrOutcomeUnknown, and so does a 404 while the batch itself says that it
// was started: read the batch before you start it again, or let [Service.Run] do
// so.
func (s *Service) Start(ctx context.Context, batchID string) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "POST /v1/batches/{batch_id}/start", Args: []string{batchID}, Missing: s.notStarted(batchID),
	})
}

// notStarted finds out what a 404 to a start means. That the file is missing is
// believed only of a batch that was not started.
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

// Stop ends a batch that runs or has not started. It cannot be taken up again, and
// is refused after the end (truora.ErrInvalid): also where the answer of a first
// try was lost, so read the batch then. Whether checks that have begun go
// on is not published. unverified: Truora shows no body for this request; none is
// sent.
func (s *Service) Stop(ctx context.Context, batchID string) (*Batch, error) {
	return rest.Do[Batch](ctx, s.c, rest.Call{Op: "PUT /v1/batches/{batch_id}", Args: []string{batchID}, Missing: noBatch})
}

func noBatch(context.Context) rest.Meaning { return rest.Meaning{Kind: ErrNoBatch} }

// missing finds out whether it is the batch that is missing, or else what.
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
