package validators

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// UploadParams are how a file is uploaded.
type UploadParams struct {
	// ContentType is sent as it is; empty finds it out from the first bytes. Truora
	// takes JPEG, PNG and WebP, and for faces also MP4, WebM, AVI and QuickTime.
	ContentType string
	// Size in bytes; 0 finds it out, for which the reader must have a Len method
	// or be an io.Seeker.
	Size int64
	// Progress is told how many bytes have been read of how many. An upload that is
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
// dies after a while. What breaks that is refused before the first byte:
// truora.ErrInvalid, with truora.ErrExpired for a link past its time. A link that
// the file store turns away, because it is spent, gives truora.ErrExpired too:
// create the validation or the enrollment anew.
//
// After a broken connection or a fault of the file store the file is sent again,
// if r is an io.Seeker; otherwise, or if that does not help, the error is
// truora.ErrOutcomeUnknown. If Truora had the file, the validation goes on: see
// [Service.Wait].
func (s *Service) Upload(ctx context.Context, link string, r io.Reader, params UploadParams) (*UploadResult, error) {
	return rest.Put[UploadResult](ctx, s.c, rest.Upload{
		Op: "PUT /{presigned_path}", Link: link, Body: r, Size: params.Size, Progress: params.Progress,
		ContentType: params.ContentType, Sniff: contentType,
		WholeHosts: true, // everybody can have a bucket below amazonaws.com
		Repeat:     true, // a link that has a file refuses the second
	})
}

// contentType names the pictures and videos that Truora takes by their first
// bytes.
func contentType(head []byte) string {
	const unknown = "application/octet-stream"
	found := http.DetectContentType(head)
	switch {
	case found == "video/avi":
		return "video/x-msvideo"
	case strings.HasPrefix(found, "image/"), strings.HasPrefix(found, "video/"):
		return found
	case len(head) < 12 || !bytes.Equal(head[4:8], []byte("ftyp")):
		return unknown
	}
	switch brand := string(head[8:12]); {
	case brand == "qt  ":
		return "video/quicktime"
	case strings.HasPrefix(brand, "iso"), strings.HasPrefix(brand, "3gp"), brand == "avc1":
		return "video/mp4"
	default:
		return unknown // HEIC among others
	}
}
