package spend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

// jobVariable holds the job of a process that buys.
const jobVariable = "SPEND_MODEL_JOB"

// goroutines is how many goroutines buy at once in each process.
const goroutines = 64

// job is what a process has to buy, and how.
type job struct {
	Name     string // of the process
	Hosts    truora.Hosts
	Database database
	Budget   string
	Limit    int64
	Price    int64
	Calls    int // of each goroutine
	Retries  int
	Forced   bool // otherwise Truora recognizes a repeated check
}

// tally is what a process has seen.
type tally struct {
	Bought, OverBudget, Unknown, Failed int
	Breach                              string // a guarantee that was violated
}

func (t *tally) add(other tally) {
	t.Bought += other.Bought
	t.OverBudget += other.OverBudget
	t.Unknown += other.Unknown
	t.Failed += other.Failed
}

// buyer is the main function of a process that buys. It prints its tally.
func buyer(text string) int {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return fail(err)
	}
	store, closeStore, err := j.Database.open()
	if err != nil {
		return fail(err)
	}
	defer func() { _ = closeStore() }()
	client, err := j.client(store)
	if err != nil {
		return fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(j.buyAll(client)); err != nil {
		return fail(err)
	}
	return 0
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// client returns a client with the budget.
func (j job) client(store spend.Store) (*truora.Client, error) {
	guard, err := spend.New([]spend.Budget{
		{Name: j.Budget, Limit: j.Limit, Price: spend.Prices(map[truora.Billing]int64{truora.BillingCheck: j.Price})},
		{Name: j.Budget + " by country", Limit: spend.MaxAmount, Period: spend.PerDay(time.UTC), Each: spend.ByCountry},
	}, spend.WithStore(store), spend.WithErrorHandler(func(_ context.Context, err error) { fmt.Fprintln(os.Stderr, err) }))
	if err != nil {
		return nil, err
	}
	return truora.New(truoratest.APIKey, truora.WithHosts(j.Hosts), truora.WithRetries(j.Retries),
		truora.WithRetryWait(time.Millisecond, 5*time.Millisecond), truora.WithInterceptor(guard.Intercept))
}

func (j job) buyAll(client *truora.Client) tally {
	var sum tally
	var mu sync.Mutex
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for n := range j.Calls {
				err := j.buy(client, fmt.Sprintf("%s-%d-%d", j.Name, g, n))
				mu.Lock()
				sum.count(err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return sum
}

// buy buys one check, whose reference is also the person's number.
func (j job) buy(client *truora.Client, reference string) error {
	ctx := spend.WithReference(context.Background(), reference)
	_, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true,
		ForceCreation: j.Forced, NationalID: reference, CustomInput: reference,
	})
	return err
}

func (t *tally) count(err error) {
	over, refused := errors.AsType[*spend.BudgetError](err)
	switch {
	case refused && over.Amount <= over.Left:
		t.Breach = "a call was refused for which there was room: " + over.Error()
	case refused:
		t.OverBudget++
	case err == nil:
		t.Bought++
	case errors.Is(err, truora.ErrOutcomeUnknown):
		t.Unknown++
	case errors.Is(err, truora.ErrRefused): // the store failed
		t.Breach = err.Error()
	default:
		t.Failed++
	}
}
