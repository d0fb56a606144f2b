package demo

import (
	"path/filepath"
	"regexp"
)

var plainID = regexp.MustCompile(`^[0-9A-Za-z]{1,64}$`)

// SaveAs returns the file name for the thing with Truora's id: output if it is given,
// otherwise id and ext in the current directory. An answer must not choose a path: an
// id that contains one is replaced by otherwise.
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
