package contract_test

import (
	"context"
	"errors"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/whatsapp"
)

// welcome is a template with everything that a marketing text can have.
func welcome() whatsapp.CreateOutboundParams {
	return whatsapp.CreateOutboundParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageSpanishMexico, OutboundName: "welcome_july",
		Category: whatsapp.CategoryMarketing, TemplateType: whatsapp.TemplateTypeText,
		HeaderText: "Sale {{.start}}", Content: "Hello {{.name}}, {{.discount}} off. ¿Sí & no?", FooterText: "While supplies last",
		Buttons: whatsapp.Buttons{
			{Type: whatsapp.ButtonTypeQuickReply, Text: "I'm in"},
			{Type: whatsapp.ButtonTypeQuickReply, Text: "No, thanks"},
			{Type: whatsapp.ButtonTypeURL, Text: "Shop", URL: "https://shop.example.com/{{.path}}"},
			{Type: whatsapp.ButtonTypePhoneNumber, Text: "Call", PhoneNumber: "+14080001112"},
			{Type: whatsapp.ButtonTypeCopyCode},
		},
		Variables: apitype.NewSecrets(map[string]string{"name": "Ana", "discount": "25%", "start": "today", "path": "summer", "code": "1234"}),
	}
}

// approved creates a template and waits for its approval.
func approved(ctx context.Context, d drive, params whatsapp.CreateOutboundParams) (*whatsapp.Outbound, error) {
	outbound, err := d.client.WhatsApp.CreateOutbound(ctx, params)
	if err != nil {
		return nil, err
	}
	return d.client.WhatsApp.WaitOutbound(ctx, outbound.OutboundID, whatsapp.WaitOutboundParams{})
}

// written opens a session with a person whom the template reaches.
func written(ctx context.Context, d drive, phone string) (*whatsapp.SendResult, error) {
	outbound, err := approved(ctx, d, welcome())
	if err != nil {
		return nil, err
	}
	return d.client.WhatsApp.Send(ctx, whatsapp.SendParams{
		OutboundID: outbound.OutboundID, CountryCode: "+57", PhoneNumber: phone, UserAuthorized: true, FlowID: "IPF1",
		AccountID: "user_1", PreserveLastOutbound: new(false),
		Variables: apitype.NewSecrets(map[string]string{"name": "Ana Ñ", "discount": "25%", "start": "today", "path": "a+b", "code": "1"}),
	})
}

func inbound(ctx context.Context, d drive, text string) (*whatsapp.InboundFlow, error) {
	return d.client.WhatsApp.CreateInboundFlow(ctx, whatsapp.CreateInboundFlowParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, FlowID: "IPF1", InboundMessage: text, WABAProvider: apitype.ProviderMeta,
	})
}

