package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/whatsapp"
)

// fake is a Truora in memory that goes a thousand times as fast; with a key the
// client would be truora.FromEnv().
func fake() (*truoratest.Server, *truora.Client) {
	srv := truoratest.New(truoratest.WithPace(1000))
	client := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	return srv, client
}

func Example() {
	srv, client := fake()
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	outbound, err := client.WhatsApp.CreateOutbound(ctx, whatsapp.CreateOutboundParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageSpanish, OutboundName: "bienvenida",
		Category: whatsapp.CategoryUtility, TemplateType: whatsapp.TemplateTypeText, Content: "Hola {{.nombre}}, ¿empezamos?",
		Buttons:   whatsapp.Buttons{{Type: whatsapp.ButtonTypeQuickReply, Text: "Sí"}, {Type: whatsapp.ButtonTypeQuickReply, Text: "No, gracias"}},
		Variables: whatsapp.Variables{"nombre": apitype.NewSecret("Ana")}, // an example, for WhatsApp's reviewers
	})
	if err != nil {
		log.Fatal(err)
	}
	outbound, err = client.WhatsApp.WaitOutbound(ctx, outbound.OutboundID, whatsapp.WaitOutboundParams{})
	if err != nil {
		log.Fatal(err)
	}
	if !outbound.Sendable() {
		log.Fatal(outbound.OutboundStatus, ": ", outbound.FailureReason)
	}
	_, err = client.WhatsApp.Send(ctx, whatsapp.SendParams{
		OutboundID: outbound.OutboundID, CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true,
		FlowID: "IPF00000000000000000000000000000001", Variables: whatsapp.Variables{"nombre": apitype.NewSecret("Luz")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("handed over; a webhook tells what becomes of it")
	// Output: handed over; a webhook tells what becomes of it
}

func ExampleService_Send_outcomeUnknown() {
	srv, client := fake()
	defer srv.Close()
	ctx := context.Background()
	code, err := client.WhatsApp.CreateOutbound(ctx, whatsapp.CreateOutboundParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageEnglish, OutboundName: "code",
		Category: whatsapp.CategoryAuthentication, TemplateType: whatsapp.TemplateTypeText, IsNotification: true, CodeExpirationMinutes: 10,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err = client.WhatsApp.WaitOutbound(ctx, code.OutboundID, whatsapp.WaitOutboundParams{}); err != nil {
		log.Fatal(err)
	}

	srv.LoseAnswer("POST /v1/whatsapp/outbounds/send") // what a network does now and then
	_, err = client.WhatsApp.Send(ctx, whatsapp.SendParams{
		OutboundID: code.OutboundID, CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true,
		Variables: whatsapp.Variables{"code": apitype.NewSecret("123456")},
	})
	if errors.Is(err, truora.ErrOutcomeUnknown) {
		fmt.Println("the code may have arrived: it stays valid, and the person may ask for another")
	}
	fmt.Println("billed:", len(srv.Billed()))
	// Output:
	// the code may have arrived: it stays valid, and the person may ask for another
	// billed: 1
}

func ExampleCreateOutboundParams_Validate() {
	params := whatsapp.CreateOutboundParams{
		WABAPhoneNumber: "+14080001111", LanguageCode: whatsapp.LanguageEnglish, OutboundName: "offer", Category: whatsapp.CategoryUtility,
		TemplateType: whatsapp.TemplateTypeText, IsNotification: true, Content: "Hello {{.name}}",
		Buttons: whatsapp.Buttons{{Type: whatsapp.ButtonTypeQuickReply, Text: "Yes"}},
	}
	fmt.Println(params.Validate())
	// Output: var.name is missing: each variable needs an example; outbound_buttons of QUICK_REPLY are not for notifications
}

func ExampleClickLink() {
	fmt.Println(whatsapp.ClickLink("+1 408 000 1111", "I want to start"))
	// Output: https://wa.me/14080001111?text=I%20want%20to%20start
}
