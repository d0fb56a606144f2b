package contract_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/faults"
	"github.com/truora/truora-go/truoratest"
)

// cell is a use of the SDK under one fault.
type cell struct {
	name     string
	spec     *contract.Spec
	endpoint *contract.Endpoint
	fault    faults.Fault
	once     bool // the fault passes
	hits     func(*contract.Endpoint) bool
	marks    faults.Values // the values in the params, sent or not
	patience time.Duration
	hosts    []string
	decodes  bool // the method returns more than an error
	run      func(context.Context, *truora.Client, *truoratest.Server) error

	transport *faults.Transport
	err       error
	idle      bool // the fault had nothing to break
	problems  []string
}

const (
	// Rows take virtual time, including waits of hours; canaries wait for nothing.
	rowPatience    = 90 * 24 * time.Hour
	canaryPatience = 3 * time.Hour
	retries        = truora.DefaultRetries
	// The limit for bodies. A body need not be larger than this to be too large.
	cellMaxBody = 64 << 10
)

// drive runs the cell and collects what leaked. The caller judges the rest.
func (c *cell) drive() {
	server := truoratest.New()
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), c.patience)
	defer cancel()
	var log faults.Log
	c.transport = &faults.Transport{Next: server, Spec: c.spec, Fault: c.fault, Hits: c.hits, Once: c.once, Cancel: cancel, Hosts: c.hosts}
	defer c.transport.Close()
	client := server.Client(
		truora.WithHTTPClient(&http.Client{Transport: c.transport}),
		truora.WithLogger(log.Logger()), truora.WithMaxBody(cellMaxBody))
	c.err = c.guarded(func() error { return c.run(ctx, client, server) })
	c.problems = append(c.problems, c.transport.Problems()...)
	if open := c.transport.Open(); open > 0 {
		c.problems = append(c.problems, fmt.Sprintf("%d answers were never closed", open))
	}
	said := append(c.transport.Said(), c.marks...)
	c.problems = append(c.problems, faults.Leaks("the log", log.String(), truoratest.APIKey, said)...)
	c.problems = append(c.problems, faults.Leaks("the client", faults.Texts(client)+faults.Texts(*client), truoratest.APIKey, said)...)
	for _, err := range faults.Chain(c.err) {
		if isOurs(err) {
			c.problems = append(c.problems, faults.Leaks("the error", faults.Texts(err), truoratest.APIKey, said)...)
		}
	}
	c.overcharged(server.Billed())
}

// isOurs excludes errors wrapped by a row, and the causes that errors.As finds below
// ours: those print what their authors chose.
func isOurs(err error) bool {
	switch err.(type) {
	case *truora.Error, *truora.DecodeError:
		return true
	default:
		return false
	}
}

func (c *cell) guarded(run func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			c.problems = append(c.problems, fmt.Sprintf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	return run()
}

// applies excludes cells that would show nothing: a fault that passes where nothing is
// sent again, and a size limit on a file.
func (c *cell) applies() bool {
	file := faults.IsFile(c.endpoint)
	if c.fault.Needs() && c.endpoint.Body == "none" {
		return false
	}
	if c.once && c.fault.Framed() {
		return true // net/http could repeat it
	}
	if c.once {
		return c.fault.Repeats(c.endpoint.Effect, file)
	}
	return c.fault.Kind != faults.Oversized || !file
}

// overcharged finds operations that were billed more often than called.
func (c *cell) overcharged(charges []truoratest.Charge) {
	left, times := map[string]int{}, map[string][]time.Time{}
	for _, call := range c.transport.Calls() {
		if call.Endpoint != nil {
			left[call.Endpoint.Op()]++
			times[call.Endpoint.Op()] = append(times[call.Endpoint.Op()], call.Times...)
		}
	}
	for _, charge := range charges {
		if !slices.ContainsFunc(times[charge.Op], charge.Time.Equal) {
			continue // what is billed monthly is billed without a call
		}
		if left[charge.Op]--; left[charge.Op] < 0 {
			c.problems = append(c.problems, charge.Op+" was billed more often than called")
		}
	}
}

func (c *cell) judge() []string {
	calls := c.transport.Calls()
	var last *faults.Call
	for _, call := range calls {
		c.problems = append(c.problems, c.fault.JudgeCall(call, retries)...)
		if call.Met > 0 {
			last = call
		}
	}
	switch {
	case last == nil && c.fault.Within():
		c.idle = true // the row gets no body, or none twice
	case last == nil:
		c.problems = append(c.problems, fmt.Sprintf("the operation never met the fault: %v", c.err))
	case last.Attempts > last.Met || last.Arrived > last.Met: // it succeeded in the end
		c.problems = append(c.problems, c.fault.JudgePassing(last, c.err)...)
	default:
		c.problems = append(c.problems, c.fault.JudgeError(last, c.decodes, c.err)...)
	}
	return slices.Compact(c.problems)
}
