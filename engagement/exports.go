package engagement

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// ExportStatus is the state of an export.
type ExportStatus string

// States of an export.
const (
	ExportStatusRequested  ExportStatus = "requested"
	ExportStatusInProgress ExportStatus = "in_progress"
	ExportStatusSucceeded  ExportStatus = "succeeded"
	ExportStatusFailed     ExportStatus = "failed"
	ExportStatusExpired    ExportStatus = "expired" // its file is gone
)

// Final reports whether the export will not change any more; an unknown status
// is not final.
func (s ExportStatus) Final() bool {
	return s == ExportStatusSucceeded || s == ExportStatusFailed || s == ExportStatusExpired
}

// ExportType is what an export holds.
type ExportType string

// What an export can hold.
const (
	ExportTypeAllChats   ExportType = "all_chats"
	ExportTypeSingleChat ExportType = "single_chat"
)

// ExportFormat is the format of an export's file.
type ExportFormat string

// ExportFormatTSV is a table with tab-separated columns.
const ExportFormatTSV ExportFormat = "tsv"

// Export is a file with the chats of a period.
type Export struct {
	RequestID          string           `json:"request_id" contract:"required"`
	Status             ExportStatus     `json:"status"`
	ExportType         ExportType       `json:"export_type"`
	ExportFormat       ExportFormat     `json:"export_format"`
	ExportedChatID     string           `json:"exported_chat_id"`
	Language           apitype.Language `json:"language"`
	Name               string           `json:"name"`
	RequestActor       string           `json:"request_actor"` // e-mail address
	TimeRangeStartDate time.Time        `json:"time_range_start_date"`
	TimeRangeEndDate   time.Time        `json:"time_range_end_date"`
	CreationDate       time.Time        `json:"creation_date"`
	FinishDate         time.Time        `json:"finish_date"`
	// DownloadURL is a signed link: whoever has it can fetch the chats, so keep
	// it out of logs. It expires; list again for a new one.
	DownloadURL   string `json:"download_url"`
	FailureReason string `json:"failure_reason"`
	apitype.Raw
}

