package validators

import (
	"context"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// UploadParams configures [Service.Upload].
type UploadParams struct {
	// ContentType is sent without looking at the file. If it is empty, Upload detects
	// it from the first bytes: Truora accepts JPEG, PNG and WebP, and for faces also
	// MP4, WebM, AVI and QuickTime. Any other file is not sent (truora.ErrInvalid),
	// because it would use up the link.
	ContentType string
	// Size is the size in bytes. If it is 0, Upload determines it from the
	// reader, which must then have a Len method or be an io.Seeker. A reader
	// that returns more or less gives truora.ErrInvalid, and the file store does
	// not receive all of it.
	Size int64
	// Progress receives the bytes read so far and the total. An upload that is
	// sent again starts at 0 again.
	Progress func(done, total int64)
}

// UploadResult is the answer of the file store. Only Truora's reference shows
// it: all fields may be empty. RawJSON has the answer, which may not be JSON.
type UploadResult struct {
	FileID    string    `json:"fileId"`
	Message   string    `json:"message"`
	Timestamp time.Time `json:"timestamp"`
	apitype.Raw
}

// Upload streams a file to a link of [Instructions] or an [Enrollment], as it
// is and without the API key.
//
// A link is on Truora's file host, accepts one file, limits its size and
// expires. A file or link that breaks these rules is refused before anything is
// sent (truora.ErrInvalid); for a link that has expired, by the clock of
// Truora's answers, the error also matches truora.ErrExpired. A link that the
// file store refuses gives truora.ErrExpired too: create another validation or
// enrollment.
//
// Upload returns when ctx ends, even if r blocks. Neither r nor params.Progress is
// called after it has returned; a panic in one of them is a panic of Upload.
//
// After a broken connection or a fault of the file store, the file is sent again
// if r is an io.Seeker; otherwise, or if that fails too, the error is
// truora.ErrOutcomeUnknown. If Truora received the file, the validation
// continues: see [Service.Wait].
func (s *Service) Upload(ctx context.Context, link string, r io.Reader, params UploadParams) (*UploadResult, error) {
	return rest.Put[UploadResult](ctx, s.c, rest.Upload{
		Op: "PUT /{presigned_path}", Link: link, Body: r, Size: params.Size, Progress: params.Progress,
		ContentType: params.ContentType, Sniff: contentType,
		Repeat: true, // a link that has a file refuses the second
	})
}
