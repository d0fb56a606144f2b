package checks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/dossier"
	"github.com/truora/truora-go/internal/rest"
)

// DossierParams configures [Service.Dossier].
type DossierParams struct {
	// Lang is the language of the PDF and of the details; empty means Spanish for the
	// PDF and the source's for the details.
	Lang apitype.Language
	// MaxWait bounds the wait for the PDF; 0 means 5 minutes.
	MaxWait time.Duration
}

// Dossier writes everything that Truora has about a check to w, as one zip archive:
// check.json and the pages of details/ as Truora sent them, coverage.json (which
// sources answered, and which did not), the files of attachments/, report.pdf, and
// manifest.json with the SHA-256 and the times of each. The archive is written as the
// files arrive, so its size does not matter for memory. No name in it comes from an
// answer.
//
// A file that breaks off is fetched again, with a new link, and continued. What still
// fails, such as a PDF that is not ready in time, does not end the archive: the manifest
// says what is missing or partial, and beside the manifest comes an error that says why,
// in which errors.Is finds the cause. Without a manifest the archive is worthless: the
// check could not be read, w failed, or ctx ended.
//
// A check that is not final gives a dossier of what is there so far. An archive holds
// personal data, and the raw texts in it may hold signed links, which soon expire.
func (s *Service) Dossier(ctx context.Context, checkID string, w io.Writer, params DossierParams) (*apitype.Manifest, error) {
	if err := s.c.NeedsWriter("GET /v1/checks/{check_id}", w); err != nil {
		return nil, err
	}
	check, err := s.Get(ctx, checkID)
	if err != nil {
		return nil, err
	}
	a := dossier.New(s.c, w, checkID)
	for _, add := range []func() error{
		func() error { return a.AddText(ctx, "check.json", check.RawJSON()) },
		func() error { return a.AddJSON(ctx, "coverage.json", coverageFile(check)) },
		func() error { return s.addDetails(ctx, a, checkID, params.Lang) },
		func() error { return s.addAttachments(ctx, a, checkID) },
		func() error { return s.addPDF(ctx, a, checkID, params) },
	} {
		if err := add(); err != nil {
			return nil, err
		}
	}
	return a.Close(ctx)
}

func (s *Service) addDetails(ctx context.Context, a *dossier.Archive, checkID string, lang apitype.Language) error {
	list := func(ctx context.Context, p ListDetailsParams) (*apitype.Page[Detail], error) {
		return s.ListDetails(ctx, checkID, p)
	}
	n := 0
	for page, err := range rest.Pages(ctx, ListDetailsParams{Lang: lang}, list, func(p *ListDetailsParams) *string { return &p.StartKey }) {
		n++
		name := fmt.Sprintf("details/%03d.json", n)
		if page == nil {
			if ctx.Err() != nil {
				return err
			}
			a.Lacks(name, err)
			return nil
		}
		if err := a.AddText(ctx, name, page.RawJSON()); err != nil {
			return err
		}
	}
	return nil
}

// addAttachments adds the files in the order of their sources and names, which is the
// same whatever order Truora lists them in.
func (s *Service) addAttachments(ctx context.Context, a *dossier.Archive, checkID string) error {
	files, err := s.attachments(ctx, checkID)
	if ctx.Err() != nil {
		return err
	}
	if err != nil {
		a.Lacks("attachments", err)
	}
	for i, file := range files {
		note := apitype.ManifestFile{
			Name: fmt.Sprintf("attachments/%03d", i+1), Source: file.DatabaseID, FileName: file.FileName, MIMEType: file.MIMEType,
		}
		first := true
		err := a.Add(ctx, note, dossier.Always, func(ctx context.Context, w io.Writer) error {
			if !first { // the link may be why it failed
				fresh, err := s.attachments(ctx, checkID)
				if err != nil {
					return err
				}
				if i >= len(fresh) || compareAttachments(fresh[i], file) != 0 {
					return errListChanged
				}
				file = fresh[i]
			}
			first = false
			return s.DownloadAttachment(ctx, file.Link, w, DownloadAttachmentParams{})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var errListChanged = errors.New("truora: the list of attachments is another one now")

// attachments returns all attachments in a stable order.
func (s *Service) attachments(ctx context.Context, checkID string) ([]Attachment, error) {
	var files []Attachment
	var failed error
	for file, err := range s.AllAttachments(ctx, checkID, ListAttachmentsParams{}) {
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		files = append(files, file)
	}
	slices.SortStableFunc(files, compareAttachments)
	return files, failed
}

func compareAttachments(a, b Attachment) int {
	return cmp.Or(cmp.Compare(a.DatabaseID, b.DatabaseID), cmp.Compare(a.FileName, b.FileName), cmp.Compare(a.MIMEType, b.MIMEType))
}

func (s *Service) addPDF(ctx context.Context, a *dossier.Archive, checkID string, params DossierParams) error {
	_, err := s.CreatePDF(ctx, checkID)
	if ctx.Err() != nil {
		return err
	}
	if err != nil {
		a.Lacks("report.pdf", err)
		return nil
	}
	file := apitype.ManifestFile{Name: "report.pdf"}
	return a.Add(ctx, file, dossier.IfBegun, func(ctx context.Context, w io.Writer) error {
		return s.fetchPDF(ctx, checkID, w, DownloadPDFParams{Lang: params.Lang, MaxWait: params.MaxWait})
	})
}

// coverageFile is what coverage.json holds.
func coverageFile(c *Check) any {
	type unanswered struct {
		DataSet      apitype.DataSet      `json:"data_set"`
		DatabaseID   string               `json:"database_id"`
		DatabaseName string               `json:"database_name"`
		Status       apitype.SourceStatus `json:"status"`
		LackedInputs []string             `json:"lacked_inputs,omitzero"`
	}
	coverage := c.Coverage()
	sets := map[apitype.DataSet]map[string]int{}
	for _, set := range coverage.DataSets {
		sets[set.DataSet] = counts(set.Tally)
	}
	open := []unanswered{}
	for _, source := range c.Statuses {
		if source.Status != apitype.SourceStatusCompleted {
			open = append(open, unanswered{source.DataSet, source.DatabaseID, source.DatabaseName, source.Status, source.LackedInputs()})
		}
	}
	return map[string]any{
		"status": c.Status, "final": c.Final(), "complete": coverage.All.Complete(),
		"sources": counts(coverage.All), "data_sets": sets, "unanswered": open,
	}
}

func counts(t apitype.Tally) map[string]int {
	return map[string]int{
		"total": t.Total(), "completed": t.Completed, "failed": t.Failed, "expired": t.Expired, "skipped": t.Skipped,
		"delayed": t.Delayed, "pending": t.Pending, "other": t.Other,
	}
}
