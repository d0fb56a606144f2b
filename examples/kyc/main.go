// Kyc finds out whether a person is who they say: it validates the document and
// the face of somebody made up on an embedded Truora, or under TRUORA_API_KEY
// those in the files it is given on the real one, where it asks before it buys.
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

// program is the example with its surroundings.
type program struct{ demo.Program }

func connect(env func(string) string) (demo.Account, error) {
	if demo.HasKey(env) {
		return demo.Real("truora-kyc")
	}
	return demo.Embedded(truoratest.New(truoratest.WithPace(3)), 200*time.Millisecond, 500*time.Millisecond), nil
}
