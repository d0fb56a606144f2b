package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"
)

// costs sums the processor time of what ran, which says more than the time that passed
// on a machine that does other work too.
type costs struct {
	mu   sync.Mutex
	time map[string]time.Duration
}

func (c *costs) add(name string, ended *os.ProcessState) {
	if ended == nil { // it did not start
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.time == nil {
		c.time = map[string]time.Duration{}
	}
	c.time[name] += ended.UserTime() + ended.SystemTime()
}

// print lists the steps that cost a second or more, the dearest first.
func (c *costs) print(w io.Writer) {
	var names []string
	var sum time.Duration
	for name, d := range c.time {
		sum += d
		if d >= time.Second {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return int(c.time[b] - c.time[a]) })
	fmt.Fprintf(w, "\n%.0f s of processor time:\n", sum.Seconds())
	for _, name := range names {
		fmt.Fprintf(w, "  %5.1f s  %s\n", c.time[name].Seconds(), name)
	}
}
