package whatsapp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/whatsapp"
)

func code() whatsapp.CreateOutboundParams {
	return whatsapp.CreateOutboundParams{
		WABAPhoneNumber: "14080001111", LanguageCode: whatsapp.LanguageEnglish, OutboundName: "code", Category: whatsapp.CategoryAuthentication,
		IsNotification: true, TemplateType: whatsapp.TemplateTypeText, CodeExpirationMinutes: 90, Variables: whatsapp.Variables{"code": apitype.NewSecret("123456789012345")},
	}
}

// One error names every field that is wrong.
func TestTemplateRulesAreReportedTogether(t *testing.T) {
	t.Parallel()
	bad := whatsapp.CreateOutboundParams{
		Category: whatsapp.CategoryUtility, TemplateType: whatsapp.TemplateTypeImage, IsNotification: true, CodeExpirationMinutes: 5,
		OutboundName: strings.Repeat("ñ", 513), Content: strings.Repeat("x", 1025) + "{{.name}}", HeaderText: "{{.a}}{{.b}}", FooterText: "{{.c}}",
		Buttons: whatsapp.Buttons{
			{Type: whatsapp.ButtonTypeURL, Text: strings.Repeat("x", 26), URL: "ftp://example.com"},
			{Type: whatsapp.ButtonTypeQuickReply, Text: "Yes"},
			{Type: whatsapp.ButtonTypeURL, Text: "b", URL: "https://example.com/{{.d}}/more"},
			{Type: whatsapp.ButtonTypeQuickReply},
			{Type: whatsapp.ButtonTypeURL, Text: "c", URL: "https://example.com/"},
			{Type: whatsapp.ButtonTypeCopyCode},
			{Type: whatsapp.ButtonTypePhoneNumber, Text: "Call"},
			{},
		},
	}
	assert.Equal(t, []string{
		"waba_phone_number is missing", "language_code is missing", "outbound_name is longer than 512 characters",
		"content is longer than 1024 characters",
		"code_expiration_minutes is for AUTHENTICATION only", "header_text is for TEXT only", "header_text has more than one variable",
		"footer_text has a variable", "media_id is missing", "var.name is missing: each variable needs an example",
		"var.a is missing: each variable needs an example", "var.b is missing: each variable needs an example", "var.d is missing: each variable needs an example",
		"outbound_buttons[0].text is longer than 25 characters", "outbound_buttons[0].url must be http or https",
		"outbound_buttons[2].url may have one variable, at its end", "outbound_buttons[3].text is missing",
		"outbound_buttons[6].phone_number is missing", "outbound_buttons[7].type is missing",
		"outbound_buttons has more than 2 of URL",
		"outbound_buttons of QUICK_REPLY must stand together, before or after the others",
		"outbound_buttons of QUICK_REPLY are not for notifications", "outbound_buttons of COPY_CODE are for MARKETING only",
	}, strings.Split(bad.Validate().Error(), "; "))

	auth := code()
	auth.TemplateType, auth.Content, auth.HeaderText, auth.FooterText = whatsapp.TemplateTypeDocument, "x", "x", "x"
	auth.Buttons, auth.CodeExpirationMinutes = whatsapp.Buttons{{Type: whatsapp.ButtonTypeQuickReply, Text: "x"}}, 91
	auth.Variables = apitype.NewSecrets(map[string]string{"code": "1234567890123456", "name": "x"})
	assert.Equal(t, []string{
		"template_type must be TEXT for AUTHENTICATION", "content is not for AUTHENTICATION", "header_text is not for AUTHENTICATION",
		"footer_text is not for AUTHENTICATION", "outbound_buttons is not for AUTHENTICATION",
		"var.name is not for AUTHENTICATION, whose one variable is code", "var.code is longer than 15 characters",
		"code_expiration_minutes must be 1 to 90", "outbound_buttons of QUICK_REPLY are not for notifications",
	}, strings.Split(auth.Validate().Error(), "; "))
}

