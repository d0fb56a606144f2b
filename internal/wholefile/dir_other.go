//go:build !darwin && !dragonfly && !freebsd && !illumos && !linux && !netbsd && !openbsd

package wholefile

// SyncDir does nothing: the system has no call for it.
func SyncDir(string) error { return nil }
