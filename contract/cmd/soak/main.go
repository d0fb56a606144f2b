// Command soak calls the SDK from many goroutines over real sockets, with faults among
// the answers. It looks for leaks, and compares what the server received and billed
// with the results that the callers got.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/truoratest"
)

func main() {
	long := flag.Duration("time", time.Minute, "how long to run")
	callers := flag.Int("callers", 64, "goroutines that call")
	plant := flag.Bool("plant", false, "send again what was lost, whatever it is: the soak must fail")
	flag.Parse()
	if err := soak(*long, *callers, *plant); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

type figures struct {
	spec  *contract.Spec
	plant bool

	errands, calls, failed, unknown, opened, open atomic.Int64
}

// The fake remembers every request, so it is replaced now and then.
const lifetime = 2 * time.Second

func soak(long time.Duration, callers int, plant bool) error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	goroutines, heap := runtime.NumGoroutine(), heapInUse()
	n := figures{spec: spec, plant: plant}
	start := time.Now()
	for time.Since(start) < long {
		if err := round(&n, callers, min(lifetime, long-time.Since(start))); err != nil {
			return err
		}
	}
	left := goroutines
	for range 100 { // closed connections take a moment to end their goroutines
		if left = runtime.NumGoroutine(); left <= goroutines {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	grown := int64(heapInUse()) - int64(heap) //nolint:gosec // both are far from overflow
	fmt.Printf("soak: %s, %d callers, %d errands, %d calls accounted for, %d failed, %d of unknown outcome, connections opened %d and left %d, goroutines left %d, heap grown by %d KiB\n",
		long, callers, n.errands.Load(), n.calls.Load(), n.failed.Load(), n.unknown.Load(), n.opened.Load(), n.open.Load(), left-goroutines, grown>>10)
	switch {
	case left > goroutines:
		return fmt.Errorf("%d goroutines stay", left-goroutines)
	case n.open.Load() > 0:
		return fmt.Errorf("%d connections stay", n.open.Load())
	case grown > 16<<20:
		return errors.New("memory stays")
	case n.calls.Load() == n.failed.Load():
		return errors.New("no call succeeded")
	}
	return nil
}

func heapInUse() uint64 {
	runtime.GC()
	runtime.GC() // pools are emptied by the second collection
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// round runs one fake for its lifetime.
func round(n *figures, callers int, long time.Duration) error {
	server := truoratest.New(truoratest.WithPace(1000))
	defer server.Close()
	hosts := server.Start()
	transport := &http.Transport{MaxIdleConnsPerHost: callers, DialContext: n.dial}
	defer transport.CloseIdleConnections()
	books := &ledger{spec: n.spec}
	client, err := truora.New(server.APIKey(), truora.WithHosts(hosts),
		truora.WithHTTPClient(&http.Client{Transport: tagged{transport, books, n.plant}}),
		truora.WithRetryWait(time.Millisecond, 10*time.Millisecond), truora.WithPolling(time.Millisecond, 10*time.Millisecond))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for ctx.Err() == nil {
				disturb(server)
				_ = errands[rand.N(len(errands))](ctx, caller{client, books}) // the ledger has the result
				n.errands.Add(1)
			}
		})
	}
	all.Wait()
	n.count(books)
	return books.audit(server)
}

func (n *figures) count(books *ledger) {
	for _, c := range books.calls {
		n.calls.Add(1)
		if c.err != nil {
			n.failed.Add(1)
		}
		if errors.Is(c.err, truora.ErrOutcomeUnknown) {
			n.unknown.Add(1)
		}
	}
}

// disturb makes about one call in twenty fail.
func disturb(server *truoratest.Server) {
	switch rand.N(80) {
	case 0:
		server.LoseAnswer("")
	case 1:
		server.CutAnswer("", 20)
	case 2:
		server.Fail("", truoratest.Status(http.StatusServiceUnavailable))
	case 3:
		server.Fail("", truoratest.Status(http.StatusTooManyRequests))
	}
}
