package spend

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

const createOp = "POST /v1/checks"

// plan is what happens to two processes that buy at the same time.
type plan struct {
	Limit, Price   int64
	Calls, Retries int
	Forced         bool
	Lost, Cut      int         // answers
	Statuses       map[int]int // how many answers have them
	Delay          time.Duration
	KillAfter      int // after this many requests; 0 kills no process
}

var plans = rapid.Custom(func(t *rapid.T) plan {
	p := plan{
		Limit: rapid.SampledFrom([]int64{0, 1, 37, 100, 250, 500, 1000, 5000}).Draw(t, "limit"), Price: rapid.Int64Range(1, 5).Draw(t, "price"),
		Calls: rapid.SampledFrom([]int{1, 2, 4}).Draw(t, "calls"), Retries: rapid.IntRange(0, 2).Draw(t, "retries"), Forced: rapid.Bool().Draw(t, "forced"),
		Lost: rapid.IntRange(0, 40).Draw(t, "lost"), Cut: rapid.IntRange(0, 20).Draw(t, "cut"),
		Statuses: map[int]int{}, Delay: time.Duration(rapid.IntRange(0, 5).Draw(t, "delay")) * time.Millisecond,
		KillAfter: rapid.SampledFrom([]int{0, 0, 0, 1, 20, 100}).Draw(t, "kill after"),
	}
	for _, status := range []int{400, 429, 502} {
		p.Statuses[status] = rapid.IntRange(0, 30).Draw(t, fmt.Sprint("answers of ", status))
	}
	return p
})

// Two processes with 64 goroutines each buy under faults. What was bought never costs
// more than the limit; no call is refused for which there is room; and once the outcome
// of the calls without an answer is known, the guard's ledger equals Truora's.
func TestTwoProcessesKeepToABudget(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d database, store spend.Store) {
		var seen tally
		runs, kills := 0, 0
		rapid.Check(t, func(r *rapid.T) {
			p := plans.Draw(r, "plan")
			sum, killed, err := p.run(t.Context(), d, store)
			if err != nil {
				r.Fatalf("%+v: %v", p, err)
			}
			runs++
			kills += killed
			seen.add(sum)
		})
		t.Logf("%d runs, %d processes killed: %+v", runs, kills, seen)
	})
}

func (p plan) job(d database, srv *truoratest.Server, name string) job {
	return job{
		Name: name, Hosts: srv.Start(), Database: d, Budget: rand.Text(), Limit: p.Limit, Price: p.Price,
		Calls: p.Calls, Retries: p.Retries, Forced: p.Forced,
	}
}

func (p plan) run(ctx context.Context, d database, store spend.Store) (tally, int, error) {
	srv := truoratest.New()
	defer srv.Close()
	p.disturb(srv)
	j := p.job(d, srv, "one")
	other := j
	other.Name = "other"
	sum, killed, err := p.both(ctx, srv, j, other)
	if err != nil {
		return sum, killed, err
	}
	quiet(srv)
	books := books{ctx, srv, store, j}
	if err := books.check(sum, killed); err != nil {
		return sum, killed, err
	}
	if err := books.clear(); err != nil {
		return sum, killed, err
	}
	return sum, killed, books.fill()
}

func (p plan) disturb(srv *truoratest.Server) {
	srv.Slow(createOp, p.Delay)
	for range p.Lost {
		srv.LoseAnswer(createOp)
	}
	for n := range p.Cut {
		srv.CutAnswer(createOp, n)
	}
	for status, n := range p.Statuses {
		for range n {
			srv.Fail(createOp, truoratest.Status(status))
		}
	}
}

// both starts two processes and returns what they saw, and how many were killed.
func (p plan) both(ctx context.Context, srv *truoratest.Server, jobs ...job) (sum tally, killed int, err error) {
	type end struct {
		tally
		err error
	}
	ends := make(chan end, len(jobs))
	ctx, kill := context.WithCancel(ctx)
	defer kill()
	for i, j := range jobs {
		mortal := context.Background()
		if i == 1 && p.KillAfter > 0 {
			mortal = ctx
		}
		go func() {
			seen, err := start(mortal, j)
			ends <- end{seen, err}
		}()
	}
	arrived := make(chan struct{})
	go func() {
		defer close(arrived)
		for p.KillAfter > 0 && ctx.Err() == nil && len(srv.RequestsTo(createOp)) < p.KillAfter {
			time.Sleep(time.Millisecond)
		}
		if p.KillAfter > 0 {
			kill()
		}
	}()
	for range jobs {
		e := <-ends
		switch {
		case e.err == nil && e.Breach != "":
			err = errors.Join(err, errors.New(e.Breach))
		case errors.Is(e.err, errKilled):
			killed++
		default:
			err = errors.Join(err, e.err)
		}
		sum.add(e.tally)
	}
	kill()
	<-arrived
	return sum, killed, err
}

