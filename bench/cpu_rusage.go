//go:build linux || darwin

package bench

import (
	"syscall"
	"time"
)

// cpuTime returns the CPU time of this process so far, including garbage collection.
// Unlike wall-clock time it does not advance while other processes run.
func cpuTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err) // it fails on bad arguments only
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
