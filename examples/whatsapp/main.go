// WhatsApp registers a message template, waits for its approval, sends it, and shows
// delivery and answers as they arrive. It runs against an embedded Truora with made-up
// people or, if TRUORA_API_KEY is set, against the real one, where it asks before it
// sends anything.
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
		return demo.Real("truora-whatsapp-example")
	}
	srv := truoratest.New(truoratest.WithPace(8))
	srv.WhatsApp.NextApproval(truoratest.WhatsAppApproval{After: 20 * time.Second})
	return demo.Embedded(srv, 200*time.Millisecond, 400*time.Millisecond), nil
}
