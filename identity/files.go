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
	// MaxWait bounds the wait until the file is ready; 0 means 5 minutes.
	MaxWait time.Duration `url:"-"`
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64) `url:"-"`
}

// DownloadPDF requests the report of a process that has ended, waits until it is
// ready, and streams it to w. The host of the file never receives the API key. A
// PDF that is not ready within params.MaxWait, or before ctx ends, gives
// truora.ErrNotReady. Anything but a PDF is never written to w; if the
// connection breaks, w has received the beginning of the file.
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

// isMedia refuses text, which is what servers send in case of an error: no
// media file begins like that.
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

// DownloadImage streams the file behind a link of a result, such as
// Validation.FrontImage, to w, without the API key. Links are valid for about 15
// minutes; an expired one gives truora.ErrExpired: read the result again.
func (s *Service) DownloadImage(ctx context.Context, link string, w io.Writer, params DownloadImageParams) error {
	return rest.Fetch(ctx, s.c, resultOp, link, w, rest.File{Check: isMedia, Progress: params.Progress})
}
