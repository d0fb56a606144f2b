package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/webhooks"
)

const (
	// ManyWaits is how many waits are measured at once.
	ManyWaits = 100_000
	// MaxPerWait is the goal for one. 2 KiB of it are stack: one that has grown for a
	// call does not shrink to the 2 KiB that a goroutine begins with.
	MaxPerWait = 3 << 10
)

// Crowd is what many waits for checks cost at once.
type Crowd struct {
	// PerWait is the memory of one, in bytes: heap and stack, beside a goroutine that is
	// blocked, and the check that it has read last.
	PerWait float64
	// PerGoroutine is the memory of a goroutine that receives from a channel.
	PerGoroutine float64
	// PerCheck is the memory of that check, which the wait returns if its context ends.
	PerCheck float64
	// Requests is how many reads there were for a wait.
	Requests float64
}

// Wait measures n waits that have read their check, which is not finished, and have an
// hour until they read it again.
func Wait(ctx context.Context, n int) (c Crowd, err error) {
	var requests atomic.Int64
	body := envelope(createdCheck())
	client, err := truora.New(key, truora.WithPolling(time.Hour, time.Hour), truora.WithHTTPClient(&http.Client{
		Transport: Transport(func(*http.Request) (io.Reader, int64) {
			requests.Add(1)
			return bytes.NewReader(body), int64(len(body))
		}),
	}))
	if err != nil {
		return Crowd{}, err
	}
	hub := webhooks.NewHub()
	if c.PerCheck, err = perCheck(ctx, client, n); err != nil {
		return Crowd{}, err
	}
	requests.Store(0)
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("CHK%032d", i)
	}
	perGoroutine, end := blocked(max(n/10, 1))
	defer end() // later: the runtime would use their memory again
	c.PerGoroutine = perGoroutine
	before := inUse()
	waiting, stop := context.WithCancel(ctx)
	defer stop()
	var parked, all sync.WaitGroup
	params := checks.WaitParams{Notifier: hub, OnUpdate: func(*checks.Check) { parked.Done() }}
	parked.Add(n)
	for _, id := range ids {
		all.Go(func() { _, _ = client.Checks.Wait(waiting, id, params) })
	}
	parked.Wait()
	after := inUse()
	c.PerWait = (after-before)/float64(n) - c.PerCheck - c.PerGoroutine
	c.Requests = float64(requests.Load()) / float64(n)
	stop()
	all.Wait()
	runtime.KeepAlive(ids)
	return c, nil
}

// blocked returns the memory of each of n goroutines, which live until end is called.
func blocked(n int) (each float64, end func()) {
	before := inUse()
	gate := make(chan struct{})
	for range n {
		go func() { <-gate }()
	}
	return (inUse() - before) / float64(n), func() { close(gate) }
}

// perCheck returns the memory of a check that was read.
func perCheck(ctx context.Context, client *truora.Client, n int) (float64, error) {
	kept := make([]*checks.Check, n)
	before := inUse()
	for i := range kept {
		check, err := client.Checks.Get(ctx, checkID)
		if err != nil {
			return 0, err
		}
		kept[i] = check
	}
	after := inUse()
	runtime.KeepAlive(kept)
	return (after - before) / float64(n), nil
}

// inUse returns the bytes of the heap and of the stacks. A collection halves a stack
// that is larger than it needs to be, and a second one frees what the first has found.
func inUse() float64 {
	for range 6 {
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc + stats.StackInuse)
}
