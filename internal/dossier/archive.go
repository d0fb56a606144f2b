package dossier

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Archive is a zip archive that is written as its files arrive.
type Archive struct {
	c        *rest.Client
	zip      *zip.Writer
	manifest *apitype.Manifest
	failures []error
}

// New returns an archive about the resource with the id subject.
func New(c *rest.Client, w io.Writer, subject string) *Archive {
	return &Archive{c, zip.NewWriter(w), &apitype.Manifest{
		Version: 1, Subject: subject, MadeBy: c.UserAgent(), Begun: time.Now().UTC(), Files: []apitype.ManifestFile{},
	}, nil}
}

// Add streams what fetch writes into the archive. A file of which nothing or only a
// part comes is noted in the manifest: the error is that of the archive itself, or of
// ctx, after which nothing may be added. A name without an extension gets that of the
// content.
func (a *Archive) Add(ctx context.Context, file apitype.ManifestFile, again Again, fetch func(context.Context, io.Writer) error) error {
	file.Begun = time.Now().UTC()
	s := NewStream(func(head []byte) (io.Writer, error) {
		file.Name = Named(file.Name, head)
		return a.zip.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: file.Begun})
	})
	err := s.Fetch(ctx, a.c, again, fetch)
	if err != nil && (ctx.Err() != nil || s.Failed()) {
		return err
	}
	file.Ended, file.Status = time.Now().UTC(), apitype.ManifestStatusComplete
	file.Size, file.SHA256 = s.Size(), s.SHA256()
	switch {
	case err == nil:
	case s.Size() > 0:
		file.Status = apitype.ManifestStatusPartial
	default:
		file.Status, file.SHA256 = apitype.ManifestStatusMissing, ""
	}
	a.note(file, err)
	return nil
}

// AddText adds a text that is there already.
func (a *Archive) AddText(ctx context.Context, name string, text []byte) error {
	return a.Add(ctx, apitype.ManifestFile{Name: name}, Never, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// AddJSON adds the JSON text of v.
func (a *Archive) AddJSON(ctx context.Context, name string, v any) error {
	text, err := json.Marshal(v, jsontext.WithIndent("  "), json.Deterministic(true))
	if err != nil {
		return err
	}
	return a.AddText(ctx, name, append(text, '\n'))
}

// Lacks notes a file that could not even be asked for.
func (a *Archive) Lacks(name string, err error) {
	now := time.Now().UTC()
	a.note(apitype.ManifestFile{Name: name, Status: apitype.ManifestStatusMissing, Begun: now, Ended: now}, err)
}

func (a *Archive) note(file apitype.ManifestFile, err error) {
	if err != nil {
		file.Error = err.Error()
		a.failures = append(a.failures, err)
	}
	a.manifest.Files = append(a.manifest.Files, file)
}

// Close writes the manifest and ends the archive. Beside the manifest comes an error
// that joins those of the files that are not complete. An archive that cannot be
// written gives no manifest.
func (a *Archive) Close(ctx context.Context) (*apitype.Manifest, error) {
	a.manifest.Ended = time.Now().UTC()
	files := a.manifest.Files
	if err := a.AddJSON(ctx, "manifest.json", a.manifest); err != nil {
		return nil, err
	}
	a.manifest.Files = files // it does not list itself
	if err := a.zip.Close(); err != nil {
		return nil, err
	}
	return a.manifest, errors.Join(a.failures...)
}