var errKilled = errors.New("killed")

// start runs this program as one that buys, until ctx kills it.
func start(ctx context.Context, j job) (tally, error) {
	text, err := json.Marshal(j)
	if err != nil {
		return tally{}, err
	}
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, os.Args[0]) //nolint:gosec // this program
	cmd.Env = append(os.Environ(), jobVariable+"="+string(text))
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return tally{}, errKilled
		}
		return tally{}, fmt.Errorf("process %s: %w: %s", j.Name, err, said.String())
	}
	var seen tally
	if err := json.Unmarshal(out.Bytes(), &seen); err != nil {
		return tally{}, fmt.Errorf("process %s: %w: %s", j.Name, err, said.String())
	}
	if said.Len() > 0 {
		seen.Breach = strings.TrimSpace(said.String())
	}
	return seen, nil
}

// quiet waits until no more requests of a killed process arrive.
func quiet(srv *truoratest.Server) {
	for seen := -1; seen != len(srv.Requests()); time.Sleep(50 * time.Millisecond) {
		seen = len(srv.Requests())
	}
}

// books are the ledgers of the guard and of Truora.
type books struct {
	ctx   context.Context
	srv   *truoratest.Server
	store spend.Store
	job   job
}

func (b books) used() (int64, error) {
	used, err := b.store.Used(b.ctx, []spend.Account{{Budget: b.job.Budget}})
	if err != nil {
		return 0, err
	}
	return used[0], nil
}

func (b books) open() (open []spend.Reservation, err error) {
	all, err := b.store.Open(b.ctx, time.Now().Add(time.Minute))
	for _, r := range all {
		if strings.HasPrefix(r.Lines[0].Account.Budget, b.job.Budget) {
			open = append(open, r)
		}
	}
	return open, err
}

// check compares what was bought, what was counted and what the processes saw.
func (b books) check(sum tally, killed int) error {
	used, err := b.used()
	if err != nil {
		return err
	}
	open, err := b.open()
	if err != nil {
		return err
	}
	cost := int64(len(b.srv.Billed())) * b.job.Price
	switch {
	case cost > b.job.Limit:
		return fmt.Errorf("%d were billed of %d", cost, b.job.Limit)
	case used > b.job.Limit || used < cost:
		return fmt.Errorf("%d are counted, %d were billed of %d", used, cost, b.job.Limit)
	case killed == 0 && used != int64(sum.Bought+sum.Unknown)*b.job.Price:
		return fmt.Errorf("%d are counted for %+v at %d each", used, sum, b.job.Price)
	case killed == 0 && len(open) != sum.Unknown:
		return fmt.Errorf("%d reservations are open for %+v", len(open), sum)
	case killed == 0 && sum.Failed == 0 && sum.OverBudget > 0 && b.job.Limit-used >= b.job.Price:
		return fmt.Errorf("calls were refused, and %d are left of %d at %d each", b.job.Limit-used, b.job.Limit, b.job.Price)
	}
	return nil
}

// clear settles what is open as a person would, by looking at Truora.
func (b books) clear() error {
	open, err := b.open()
	if err != nil {
		return err
	}
	bought := map[string]bool{}
	for check, err := range b.srv.Client().Checks.All(b.ctx, checks.ListParams{}) {
		if err != nil {
			return err
		}
		bought[check.CustomInput] = true
	}
	for _, r := range open {
		end := b.store.Release
		if bought[r.Reference] {
			end = b.store.Settle
		}
		if err := end(b.ctx, r.ID); err != nil {
			return err
		}
	}
	used, err := b.used()
	if cost := int64(len(b.srv.Billed())) * b.job.Price; err == nil && used != cost {
		err = fmt.Errorf("%d are counted in the end, and %d were billed", used, cost)
	}
	return err
}

// fill buys until a call is refused: the rest can be spent to the last purchase.
func (b books) fill() error {
	srv := truoratest.New()
	defer srv.Close()
	j := b.job
	j.Hosts = srv.Start()
	client, err := j.client(b.store)
	if err != nil {
		return err
	}
	before, err := b.used()
	if err != nil {
		return err
	}
	want := min((j.Limit-before)/j.Price, 50)
	for n := range want {
		if err := j.buy(client, fmt.Sprint("rest-", n)); err != nil {
			return fmt.Errorf("%d of %d that are left cannot be bought: %w", n, want, err)
		}
	}
	if err := j.buy(client, "over"); (j.Limit-before)/j.Price == want && !errors.Is(err, spend.ErrBudget) {
		return fmt.Errorf("the limit is reached, and a call ends with: %w", err)
	}
	return nil
}