// CreateExportParams configures [Service.CreateExport]. Language, type, format
// and both dates are required.
type CreateExportParams struct {
	Language           apitype.Language `json:"language"`
	ExportType         ExportType       `json:"export_type"`
	ExportFormat       ExportFormat     `json:"export_format"` // TSV
	TimeRangeStartDate time.Time        `json:"time_range_start_date"`
	TimeRangeEndDate   time.Time        `json:"time_range_end_date"`
	ExportedChatID     string           `json:"exported_chat_id,omitzero"` // for ExportTypeSingleChat
	Name               string           `json:"name,omitzero"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateExportParams) Validate() error {
	switch {
	case p.Language == "" || p.ExportType == "" || p.ExportFormat == "":
		return errors.New("language, export_type and export_format are required")
	case p.TimeRangeStartDate.IsZero() || p.TimeRangeEndDate.IsZero():
		return errors.New("time_range_start_date and time_range_end_date are required")
	case p.TimeRangeEndDate.Before(p.TimeRangeStartDate):
		return errors.New("time_range_end_date is before time_range_start_date")
	case p.ExportType == ExportTypeSingleChat && p.ExportedChatID == "":
		return errors.New("exported_chat_id is required for a single chat")
	default:
		return nil
	}
}

// CreatedExport is the requested export, or an earlier one with the same
// content; Message says so in that case.
type CreatedExport struct {
	Export
	Message string `json:"message"`
	// ExportData is set to an earlier export, if Truora returned one; Export is
	// then the same.
	ExportData *Export `json:"export_data"`
}

// UnmarshalJSONFrom accepts both forms.
func (c *CreatedExport) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type both CreatedExport
	if err := json.UnmarshalDecode(dec, (*both)(c)); err != nil {
		return err
	}
	if c.ExportData != nil {
		c.Export = *c.ExportData
	}
	return nil
}

// CreateExport requests a file with chats and returns before it is ready: wait
// with [Service.WaitExport]. Truora also sends an e-mail. An earlier export of
// the same period is returned instead of a new one.
func (s *Service) CreateExport(ctx context.Context, params CreateExportParams) (*CreatedExport, error) {
	return rest.Do[CreatedExport](ctx, s.c, rest.Call{
		Op: "POST /v1/engagement/chat/export", JSON: params,
		Effect: rest.Idempotent, // an equal one gives the first back
	})
}

// ListExportsParams selects exports.
type ListExportsParams struct {
	ChatID       string           `url:"chat_id,omitempty"`
	StartDate    time.Time        `url:"start_date,omitempty"`
	EndDate      time.Time        `url:"end_date,omitempty"`
	ExportFormat ExportFormat     `url:"export_format,omitempty"`
	ExportType   ExportType       `url:"export_type,omitempty"`
	Language     apitype.Language `url:"language,omitempty"`
	RequestActor string           `url:"request_actor,omitempty"` // who asked
	Limit        int              `url:"limit,omitempty"`         // of a page; 0 leaves it to Truora
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListExports returns a page of exports.
func (s *Service) ListExports(ctx context.Context, params ListExportsParams) (*apitype.Page[Export], error) {
	return rest.List[Export](ctx, s.c, rest.Call{Op: "GET /v1/engagement/chat/export", Query: params, Key: "exports"})
}

// AllExports walks over all pages of [Service.ListExports].
func (s *Service) AllExports(ctx context.Context, params ListExportsParams) iter.Seq2[Export, error] {
	return rest.All(ctx, params, s.ListExports, func(p *ListExportsParams) *string { return &p.StartKey })
}

// WaitExportParams configures [Service.WaitExport].
type WaitExportParams struct {
	// OnUpdate is called with the export every time it has been read, including
	// the last time.
	OnUpdate func(*Export)
	// Notifier ends a pause as soon as an event about the export arrives. Optional.
	Notifier apitype.Notifier
}

// WaitExport looks for an export in the list until it has succeeded, failed or
// expired; all three are results. An export that is not in the list counts as
// not started, so give ctx a deadline. truora.WithPolling sets the pauses.
//
// The wait also ends with an error if ctx ends, if an error is not transient, or
// if ten polls in a row fail. Along with the error, it returns the export as last
// read, or nil.
func (s *Service) WaitExport(ctx context.Context, requestID string, params WaitExportParams) (*Export, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Export]{
		Op:       "GET /v1/engagement/chat/export",
		ID:       requestID,
		Get:      func(ctx context.Context) (*Export, error) { return s.findExport(ctx, requestID) },
		Final:    func(e *Export) bool { return e.Status.Final() },
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}

// findExport walks the list: Truora has no operation for one export. An export that
// cannot be decoded matters only if it may be this one.
func (s *Service) findExport(ctx context.Context, requestID string) (*Export, error) {
	if requestID == "" {
		return nil, s.c.Refuse("GET /v1/engagement/chat/export", errors.New("request_id is empty"))
	}
	var unread error
	for export, err := range s.AllExports(ctx, ListExportsParams{}) {
		switch {
		case err != nil:
			unread = err
		case export.RequestID == requestID:
			return &export, nil
		}
	}
	if unread != nil {
		return nil, unread
	}
	return &Export{RequestID: requestID}, nil
}

// DownloadExportParams configures [Service.DownloadExport].
type DownloadExportParams struct {
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64)
}

// DownloadExport streams the file behind the DownloadURL of an [Export] to w,
// without the API key. An expired link gives truora.ErrExpired, an empty one,
// of an export that is not ready, gives truora.ErrInvalid. An error answer is
// never written to w; if the connection breaks, w has received the beginning of
// the file.
func (s *Service) DownloadExport(ctx context.Context, link string, w io.Writer, params DownloadExportParams) error {
	return rest.Fetch(ctx, s.c, "GET /v1/engagement/chat/export", link, w, rest.File{Progress: params.Progress})
}