func TestTemplatesThatMayBeSent(t *testing.T) {
	t.Parallel()
	for name, params := range map[string]whatsapp.CreateOutboundParams{"welcome": welcome(), "code": code()} {
		require.NoError(t, params.Validate(), name)
	}
	for name, change := range map[string]func(*whatsapp.CreateOutboundParams){
		"category of the older reference": func(p *whatsapp.CreateOutboundParams) { p.Category = whatsapp.CategoryOTP },
		"words that are not known": func(p *whatsapp.CreateOutboundParams) {
			p.Category, p.TemplateType, p.LanguageCode = "CAROUSEL", "LOCATION", "fr"
			p.Buttons = append(p.Buttons, whatsapp.Button{Type: "FLOW"})
		},
		"1024 characters as Truora counts": func(p *whatsapp.CreateOutboundParams) {
			p.Content = strings.Repeat("ñ", 1024-len("{{1}}")) + "{{.a_name_that_is_long}}"
			p.Variables["a_name_that_is_long"] = apitype.NewSecret("x")
		},
		"blanks around a variable": func(p *whatsapp.CreateOutboundParams) { p.Content = "Hello {{ .name }}" },
		"an older image": func(p *whatsapp.CreateOutboundParams) {
			p.TemplateType, p.MediaURL = whatsapp.TemplateTypeImage, "https://example.com/a.png"
		},
		"quick replies at the end": func(p *whatsapp.CreateOutboundParams) {
			p.Buttons = append(whatsapp.Buttons{{Type: whatsapp.ButtonTypeURL, Text: "Shop", URL: "https://example.com/{{.name}}"}}, p.Buttons...)
		},
	} {
		params := welcome()
		change(&params)
		require.NoError(t, params.Validate(), name)
	}
	split := welcome()
	site := whatsapp.Button{Type: whatsapp.ButtonTypeURL, Text: "Shop", URL: "https://example.com"}
	split.Buttons = append(append(whatsapp.Buttons{site}, split.Buttons...), site)
	require.ErrorContains(t, split.Validate(), "must stand together", "the middle is neither before nor after")
}

func TestWhatIsNotSent(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	ctx := t.Context()
	good := whatsapp.SendParams{OutboundID: "OTB1", CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true}
	require.NoError(t, good.Validate())
	for field, change := range map[string]func(*whatsapp.SendParams){
		"outbound_id":                       func(p *whatsapp.SendParams) { p.OutboundID = "" },
		"phone_number is missing":           func(p *whatsapp.SendParams) { p.PhoneNumber = "" },
		"must not hold the country code":    func(p *whatsapp.SendParams) { p.PhoneNumber = "+573000000001" },
		"not hold the country code":         func(p *whatsapp.SendParams) { p.PhoneNumber = "573000000001" },
		"phone_number must be digits":       func(p *whatsapp.SendParams) { p.PhoneNumber = "３００0000001" },
		"must be digits":                    func(p *whatsapp.SendParams) { p.PhoneNumber = "\u202a3000000001\u202c" },
		"country_code":                      func(p *whatsapp.SendParams) { p.CountryCode = "57" },
		"user_authorized":                   func(p *whatsapp.SendParams) { p.UserAuthorized = false },
		"account_id":                        func(p *whatsapp.SendParams) { p.AccountID = "Ana Example" },
		"begins or ends with a blank":       func(p *whatsapp.SendParams) { p.Variables = whatsapp.Variables{"code ": apitype.NewSecret("1")} },
		"a name of var is empty, or begins": func(p *whatsapp.SendParams) { p.Variables = whatsapp.Variables{"": apitype.NewSecret("1")} },
	} {
		params := good
		change(&params)
		_, err := client.WhatsApp.Send(ctx, params)
		require.ErrorIs(t, err, truora.ErrInvalid, field)
		require.ErrorContains(t, err, field)
	}
	_, err := client.WhatsApp.Send(ctx, whatsapp.SendParams{})
	require.ErrorContains(t, err, "outbound_id is missing; phone_number is missing; country_code must")

	for name, call := range map[string]func() error{
		"a template": func() error {
			_, err := client.WhatsApp.CreateOutbound(ctx, whatsapp.CreateOutboundParams{})
			return err
		},
		"a part of a template": func() error {
			_, err := client.WhatsApp.UpdateOutbound(ctx, "OTB1", whatsapp.CreateOutboundParams{Content: "x"})
			return err
		},
		"a list of neither line nor flow": func() error {
			_, err := client.WhatsApp.ListOutbounds(ctx, whatsapp.ListOutboundsParams{})
			return err
		},
		"an inbound flow without text": func() error {
			_, err := client.WhatsApp.CreateInboundFlow(ctx, whatsapp.CreateInboundFlowParams{WABAPhoneNumber: "1", FlowID: "IPF1"})
			return err
		},
		"a line without flow": func() error {
			_, err := client.WhatsApp.UpdateLineConfig(ctx, "1", whatsapp.UpdateLineConfigParams{})
			return err
		},
		"an id that climbs": func() error {
			return client.WhatsApp.DeleteOutbound(ctx, "x/../../contacts")
		},
		"no id": func() error {
			return client.WhatsApp.CancelCampaign(ctx, "")
		},
		"a line with a line break": func() error {
			_, err := client.WhatsApp.GetLine(ctx, "+1\r\n")
			return err
		},
	} {
		require.ErrorIs(t, call(), truora.ErrInvalid, name)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestClickLink(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "https://wa.me/14080001111?text=I%20want%20to%20start", whatsapp.ClickLink("+1 (408) 000-1111", "I want to start"))
	assert.Equal(t, "https://wa.me/57300?text=1%2B1%3D2%20%26%20%C2%BFs%C3%AD%3F%20%23%20100%25", whatsapp.ClickLink("57300", "1+1=2 & ¿sí? # 100%"))
}
