//go:build !linux && !darwin

package bench

import "time"

var start = time.Now()

// cpuTime is the clock where the time on the processors cannot be had.
func cpuTime() time.Duration { return time.Since(start) }
