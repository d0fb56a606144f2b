package bench

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	truora "github.com/truora/truora-go"
)

// Throughput is what the two sides of a pair do under the same load.
type Throughput struct {
	Callers     int
	SDK, ByHand Rate
}

// maxCallers is also how many idle connections both sides may keep, so that neither has
// to open new ones.
const maxCallers = 256

// Throughputs loads both sides of the pair Get of [Pairs] with 1, 16 and 256 callers
// over a loopback connection, alternately, in the given number of rounds of the given
// length, and returns the medians. The server runs in this process and takes its share.
func Throughputs(ctx context.Context, rounds int, each time.Duration) ([]Throughput, error) {
	sdk, byHand, stop, err := overLoopback(maxCallers)
	if err != nil {
		return nil, err
	}
	defer stop()
	var all []Throughput
	for _, callers := range []int{1, 16, maxCallers} {
		t, err := throughput(ctx, [2]Call{sdk, byHand}, callers, rounds, each)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func throughput(ctx context.Context, calls [2]Call, callers, rounds int, each time.Duration) (Throughput, error) {
	var rates [2][]Rate
	for round := range rounds + 1 {
		for turn := range calls {
			side := (round + turn) % len(calls)
			rate, err := Load(ctx, calls[side], callers, each)
			if err != nil {
				return Throughput{}, err
			}
			if round > 0 { // the first opens the connections
				rates[side] = append(rates[side], rate)
			}
		}
	}
	return Throughput{Callers: callers, SDK: medianRate(rates[0]), ByHand: medianRate(rates[1])}, nil
}

func medianRate(of []Rate) Rate {
	pick := func(field func(Rate) float64) float64 {
		var values []float64
		for _, r := range of {
			values = append(values, field(r))
		}
		return median(values)
	}
	return Rate{
		PerSecond: pick(func(r Rate) float64 { return r.PerSecond }),
		P50:       time.Duration(pick(func(r Rate) float64 { return float64(r.P50) })),
		P99:       time.Duration(pick(func(r Rate) float64 { return float64(r.P99) })),
	}
}

// overLoopback returns both sides of Get against a server on a loopback address, each
// with its own connections.
func overLoopback(idle int) (sdk, byHandCall Call, stop func(), err error) {
	body := finishedCheck()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	client := func() *http.Client {
		return &http.Client{Transport: &http.Transport{MaxIdleConns: idle, MaxIdleConnsPerHost: idle}}
	}
	ofSDK, ofByHand := client(), client()
	stop = func() {
		ofSDK.CloseIdleConnections()
		ofByHand.CloseIdleConnections()
		srv.Close()
	}
	c, err := truora.New(key, truora.WithHTTPClient(ofSDK), truora.WithHosts(truora.Hosts{Checks: srv.URL}))
	if err != nil {
		stop()
		return nil, nil, nil, err
	}
	h := byHand{ofByHand, srv.URL}
	return func(ctx context.Context) (any, error) { return c.Checks.Get(ctx, checkID) },
		func(ctx context.Context) (any, error) { return h.get(ctx, checkID) }, stop, nil
}
