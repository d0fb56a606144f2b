package contract_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/faults"
	"github.com/truora/truora-go/truoratest"
)

// count is the summary of a run over many cells.
type count struct {
	mu                sync.Mutex
	cells, violations int
}

func (n *count) add(t *testing.T, name string, problems []string) {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cells++
	for _, problem := range problems {
		n.violations++
		t.Errorf("%s: %s", name, problem)
	}
}

// Under every fault, every operation is sent as often as its effect allows, says what
// became of it, and reveals no personal data.
func TestMatrix(t *testing.T) {
	t.Parallel()
	spec, all := loadSpec(t), append(faults.All(), faults.OverHTTP2()...)
	var total count
	t.Cleanup(func() { fmt.Printf("matrix: cells %d, violations %d\n", total.cells, total.violations) })
	for _, r := range rows {
		t.Run(r.Go, func(t *testing.T) {
			t.Parallel()
			e := spec.ByGo(r.Go)
			require.NotNil(t, e, "not in the inventory")
			synctest.Test(t, func(t *testing.T) {
				for _, fault := range all {
					for _, once := range []bool{false, true} {
						c := rowCell(t, spec, e, r, fault, once)
						if !c.applies() {
							continue
						}
						c.drive()
						problems := c.judge()
						if !c.idle {
							total.add(t, c.name, problems)
						}
					}
				}
			})
		})
	}
}

func rowCell(t *testing.T, spec *contract.Spec, e *contract.Endpoint, r row, fault faults.Fault, once bool) *cell {
	c := &cell{
		name: r.Go + " under " + fault.Name, spec: spec, endpoint: e, hosts: []string{e.Host}, fault: fault, once: once, patience: rowPatience,
		hits: func(hit *contract.Endpoint) bool { return hit == e },
		run: func(ctx context.Context, client *truora.Client, server *truoratest.Server) error {
			return r.Run(ctx, drive{t: t, client: client, server: server})
		},
	}
	method, ok := services()[e.Package()].MethodByName(e.GoMethod())
	require.True(t, ok, r.Go)
	c.decodes = method.Type.NumOut() == 2 && e.Body != "raw" // the storage's answer to a file is ignored
	if once {
		c.name += ", which passes"
	}
	return c
}
