package validators

import (
	"context"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// UploadParams are how a file is uploaded.
type UploadParams struct {
	// ContentType is sent as it is, and the file is not looked at. Empty finds it out
	// from the first bytes: Truora takes JPEG, PNG and WebP, and for faces also MP4,
	// WebM, AVI and QuickTime. Another file is refused unsent (truora.ErrInvalid), for
	// it would use up the link.
	ContentType string
	// Size in bytes; 0 finds it out, for which the reader must have a Len method
	// or be an io.Seeker. A reader that gives more or less is an error
	// (truora.ErrInvalid), and the file store does not get it whole.
	Size int64
	// Progress receives the bytes read so far and the total. An upload that is
	// tried again begins at 0 again.
	Progress func(done, total int64)
}

// UploadResult is what the file store says. Only Truora's reference shows it:
// all of it may be empty, whatever came is in RawJSON, which need not be JSON.
type UploadResult struct {
	FileID    string    `json:"fileId"`
	Message   string    `json:"message"`
	Timestamp time.Time `json:"timestamp"`
	apitype.Raw
}

// Upload streams a file to a link of [Instructions] or an [Enrollment], as it
// is and without the API key.
//
// A link is on Truora's file host, takes one file, names the largest size and
// dies after a while. What breaks that is refused before the first byte
// (truora.ErrInvalid); a link past its time, by the clock that Truora's answers
// show, is truora.ErrExpired as well. So is one that the file store turns away:
// create another validation or enrollment.
//
// Upload returns when ctx ends, even if r blocks. Neither r nor params.Progress is
// called after it has returned; a panic in one of them is a panic of Upload.
//
// After a broken connection or a fault of the file store the file is sent again,
// if r is an io.Seeker; otherwise, or if that does not help, the error is
// truora.ErrOutcomeUnknown. If Truora had the file, the validation goes on: see
// [Service.Wait].
func (s *Service) Upload(ctx context.Context, link string, r io.Reader, params UploadParams) (*UploadResult, error) {
	return rest.Put[UploadResult](ctx, s.c, rest.Upload{
		Op: "PUT /{presigned_path}", Link: link, Body: r, Size: params.Size, Progress: params.Progress,
		ContentType: params.ContentType, Sniff: contentType,
		Repeat: true, // a link that has a file refuses the second
	})
}
