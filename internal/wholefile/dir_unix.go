//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package wholefile

import (
	"errors"
	"os"
	"syscall"
)

// SyncDir makes the names in a directory outlast the machine, where the system and the
// file system, which may be of a network, have a call for that.
func SyncDir(name string) error {
	dir, err := os.Open(name) //nolint:gosec // the directory is the program's own
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}
