package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/truora/truora-go/apitype"
)

// dossier saves an archive, and prints what is in it. One that is not complete is kept:
// its manifest says what is missing.
func (a *app) dossier(name string, write func(io.Writer) (*apitype.Manifest, error)) error {
	var manifest *apitype.Manifest
	var lacks error
	err := a.save(name, func(w io.Writer) error {
		if manifest, lacks = write(w); manifest == nil {
			return lacks
		}
		return nil
	})
	if err != nil {
		return err
	}
	if lacks != nil {
		lacks = codedError{fmt.Errorf("the dossier is not complete: %w", lacks), exitNegative}
	}
	if name == "-" {
		return lacks
	}
	rows := [][]string{{"FILE", "STATUS", "BYTES", "SHA-256"}}
	for _, f := range manifest.Files {
		rows = append(rows, []string{f.Name, string(f.Status), strconv.FormatInt(f.Size, 10), f.SHA256})
	}
	if err := a.print(manifest, func(w io.Writer) { table(w, rows...) }); err != nil {
		return err
	}
	return lacks
}
