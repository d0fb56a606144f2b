package statemachine

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/truora/truora-go/truoratest"
)

// step is something that happens to an account. Each kind uses some of the fields.
type step struct {
	do       string
	op       string
	person   string
	force    bool
	patience time.Duration
	delay    time.Duration
	status   int
	which    int
}

var (
	calls    = []string{"create a check", "create a validation", "pause", "get", "list", "delete", "wait", "pdf"}
	troubles = []string{"lose the answer", "refuse the connection", "cut the answer", "slow down", "answer by a status", "answer by a rate limit"}
	ops      = []string{
		"POST /v1/checks", "POST /v1/validations", "GET /v1/checks/{check_id}", "GET /v1/checks",
		"DELETE /v1/checks/{check_id}", "POST /v1/checks/{check_id}/pdf",
	}
)

func (s step) String() string {
	if strings.HasPrefix(s.do, "create") {
		return fmt.Sprintf("%s (forced: %t, patience %s)", s.do, s.force, s.patience)
	}
	if slices.Contains(troubles, s.do) {
		return fmt.Sprintf("%s of %s (status %d, delay %s, after %d bytes)", s.do, s.op, s.status, s.delay, s.which)
	}
	return fmt.Sprintf("%s (patience %s)", s.do, s.patience)
}

// Everything is drawn before anything runs: rapid ends a run by a panic, which must not
// cross the bubble.
var steps = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
	return step{
		do:       rapid.OneOf(rapid.SampledFrom(calls), rapid.SampledFrom(troubles)).Draw(t, "do"),
		op:       rapid.SampledFrom(ops).Draw(t, "op"),
		person:   rapid.SampledFrom([]string{"1000000001", "1000000002"}).Draw(t, "person"),
		force:    rapid.Bool().Draw(t, "force"),
		patience: rapid.SampledFrom([]time.Duration{time.Hour, time.Second, 3 * time.Second}).Draw(t, "patience"),
		delay:    rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute}).Draw(t, "delay"),
		status:   rapid.SampledFrom([]int{500, 408, 429, 502, 503, 504}).Draw(t, "status"),
		which:    rapid.IntRange(0, 60).Draw(t, "which"),
	}
}), 1, 40)

// Whatever goes wrong, nothing is billed twice for one call, and nothing is billed for
// a call that certainly failed.
func TestNothingIsBoughtBehindTheCaller(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		plan := steps.Draw(r, "steps")
		var breach error
		synctest.Test(t, func(*testing.T) { breach = follow(plan) })
		if breach != nil {
			r.Fatal(breach)
		}
	})
}

// follow takes the steps and returns which of them broke which rule.
func follow(plan []step) error {
	server := truoratest.New()
	defer server.Close()
	m := &machine{server: server, client: server.Client()}
	for i, s := range plan {
		if err := m.take(s); err != nil {
			var told strings.Builder
			for _, before := range plan[:i+1] {
				fmt.Fprintf(&told, "\n  %s", before)
			}
			return fmt.Errorf("%w, after these steps:%s", err, told.String())
		}
	}
	return nil
}

// The defaults are more runs than rapid's 100, because they take no time, and no file
// after a failure, because the output has all steps. Flags override them.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": "1000", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
