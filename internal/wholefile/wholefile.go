// Package wholefile writes files that are there as a whole or not at all, also after the
// machine has stopped.
package wholefile

import (
	"errors"
	"os"
	"path/filepath"
)

// Write replaces the file with text, by way of another file in its directory.
func Write(name string, text []byte) error {
	dir := filepath.Dir(name)
	file, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	return SyncDir(dir)
}
