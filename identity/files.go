package identity

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/truora/truora-go/internal/rest"
)

// DownloadPDFParams configures [Service.DownloadPDF].
type DownloadPDFParams struct {
	// MaxWait bounds the wait for the file to be made; 0 means 5 minutes.
	MaxWait time.Duration `url:"-"`
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64) `url:"-"`
}

// DownloadPDF has the report of a process that has ended made, waits until it is
// there, and streams it to w. The file lies with a host that never sees the API
// key. A PDF that does not come within params.MaxWait or ctx gives
// truora.ErrNotReady. What is not a PDF is never written to w; if the connection
// breaks, w has the beginning of the file.
func (s *Service) DownloadPDF(ctx context.Context, processID string, w io.Writer, params DownloadPDFParams) error {
	return rest.Download(ctx, s.c, rest.Call{
		Op: "GET /v1/processes/{process_id}/pdf", Args: []string{processID},
		Header: map[string]string{"Accept": "application/pdf, */*"},
	}, w, rest.File{Check: rest.IsPDF, MaxWait: params.MaxWait, Progress: params.Progress})
}

// DownloadRecordingsParams configures [Service.DownloadRecordings].
type DownloadRecordingsParams = DownloadPDFParams

// DownloadRecordings is [Service.DownloadPDF] for the recording of a process's
// video call. The type of the file is not documented.
func (s *Service) DownloadRecordings(ctx context.Context, processID string, w io.Writer, params DownloadRecordingsParams) error {
	return rest.Download(ctx, s.c, rest.Call{
		Op: "GET /v1/processes/{process_id}/video-call-recordings", Args: []string{processID},
		Header: map[string]string{"Accept": "*/*"},
	}, w, rest.File{Check: isMedia, MaxWait: params.MaxWait, Progress: params.Progress})
}

// isMedia refuses the text that servers answer with: no media file begins so.
func isMedia(head []byte) error {
	if text := bytes.TrimSpace(head); len(text) == 0 || text[0] == '{' || text[0] == '[' || text[0] == '<' {
		return errors.New("the answer is not a media file")
	}
	return nil
}

// DownloadImageParams configures [Service.DownloadImage].
type DownloadImageParams struct {
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64)
}

// DownloadImage streams what lies behind a link of a result, such as
// Validation.FrontImage, to w, without the API key. Links live about 15 minutes;
// one past its time gives truora.ErrExpired: read the result again.
func (s *Service) DownloadImage(ctx context.Context, link string, w io.Writer, params DownloadImageParams) error {
	return rest.Fetch(ctx, s.c, "GET /v1/processes/{process_id}/result", link, w, rest.File{Check: isMedia, Progress: params.Progress})
}
