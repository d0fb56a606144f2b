package main

import (
	"context"
	"time"

	"github.com/truora/truora-go/truoratest"
)

// madeUp are the people of the embedded Truora, and what they do.
var madeUp = []struct {
	person
	after   time.Duration
	answers []string
	gone    bool // no longer on WhatsApp
}{
	{person: person{"Ana Ejemplo", "+57", "3000000001"}, after: 1800 * time.Millisecond, answers: []string{yes, "¿Hasta cuándo vale?"}},
	{person: person{"Luis Muestra", "+52", "5500000002"}, after: 2600 * time.Millisecond, answers: []string{no}},
	{person: person{"Eva Modelo", "+51", "900000003"}, gone: true},
}

// populate adds the made-up people to cmd and sets up their phones.
func populate(cmd *command, srv *truoratest.Server) {
	cmd.line, cmd.flow, cmd.people = truoratest.WhatsAppLine, "IPF00000000000000000000000000000001", nil
	for _, who := range madeUp {
		cmd.people = append(cmd.people, who.person)
		if who.gone {
			srv.WhatsApp.Phone(who.code + who.phone).LeaveWhatsApp()
		}
	}
}

// live lets the made-up people answer the messages they received, until ctx ends.
func live(ctx context.Context, srv *truoratest.Server) {
	for _, who := range madeUp {
		phone := srv.WhatsApp.Phone(who.code + who.phone)
		go func() {
			for _, text := range who.answers {
				select {
				case <-ctx.Done():
					return
				case <-time.After(who.after):
				}
				if len(phone.Messages()) > 0 {
					phone.Reply(text)
				}
			}
		}()
	}
}
