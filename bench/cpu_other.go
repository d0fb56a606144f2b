//go:build !linux && !darwin

package bench

import "time"

var start = time.Now()

// cpuTime is wall-clock time where CPU time is not available.
func cpuTime() time.Duration { return time.Since(start) }
