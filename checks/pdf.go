package checks

import (
	"context"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// PDF has the link to the PDF of a check.
type PDF struct {
	PDFPath string `json:"pdf_path" contract:"required"`
	apitype.Raw
}

// CreatePDF starts rendering the PDF of a check and returns before it is done.
// [Service.DownloadPDF] does this, waits, and fetches the file. A second call
// only renders the file again. What Truora answers for an unfinished check is not
// published.
func (s *Service) CreatePDF(ctx context.Context, checkID string) (*PDF, error) {
	return rest.Do[PDF](ctx, s.c, rest.Call{
		Op: "POST /v1/checks/{check_id}/pdf", Args: []string{checkID},
		Effect: rest.Idempotent, // asking again renders the same file again
	})
}

// DownloadPDFParams configures [Service.DownloadPDF].
type DownloadPDFParams struct {
	// Lang is the language of the document; empty means Spanish.
	Lang apitype.Language `url:"lang,omitempty"`
	// MaxWait bounds the wait for the rendering; 0 means 5 minutes. Truora
	// gives the same answer for a PDF that is not ready and for one that does
	// not exist.
	MaxWait time.Duration `url:"-"`
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64) `url:"-"`
}

// DownloadPDF requests the PDF of a check, waits until it is ready, and streams
// it to w. A PDF that is not ready within params.MaxWait, or before ctx ends,
// gives truora.ErrNotReady. Anything but a PDF is never written to w; if the
// connection breaks, w has received the beginning of the file.
func (s *Service) DownloadPDF(ctx context.Context, checkID string, w io.Writer, params DownloadPDFParams) error {
	if err := s.c.NeedsWriter("POST /v1/checks/{check_id}/pdf", w); err != nil {
		return err
	}
	if _, err := s.CreatePDF(ctx, checkID); err != nil {
		return err
	}
	return s.fetchPDF(ctx, checkID, w, params)
}

// fetchPDF fetches a PDF whose rendering has begun.
func (s *Service) fetchPDF(ctx context.Context, checkID string, w io.Writer, params DownloadPDFParams) error {
	return rest.Download(ctx, s.c, rest.Call{
		Op: "GET /v1/checks/{check_id}/pdf", Args: []string{checkID}, Query: params,
		Header: map[string]string{"Accept": "application/pdf, */*"},
	}, w, rest.File{Check: rest.IsPDF, MissingIsEarly: true, MaxWait: params.MaxWait, Progress: params.Progress})
}
