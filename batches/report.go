package batches

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Format is a file format of reports.
type Format string

// Formats. unverified: Truora lists none.
const (
	FormatXLSX Format = "xlsx"
	FormatCSV  Format = "csv"
)

// RequestReportParams configures [Service.RequestReport].
type RequestReportParams struct {
	// Format is required.
	Format Format `url:"format"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p RequestReportParams) Validate() error {
	if p.Format == "" {
		return errors.New("format is required")
	}
	return nil
}

// Report has the link to a report.
type Report struct {
	// BatchReportURL is a signed link: whoever has it can fetch the results of all
	// rows, so keep it out of logs. How long it is valid is not published.
	BatchReportURL string `json:"batch_report_url" contract:"required"`
	apitype.Raw
}

// RequestReport asks for a report and returns before it is ready;
// [Service.DownloadReport] does this, waits, and fetches the file. A second
// call creates the same report again.
func (s *Service) RequestReport(ctx context.Context, batchID string, params RequestReportParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "POST /v1/batches/{batch_id}/report", Args: []string{batchID}, Form: params, Missing: noBatch,
		Effect: rest.Idempotent, // the same file is made again
	})
}

// GetReport returns the link to the report that was requested last. If there is
// none yet, the error is [ErrNoReport].
func (s *Service) GetReport(ctx context.Context, batchID string) (*Report, error) {
	return rest.Do[Report](ctx, s.c, rest.Call{
		Op: "GET /v1/batches/{batch_id}/report", Args: []string{batchID},
		Missing: s.missing(batchID, rest.Meaning{Kind: ErrNoReport, NotReady: true}),
	})
}

// DownloadReportParams configures [Service.DownloadReport].
type DownloadReportParams struct {
	// Format of the file; empty means FormatXLSX.
	Format Format
	// MaxWait bounds the wait for the report; 0 means 5 minutes.
	MaxWait time.Duration
	// Progress receives the bytes read so far and the total, -1 if unknown.
	Progress func(done, total int64)
}

// DownloadReport requests a report, waits until it is ready, and streams it to w
// from its signed link, without the API key. A report that is not ready within
// params.MaxWait gives [ErrNoReport]. An error answer is never written to w; if
// the connection breaks, w has received the beginning of the file.
func (s *Service) DownloadReport(ctx context.Context, batchID string, w io.Writer, params DownloadReportParams) error {
	if err := s.c.NeedsWriter("GET /v1/batches/{batch_id}/report", w); err != nil {
		return err
	}
	if err := s.RequestReport(ctx, batchID, RequestReportParams{cmp.Or(params.Format, FormatXLSX)}); err != nil {
		return err
	}
	report, err := s.awaitReport(ctx, batchID, cmp.Or(params.MaxWait, rest.DefaultFileWait))
	if err != nil {
		return err
	}
	return rest.Fetch(ctx, s.c, "GET /v1/batches/{batch_id}/report", report.BatchReportURL, w, rest.File{Progress: params.Progress})
}

// awaitReport polls until the report is ready. A missing report is an error only
// once the time is up.
func (s *Service) awaitReport(ctx context.Context, batchID string, limit time.Duration) (*Report, error) {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var early error
	report, err := rest.Wait(bounded, s.c, rest.Waiting[Report]{
		Op: "GET /v1/batches/{batch_id}/report",
		ID: batchID,
		Get: func(ctx context.Context) (*Report, error) {
			report, err := s.GetReport(ctx, batchID)
			if errors.Is(err, ErrNoReport) {
				early = err
				return new(Report), nil
			}
			return report, err
		},
		Final: func(r *Report) bool { return r.BatchReportURL != "" },
	})
	if err != nil && early != nil && bounded.Err() != nil && ctx.Err() == nil {
		return nil, early
	}
	return report, err
}
