package identity

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/dossier"
)

// DossierParams configures [Service.Dossier].
type DossierParams struct {
	// Kinds selects images; empty means all but the video, which takes a while to be
	// made.
	Kinds []ImageKind
	// MaxWait bounds the wait for the PDF, and that for a video; 0 means 5 minutes.
	MaxWait time.Duration
}

// Validate returns an error for params that cannot work.
func (p DossierParams) Validate() error { return known(p.Kinds) }

// Dossier writes the evidence of a process to w, as one zip archive: result.json and
// process.json as Truora sent them, verdict.json, images/, report.pdf, and manifest.json
// with the SHA-256 and the times of each. The images come first, because their links are
// valid for about 15 minutes: call it as soon as the process ends. The archive is
// written as the files arrive, so its size does not matter for memory. No name in it
// comes from an answer.
//
// A file that breaks off is fetched again, with a new link, and continued. What still
// fails, such as a PDF that is not ready in time, does not end the archive: the manifest
// says what is missing or partial, and beside the manifest comes an error that says why,
// in which errors.Is finds the cause. Without a manifest the archive is worthless: the
// result could not be read, w failed, or ctx ended.
//
// An archive holds personal data, and the raw texts in it hold signed links, which
// expire. The background check of a process has a dossier of its own:
// checks.Service.Dossier with [Result.CheckID].
func (s *Service) Dossier(ctx context.Context, processID string, w io.Writer, params DossierParams) (*apitype.Manifest, error) {
	if err := params.Validate(); err != nil {
		return nil, s.c.Refuse(resultOp, err)
	}
	if err := s.c.NeedsWriter(resultOp, w); err != nil {
		return nil, err
	}
	result, err := s.GetResult(ctx, processID)
	if err != nil {
		return nil, err
	}
	a := dossier.New(s.c, w, processID)
	for _, add := range []func() error{
		func() error { return a.AddText(ctx, "result.json", result.RawJSON()) },
		func() error { return a.AddJSON(ctx, "verdict.json", verdictFile(result)) },
		func() error { return s.addImages(ctx, a, processID, result, params) },
		func() error { return s.addProcess(ctx, a, processID) },
		func() error { return s.addPDF(ctx, a, processID, params) },
	} {
		if err := add(); err != nil {
			return nil, err
		}
	}
	return a.Close(ctx)
}

func verdictFile(r *Result) any {
	v := r.Verdict()
	return map[string]any{
		"outcome": v.Outcome, "reason": v.Reason, "overridden": v.Overridden, "final": r.Final(), "status": r.Status,
	}
}

// addImages adds the images in the order of the result.
func (s *Service) addImages(ctx context.Context, a *dossier.Archive, processID string, result *Result, params DossierParams) error {
	links := &links{s: s, id: processID, images: result.Images(), reading: 1}
	images := append(result.Images(), Image{Kind: ImageKindVideo, Name: string(ImageKindVideo)})
	for i, image := range images {
		if !(DownloadImagesParams{Kinds: params.Kinds}).wants(image.Kind) {
			continue
		}
		file := apitype.ManifestFile{Name: fmt.Sprintf("images/%02d-%s", i+1, image.Name), Source: image.ValidationID}
		err := a.Add(ctx, file, image.again(), s.fetching(links, image, DownloadRecordingsParams{MaxWait: params.MaxWait}))
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) addProcess(ctx context.Context, a *dossier.Archive, processID string) error {
	process, err := s.Get(ctx, processID)
	if err == nil {
		return a.AddText(ctx, "process.json", process.RawJSON())
	}
	if ctx.Err() == nil {
		a.Lacks("process.json", err)
		return nil
	}
	return err
}

func (s *Service) addPDF(ctx context.Context, a *dossier.Archive, processID string, params DossierParams) error {
	file := apitype.ManifestFile{Name: "report.pdf"}
	return a.Add(ctx, file, dossier.IfBegun, func(ctx context.Context, w io.Writer) error {
		return s.DownloadPDF(ctx, processID, w, DownloadPDFParams{MaxWait: params.MaxWait})
	})
}
