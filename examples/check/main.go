// Check runs a background check and prints everything about it. It runs against an
// embedded Truora or, if TRUORA_API_KEY is set, the real one, where it asks before it
// buys.
package main

import (
	"context"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
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
		return demo.Real("truora-check", truora.WithPolling(2*time.Second, 10*time.Second))
	}
	srv := truoratest.New(truoratest.WithPace(4))
	srv.Checks.OnCreate(bumpy)
	return demo.Embedded(srv, 150*time.Millisecond, 400*time.Millisecond), nil
}

// bumpy scripts checks as they go on the real Truora: not every source answers. The
// person of the first run has findings; for all others the fake decides.
func bumpy(in truoratest.CheckInput) truoratest.CheckScript {
	var script truoratest.CheckScript
	if in.Country != string(apitype.CountryAll) { // too few sources there to lose any
		script.Sources = []truoratest.SourceScript{
			{Source: "juzgados", Outcome: "error"},
			{Source: "prensa", Outcome: "expired"},
			{Source: "fotomultas", Outcome: "expired"},
		}
	}
	if in.Form.Get("national_id") == madeUp[apitype.CountryColombia].document {
		script.Findings = []truoratest.Finding{
			{DataSet: string(apitype.DataSetCriminalRecord), Severity: string(apitype.SeverityHigh)},
			{DataSet: string(apitype.DataSetTrafficFines), Severity: string(apitype.SeverityLow)},
		}
	}
	return script
}
