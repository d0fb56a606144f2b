package checks

import (
	"context"
	"io"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Attachment is a file that a source of a check supplied, such as a
// certificate.
type Attachment struct {
	DatabaseID string `json:"database_id"`
	// FileName is chosen by the source. Do not use it as a path: open it in an
	// os.Root only.
	FileName string `json:"file_name" contract:"either"`
	MIMEType string `json:"mime_type"`
	// Link is a signed link: whoever has it can fetch the file, so keep it out of
	// logs. How long it is valid is not published; list again for a new one.
	Link string `json:"link" contract:"either"`
	apitype.Raw
}

// ListAttachmentsParams selects attachments.
type ListAttachmentsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	// unverified: Truora's answer has a next, its parameters have no start_key.
	StartKey string `url:"start_key,omitempty"`
}

// ListAttachments returns a page of the files of a check. Truora's total is not
// reliable and is therefore only in the page's RawJSON.
func (s *Service) ListAttachments(ctx context.Context, checkID string, params ListAttachmentsParams) (*apitype.Page[Attachment], error) {
	return rest.List[Attachment](ctx, s.c, rest.Call{Op: "GET /v1/checks/{check_id}/attachments", Args: []string{checkID}, Query: params, Key: "files"})
}

// AllAttachments walks over all pages of [Service.ListAttachments].
func (s *Service) AllAttachments(ctx context.Context, checkID string, params ListAttachmentsParams) iter.Seq2[Attachment, error] {
	return rest.AllOf(ctx, checkID, params, s.ListAttachments, func(p *ListAttachmentsParams) *string { return &p.StartKey })
}

// DownloadAttachmentParams configures [Service.DownloadAttachment].
type DownloadAttachmentParams struct {
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64)
}

// DownloadAttachment streams the file behind the Link of an [Attachment] to w, without
// the API key. An expired link gives truora.ErrExpired. An error answer is never
// written to w; if the connection breaks, w has received the beginning of the file.
func (s *Service) DownloadAttachment(ctx context.Context, link string, w io.Writer, params DownloadAttachmentParams) error {
	return rest.Fetch(ctx, s.c, "GET /v1/checks/{check_id}/attachments", link, w, rest.File{Progress: params.Progress})
}
