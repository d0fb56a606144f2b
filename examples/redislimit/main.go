// Redislimit shows two programs that share one allowance of requests through Redis,
// with an embedded Truora and an embedded Redis. Copy limiter.go into your program.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/go-redis/redis_rate/v10"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// allowance is made up: Truora publishes no numbers.
var allowance = redis_rate.Limit{Rate: 5, Burst: 5, Period: time.Second}

func main() {
	if err := run(context.Background(), os.Stdout, 10); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// run lets two machines make that many calls each.
func run(ctx context.Context, out io.Writer, calls int) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	fmt.Fprintf(out, "Embedded Truora and Redis: no account needed, nothing is billed.\nTwo machines, %d calls each, %d a second for both.\n\n", calls, allowance.Rate)
	srv := truoratest.New()
	defer srv.Close()
	shared, err := miniredis.Run()
	if err != nil {
		return err
	}
	defer shared.Close()

	start := time.Now()
	failures := make(chan error, 2)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { failures <- machine(ctx, srv, shared.Addr(), calls) })
	}
	both.Wait()
	for range 2 {
		if err := <-failures; err != nil {
			return err
		}
	}
	bySecond := map[int]int{}
	last := 0
	for _, request := range srv.Requests() {
		last = int(request.Time.Sub(start) / time.Second)
		bySecond[last]++
	}
	for second := range last + 1 {
		fmt.Fprintf(out, "second %d: %d requests\n", second+1, bySecond[second])
	}
	return nil
}

// machine is one of the programs: a client, and its own connection to Redis.
func machine(ctx context.Context, srv *truoratest.Server, addr string, calls int) error {
	rdb := connect(addr)
	defer func() { _ = rdb.Close() }()
	client := srv.Client(truora.WithLimiter(&redisLimiter{
		redis: redis_rate.NewLimiter(rdb), budget: "truora", limit: allowance, patience: time.Second,
	}))
	for range calls {
		if _, err := client.Checks.List(ctx, checks.ListParams{}); err != nil {
			return err
		}
	}
	return nil
}
