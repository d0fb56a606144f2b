package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Rate is the throughput of concurrent callers.
type Rate struct {
	PerSecond float64
	P50, P99  time.Duration
}

// Load lets that many callers repeat the call for about the given time, each at least
// once. The first error ends it.
func Load(ctx context.Context, call Call, callers int, during time.Duration) (Rate, error) {
	if callers < 1 || during <= 0 {
		return Rate{}, fmt.Errorf("nothing to load: %d callers for %v", callers, during)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	took := make([][]time.Duration, callers)
	var group sync.WaitGroup
	start := time.Now()
	for i := range took {
		group.Go(func() {
			for {
				began := time.Now()
				if _, err := call(ctx); err != nil {
					cancel(err)
					return
				}
				took[i] = append(took[i], time.Since(began))
				if time.Since(start) >= during || ctx.Err() != nil {
					return
				}
			}
		})
	}
	group.Wait()
	elapsed := time.Since(start)
	if ctx.Err() != nil {
		return Rate{}, context.Cause(ctx)
	}
	return rateOf(slices.Concat(took...), elapsed), nil
}

func rateOf(took []time.Duration, elapsed time.Duration) Rate {
	slices.Sort(took)
	return Rate{
		PerSecond: float64(len(took)) / elapsed.Seconds(),
		P50:       percentile(took, 50),
		P99:       percentile(took, 99),
	}
}

// percentile returns the smallest of the sorted values that p percent do not exceed.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[(len(sorted)*p+99)/100-1]
}
