// WhatsApp registers a message template, waits for its approval, sends it, and
// shows delivery and answers as they come: on an embedded Truora with made-up
// people, or under TRUORA_API_KEY on the real one, where it asks before it writes
// to anybody.
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
		return demo.Real("truora-whatsapp-example")
	}
	srv := truoratest.New(truoratest.WithPace(8))
	srv.WhatsApp.NextApproval(truoratest.WhatsAppApproval{After: 20 * time.Second})
	return demo.Embedded(srv, 200*time.Millisecond, 400*time.Millisecond), nil
}
