// Kyc verifies a person's identity by validating a document and a face. It runs against
// an embedded Truora with a made-up person or, if TRUORA_API_KEY is set, against the
// real one with the files it is given, and asks before it buys.
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
		return demo.Real("truora-kyc")
	}
	return demo.Embedded(truoratest.New(truoratest.WithPace(3)), 200*time.Millisecond, 500*time.Millisecond), nil
}
