package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"sync"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/whatsapp"
)

// template registers a message and waits until WhatsApp has decided about it, which takes
// minutes to a day. It is done once, and not for each message.
func template(ctx context.Context, service *whatsapp.Service) (*whatsapp.Outbound, error) {
	made, err := service.CreateOutbound(ctx, whatsapp.CreateOutboundParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, // the number of your line
		LanguageCode:    whatsapp.LanguageSpanish, OutboundName: "cita", Category: whatsapp.CategoryUtility,
		TemplateType: whatsapp.TemplateTypeText, IsNotification: true, // it starts no flow
		Content: "Hola {{.nombre}}, te esperamos el {{.dia}}.",
		// Examples, which the reviewers see.
		Variables: whatsapp.Variables{"nombre": apitype.NewSecret("Ana"), "dia": apitype.NewSecret("lunes")},
	})
	if err != nil {
		return nil, err
	}
	outbound, err := service.WaitOutbound(ctx, made.OutboundID, whatsapp.WaitOutboundParams{})
	if err == nil && !outbound.Sendable() {
		err = fmt.Errorf("WhatsApp says %s: %s", outbound.OutboundStatus, outbound.FailureReason)
	}
	return outbound, err
}

// sent are rows of a database: who has been written to.
type sent struct{ sync.Map }

// once sends a message to a person, and never a second one: the row is written before
// the call, so that a crash between the two costs a message and not a person's patience.
func (s *sent) once(ctx context.Context, service *whatsapp.Service, params whatsapp.SendParams) error {
	key := params.OutboundID + params.CountryCode + params.PhoneNumber
	if _, already := s.LoadOrStore(key, true); already {
		return nil
	}
	_, err := service.Send(ctx, params)
	if err != nil && !errors.Is(err, truora.ErrOutcomeUnknown) {
		s.Delete(key) // it was refused: nobody has received anything
	}
	return err
}

func ExampleService_Send() {
	srv, client := fake() // with a key: truora.FromEnv()
	defer srv.Close()
	ctx := context.Background()
	outbound, err := template(ctx, client.WhatsApp)
	if err != nil {
		log.Fatal(err)
	}
	var people sent
	srv.LoseAnswer("POST /v1/whatsapp/outbounds/send")
	for range 2 { // a queue that delivers twice
		err := people.once(ctx, client.WhatsApp, whatsapp.SendParams{
			OutboundID: outbound.OutboundID, CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true,
			Variables: whatsapp.Variables{"nombre": apitype.NewSecret("Luz"), "dia": apitype.NewSecret("martes")},
		})
		fmt.Println("unknown:", errors.Is(err, truora.ErrOutcomeUnknown))
	}
	fmt.Println("messages:", len(srv.Billed()))
	// Output:
	// unknown: true
	// unknown: false
	// messages: 1
}
