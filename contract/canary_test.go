package contract_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/faults"
	"github.com/truora/truora-go/truoratest"
)

// Every field of every params type contains a mark, and no mark comes out in an error,
// a log record, the name of an operation or a client, or reaches a foreign host.
func TestCanary(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	var total count
	var marks, unsent atomic.Int64
	t.Cleanup(func() {
		fmt.Printf("canary: cells %d, violations %d, marks %d, methods that refuse all marks %d\n", total.cells, total.violations, marks.Load(), unsent.Load())
	})
	for area, service := range services() {
		for method := range service.Methods() {
			name := area + "." + method.Name
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					tried, sent := canaries(spec, method)
					if !sent {
						unsent.Add(1) // only its refusals are checked
					}
					for _, fault := range faults.All() {
						if fault.Status > 302 && fault.Status < 400 || fault.Status == 301 {
							continue // a leak does not depend on which redirect it is
						}
						for _, way := range tried {
							c := canary(spec, method, fault, way)
							c.drive()
							total.add(t, name+" under "+fault.Name, slices.Compact(c.problems))
							marks.Add(int64(len(c.marks)))
						}
					}
				})
			})
		}
	}
}

// ways are how params can be filled: completely, without enums, or in part, because no
// set of fields is valid for every method.
func ways(method reflect.Method) []filler {
	all := []filler{{choices: true}, {}, {links: true}, {links: true, choices: true}}
	if method.Type.In(method.Type.NumIn()-1).Kind() != reflect.Struct {
		return all
	}
	dice := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same in every run
	for range 200 {
		all = append(all, filler{choices: true, skip: dice.Uint64()})
	}
	return all
}

// canaries returns the ways to try: completely, of which some are refused, with an error
// that must not contain a mark, and the first that is sent, if there is one.
func canaries(spec *contract.Spec, method reflect.Method) (tried []filler, sent bool) {
	slow := faults.All()[slices.IndexFunc(faults.All(), func(f faults.Fault) bool { return f.Kind == faults.Slow })]
	all := ways(method)
	first := slices.IndexFunc(all, func(way filler) bool {
		c := canary(spec, method, slow, way)
		c.drive()
		return len(c.transport.Calls()) > 0
	})
	tried = all[:2:2]
	if first >= len(tried) {
		tried = append(tried, all[first])
	}
	return tried, first >= 0
}

func canary(spec *contract.Spec, method reflect.Method, fault faults.Fault, way filler) *cell {
	c := &cell{spec: spec, fault: fault, patience: canaryPatience, hits: func(*contract.Endpoint) bool { return true }}
	c.run = func(ctx context.Context, client *truora.Client, _ *truoratest.Server) error {
		receiver := serviceOf(client, method.Type.In(0))
		args := []reflect.Value{receiver}
		for i := 1; i < method.Type.NumIn(); i++ {
			args = append(args, way.argument(ctx, method.Type.In(i)))
		}
		c.marks = way.marks
		return outcome(method.Func.Call(args))
	}
	return c
}

func serviceOf(client *truora.Client, t reflect.Type) reflect.Value {
	for _, field := range reflect.ValueOf(client).Elem().Fields() {
		if field.Type() == t {
			return field
		}
	}
	panic("no field of type " + t.String()) // the methods come from the fields
}

// outcome returns the error among results, or the first that an iterator yields.
func outcome(results []reflect.Value) error {
	for _, result := range results {
		if result.Kind() == reflect.Func {
			for _, err := range result.Seq2() {
				if err, ok := reflect.TypeAssert[error](err); ok {
					return err
				}
			}
			continue
		}
		if err, ok := reflect.TypeAssert[error](result); ok {
			return err
		}
	}
	return nil
}
