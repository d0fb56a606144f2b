// Onboarding is a small web page on which visitors prove who they are: they
// start a process, go through Truora's hosted page, come back, and see the
// verdict arrive. It receives webhooks, keeps evidence, and deletes on request: see
// service.go. It runs on an embedded Truora, or under TRUORA_API_KEY on the real one.
package main

import (
	"context"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/truoratest"
)

func main() {
	demo.Main(connect, func(ctx context.Context, p demo.Program, args []string) int { return program{p}.run(ctx, args) })
}

// program is the example with its surroundings.
type program struct{ demo.Program }

func connect(env func(string) string) (demo.Account, error) {
	if demo.HasKey(env) {
		return demo.Real("truora-onboarding", truora.WithPolling(2*time.Second, 5*time.Second))
	}
	return demo.Embedded(truoratest.New(truoratest.WithPace(4), truoratest.WithMagicInputs()), 200*time.Millisecond, 500*time.Millisecond), nil
}
