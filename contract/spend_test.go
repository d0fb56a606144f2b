package contract_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

// A budget counts what the fake bills, for all operations, and limits each of them.
func TestBudgetsCountWhatIsBilled(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	for _, r := range rows {
		op, bills := spec.ByGo(r.Go).Op(), spec.ByGo(r.Go).Bills
		t.Run(r.Go, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				guard, intercept := budget(t, spend.MaxAmount, func(spend.Purchase) bool { return true })
				server := truoratest.NewServer(t)
				client := server.Client(truora.WithInterceptor(intercept))
				require.NoError(t, r.Run(t.Context(), drive{t: t, client: client, server: server}))
				billed := map[string]int64{}
				for _, charge := range server.Billed() {
					billed[charge.Op]++
				}
				for op, n := range billed {
					switch truora.Bills(op) {
					case truora.BillingCheck, truora.BillingValidation, truora.BillingMessage:
						assert.Equal(t, n, spentOn(t, guard, op), op)
					default: // they come to as much as it takes
						assert.Positive(t, spentOn(t, guard, op), op)
					}
				}
				assert.Equal(t, bills != "", spentOn(t, guard, op) > 0)
			})
			if bills == "" {
				return
			}
			synctest.Test(t, func(t *testing.T) {
				_, intercept := budget(t, 0, func(p spend.Purchase) bool { return p.Op == op })
				record := drivenUnder(t, r, intercept, spend.ErrBudget)
				for _, x := range record.exchanges {
					e, _ := x.problems(spec)
					assert.NotEqual(t, r.Go, e.Go, "sent although there was no room")
				}
			})
		})
	}
}

// budget returns a budget for one operation, each call of which buys one thing.
func budget(t *testing.T, limit int64, of func(spend.Purchase) bool) (*spend.Guard, truora.Interceptor) {
	t.Helper()
	guard, err := spend.New([]spend.Budget{{Name: "all", Limit: limit, Of: of, Each: spend.ByOp}})
	require.NoError(t, err)
	return guard, func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		return guard.Intercept(spend.WithQuantity(ctx, 1), call)
	}
}

func spentOn(t *testing.T, guard *spend.Guard, op string) int64 {
	t.Helper()
	balances, err := guard.Balances(t.Context(), spend.Purchase{Op: op})
	require.NoError(t, err)
	return balances[0].Used
}