var _ = drives(
	row{Go: "whatsapp.CreateOutbound", Run: func(ctx context.Context, d drive) error {
		code := whatsapp.CreateOutboundParams{
			WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageEnglish, OutboundName: "code", Category: whatsapp.CategoryAuthentication,
			IsNotification: true, TemplateType: whatsapp.TemplateTypeText, CodeExpirationMinutes: 10, Variables: whatsapp.Variables{"code": apitype.NewSecret("123456")},
		}
		picture := welcome()
		picture.TemplateType, picture.HeaderText, picture.MediaID, picture.MediaURL = whatsapp.TemplateTypeImage, "", "MED1", "https://example.com/a.png"
		picture.Buttons, picture.ContinueProcessMessage, picture.CancelProcessMessage = nil, "Yes", "No"
		for _, params := range []whatsapp.CreateOutboundParams{welcome(), code, picture} {
			if _, err := d.client.WhatsApp.CreateOutbound(ctx, params); err != nil {
				return err
			}
		}
		strange := welcome()
		strange.WABAPhoneNumber = "+10000000000"
		_, err := d.client.WhatsApp.CreateOutbound(ctx, strange)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "whatsapp.GetOutbound", Run: func(ctx context.Context, d drive) error {
		d.server.WhatsApp.NextApproval(truoratest.WhatsAppApproval{Status: "REJECTED", Reason: "INVALID_FORMAT"}, truoratest.WhatsAppApproval{})
		for range 2 {
			if _, err := approved(ctx, d, welcome()); err != nil {
				return err
			}
		}
		_, err := d.client.WhatsApp.GetOutbound(ctx, "OTB0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "whatsapp.ListOutbounds", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		list := whatsapp.ListOutboundsParams{Line: truoratest.WhatsAppLine}
		if page, err := d.client.WhatsApp.ListOutbounds(ctx, list); err != nil || len(page.Items) != 0 {
			return errors.Join(err, errors.New("an empty list is a page without items"))
		}
		for range 2 {
			if _, err := d.client.WhatsApp.CreateOutbound(ctx, welcome()); err != nil {
				return err
			}
		}
		page, err := d.client.WhatsApp.ListOutbounds(ctx, list)
		if err != nil {
			return err
		}
		_, err = d.client.WhatsApp.ListOutbounds(ctx, whatsapp.ListOutboundsParams{
			Line: truoratest.WhatsAppLine, FlowID: "IPF1", Status: whatsapp.OutboundStatusPending, InteractionCategory: whatsapp.CategoryMarketing,
			Query: "welcome", StartKey: page.Next,
		})
		return err
	}},
	row{Go: "whatsapp.UpdateOutbound", Run: func(ctx context.Context, d drive) error {
		outbound, err := approved(ctx, d, welcome())
		if err != nil {
			return err
		}
		params := welcome()
		params.Content = "Hi {{.name}}, {{.discount}} off."
		_, err = d.client.WhatsApp.UpdateOutbound(ctx, outbound.OutboundID, params)
		return err
	}},
	row{Go: "whatsapp.DeleteOutbound", Run: func(ctx context.Context, d drive) error {
		outbound, err := d.client.WhatsApp.CreateOutbound(ctx, welcome())
		if err != nil {
			return err
		}
		if err := d.client.WhatsApp.DeleteOutbound(ctx, outbound.OutboundID); err != nil {
			return err
		}
		err = d.client.WhatsApp.DeleteOutbound(ctx, outbound.OutboundID)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "whatsapp.Send", Run: func(ctx context.Context, d drive) error {
		if _, err := written(ctx, d, "3000000001"); err != nil {
			return err
		}
		_, err := d.client.WhatsApp.Send(ctx, whatsapp.SendParams{OutboundID: "OTB0", CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true})
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "whatsapp.CreateInboundFlow", Run: func(ctx context.Context, d drive) error {
		if _, err := inbound(ctx, d, "I want to start"); err != nil {
			return err
		}
		_, err := inbound(ctx, d, "I want to start")
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "whatsapp.GetInboundFlow", Run: func(ctx context.Context, d drive) error {
		flow, err := inbound(ctx, d, "I want to start")
		if err != nil {
			return err
		}
		_, err = d.client.WhatsApp.GetInboundFlow(ctx, flow.InboundFlowID)
		return err
	}},
	row{Go: "whatsapp.ListInboundFlows", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for _, text := range []string{"one", "two"} {
			if _, err := inbound(ctx, d, text); err != nil {
				return err
			}
		}
		page, err := d.client.WhatsApp.ListInboundFlows(ctx, whatsapp.ListInboundFlowsParams{})
		if err != nil {
			return err
		}
		_, err = d.client.WhatsApp.ListInboundFlows(ctx, whatsapp.ListInboundFlowsParams{StartKey: page.Next})
		return err
	}},
	row{Go: "whatsapp.UpdateInboundFlow", Run: func(ctx context.Context, d drive) error {
		flow, err := inbound(ctx, d, "I want to start")
		if err != nil {
			return err
		}
		_, err = d.client.WhatsApp.UpdateInboundFlow(ctx, flow.InboundFlowID, whatsapp.UpdateInboundFlowParams{
			WABAPhoneNumber: truoratest.WhatsAppLine, FlowID: "IPF2", InboundMessage: "Quiero empezar",
		})
		return err
	}},
	row{Go: "whatsapp.DeleteInboundFlow", Run: func(ctx context.Context, d drive) error {
		flow, err := inbound(ctx, d, "I want to start")
		if err != nil {
			return err
		}
		err = d.client.WhatsApp.DeleteInboundFlow(ctx, flow.InboundFlowID)
		return err
	}},
	row{Go: "whatsapp.GetCampaign", Run: func(ctx context.Context, d drive) error {
		notes := d.server.WhatsApp.AddCampaign(truoratest.WhatsAppCampaign{Name: "notes", Recipients: 7})
		id := d.server.WhatsApp.AddCampaign(truoratest.WhatsAppCampaign{Name: "welcome", OutboundID: "OTB1", FlowID: "IPF1", Recipients: 100, SendAt: time.Now().Add(time.Hour)})
		time.Sleep(time.Hour + 30*time.Second)
		if _, err := d.client.WhatsApp.GetCampaign(ctx, notes); err != nil {
			return err
		}
		campaign, err := d.client.WhatsApp.GetCampaign(ctx, id)
		if err == nil && campaign.DeliveredUsers == 0 {
			err = errors.New("nothing was delivered")
		}
		return err
	}},
	row{Go: "whatsapp.CancelCampaign", Run: func(ctx context.Context, d drive) error {
		id := d.server.WhatsApp.AddCampaign(truoratest.WhatsAppCampaign{Name: "welcome", Recipients: 100})
		err := d.client.WhatsApp.CancelCampaign(ctx, id)
		return err
	}},
	row{Go: "whatsapp.ListLines", Run: func(ctx context.Context, d drive) error {
		d.server.WhatsApp.AddLine("+14080002222", "Sales line")
		page, err := d.client.WhatsApp.ListLines(ctx)
		if err == nil && len(page.Items) != 2 {
			err = errors.New("a line is missing")
		}
		return err
	}},
	row{Go: "whatsapp.GetLine", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.WhatsApp.GetLine(ctx, truoratest.WhatsAppLine)
		return err
	}},
	row{Go: "whatsapp.UpdateLineConfig", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.WhatsApp.UpdateLineConfig(ctx, truoratest.WhatsAppLine, whatsapp.UpdateLineConfigParams{DefaultFlowID: "IPF1"})
		return err
	}},
	row{Go: "whatsapp.CreateSubscription", Run: func(ctx context.Context, d drive) error {
		err := d.client.WhatsApp.CreateSubscription(ctx, whatsapp.CreateSubscriptionParams{
			WABAID: "200000000000001", WABAPhoneNumber: truoratest.WhatsAppLine, Fields: whatsapp.Fields{"callback": "https://example.com/hook"},
		})
		return err
	}},
	row{Go: "whatsapp.SendProviderStatus", Run: func(ctx context.Context, d drive) error {
		err := d.client.WhatsApp.SendProviderStatus(ctx, apitype.ProviderMeta, whatsapp.SendProviderStatusParams{
			Object: "whatsapp_business_account", Entry: []map[string]any{{"id": "200000000000001", "changes": []any{}}},
		})
		return err
	}},
)
