package checks

import (
	"context"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// PDF is where the PDF of a check will be.
type PDF struct {
	PDFPath string `json:"pdf_path" contract:"required"`
	apitype.Raw
}

// CreatePDF starts the rendering of a check's PDF, which goes on after the
// answer. [Service.DownloadPDF] does this and the rest. Repeating it only renders
// the file again. What an unfinished check answers is not published.
func (s *Service) CreatePDF(ctx context.Context, checkID string) (*PDF, error) {
	return rest.Do[PDF](ctx, s.c, rest.Call{
		Op: "POST /v1/checks/{check_id}/pdf", Args: []string{checkID},
		Effect: rest.Idempotent, // asking again renders the same file again
	})
}

// DownloadPDFParams are how a PDF is made and fetched.
type DownloadPDFParams struct {
	// Lang is the language of the document; empty means Spanish.
	Lang apitype.Language `url:"lang,omitempty"`
	// MaxWait bounds the wait for the rendering; 0 means 5 minutes. Truora
	// answers a PDF that is not ready as one that does not exist.
	MaxWait time.Duration `url:"-"`
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64) `url:"-"`
}

// DownloadPDF has the PDF of a check made, waits until it is there, and streams
// it to w. A PDF that does not come within params.MaxWait or ctx gives
// truora.ErrNotReady. What is not a PDF is never written to w; if the connection
// breaks, w has the beginning of the file.
func (s *Service) DownloadPDF(ctx context.Context, checkID string, w io.Writer, params DownloadPDFParams) error {
	if _, err := s.CreatePDF(ctx, checkID); err != nil {
		return err
	}
	return rest.Download(ctx, s.c, rest.Call{
		Op: "GET /v1/checks/{check_id}/pdf", Args: []string{checkID}, Query: params,
		Header: map[string]string{"Accept": "application/pdf, */*"},
	}, w, rest.File{Check: rest.IsPDF, MissingIsEarly: true, MaxWait: params.MaxWait, Progress: params.Progress})
}
