//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package wholefile

import (
	"errors"
	"os"
)

// SyncDir makes the names in a directory outlast the machine, where the system has a
// call for that.
func SyncDir(name string) error {
	dir, err := os.Open(name) //nolint:gosec // the directory is the program's own
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
