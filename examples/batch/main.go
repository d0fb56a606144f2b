// Batch runs a background check for each row of a CSV file: it writes the spreadsheet,
// uploads it, waits, and prints the report. It runs against an embedded Truora or, if
// TRUORA_API_KEY is set, the real one, where it asks before it buys.
package main

import (
	"context"
	"time"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/truoratest"
)

func main() {
	demo.Main(connect, func(ctx context.Context, p demo.Program, args []string) int { return program{p}.run(ctx, args) })
}

// program is the example and its environment.
type program struct{ demo.Program }

func connect(env func(string) string) (demo.Account, error) {
	if demo.HasKey(env) {
		return demo.Real("truora-batch")
	}
	srv := truoratest.New(truoratest.WithPace(5))
	srv.Checks.OnCreate(somebodyToFind)
	return demo.Embedded(srv, 100*time.Millisecond, 200*time.Millisecond), nil
}

// somebodyToFind scripts the people of the sample: one of them has findings.
func somebodyToFind(in truoratest.CheckInput) truoratest.CheckScript {
	script := truoratest.CheckScript{Findings: []truoratest.Finding{}}
	if in.Form.Get("national_id") == "1000000003" {
		script.Findings = []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}, {DataSet: "legal_background", Severity: "high"}}
	}
	return script
}
