//go:build linux || darwin

package bench

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used of the processors so far, the collector's
// share with it. Unlike the clock it stands still while others run.
func cpuTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err) // it fails on bad arguments only
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
