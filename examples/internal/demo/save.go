package demo

import (
	"path/filepath"
	"regexp"
)

var plainID = regexp.MustCompile(`^[0-9A-Za-z]{1,64}$`)

// SaveAs is the file for a thing that Truora calls id: output, if that was given, or
// id and ext, here. An answer must not choose a path: an id that could be one makes
// way for otherwise.
func SaveAs(output, id, otherwise, ext string) string {
	switch {
	case output != "":
		return output
	case plainID.MatchString(id) && filepath.IsLocal(id+ext):
		return id + ext
	default:
		return otherwise + ext
	}
}
