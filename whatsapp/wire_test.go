package whatsapp_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/whatsapp"
)

const host = "https://api.connect.truora.com"

// fullOutbound has what the contract's samples have, and words and members that
// this version does not know.
const fullOutbound = `{"outbound_id":"OTB1","client_id":"TCI1","outbound_name":"welcome","outbound_message":"Hello {{1}}","outbound_status":"SLEEPING",
"outbound_quality":"SUPERB","outbound_type":"image","interaction_category":"CAROUSEL","is_notification":false,"language_code":"fr","failure_reason":"",
"media_id":"M1","outbound_answers":[{"action":"continue_process","message":"Yes"}],"call_to_action_options":[{"type":"URL","text":"Go","url":"https://example.com/{{1}}"}],
"variable_mapping":{"1":"name"},"header_variable_mapping":{"1":"date"},"buttons_variable_mapping":{"1":{"URL":{"1":"url_path"}}},
"template_components":[{"type":"HEADER","format":"TEXT","text":"{{1}}","example":{"header_text":["today"]}},{"type":"BODY","example":"text"},
{"type":"BUTTONS","buttons":[{"type":"URL","url":"https://example.com/{{1}}","example":["summer"]},{"type":"COPY_CODE","example":"1234"}]}],
"template_update_date":"0001-01-01T00:00:00Z","creation_date":"2025-07-08T18:57:10.823650648Z","waba_phone_number":"+14080001111","waba_provider":"META",
"waba_app_id":"A1","waba_app_name":"App","mood":"good"}`

func assertFullOutbound(t *testing.T, got any) {
	o, ok := got.(*whatsapp.Outbound)
	require.True(t, ok)
	assert.Equal(t, whatsapp.OutboundStatus("SLEEPING"), o.OutboundStatus, "unknown values are kept")
	assert.False(t, o.OutboundStatus.Decided())
	assert.False(t, o.OutboundStatus.Final())
	assert.False(t, o.Sendable())
	assert.Equal(t, whatsapp.Quality("SUPERB"), o.OutboundQuality)
	assert.Equal(t, whatsapp.TemplateTypeImage, o.OutboundType, "in lowercase")
	assert.Equal(t, "name", o.VariableMapping["1"])
	assert.Equal(t, "date", o.HeaderVariableMapping["1"])
	assert.Equal(t, "url_path", o.ButtonsVariableMapping["1"]["URL"]["1"])
	require.Len(t, o.TemplateComponents, 3)
	assert.Equal(t, []string{"today"}, o.TemplateComponents[0].Example.HeaderText)
	assert.Equal(t, "text", o.TemplateComponents[1].Example.Text)
	assert.Equal(t, whatsapp.Texts{"summer"}, o.TemplateComponents[2].Buttons[0].Example)
	assert.Equal(t, whatsapp.Texts{"1234"}, o.TemplateComponents[2].Buttons[1].Example)
	assert.True(t, o.TemplateUpdateDate.IsZero(), "Go's zero time means no time")
	assert.Equal(t, 823650648, o.CreationDate.Nanosecond())
	assert.Contains(t, string(o.RawJSON()), `"mood":"good"`)
}

// welcome is a text with variables and buttons.
func welcome() whatsapp.CreateOutboundParams {
	return whatsapp.CreateOutboundParams{
		WABAPhoneNumber: "+14080001111", LanguageCode: whatsapp.LanguageSpanish, OutboundName: "welcome", Category: whatsapp.CategoryMarketing,
		TemplateType: whatsapp.TemplateTypeText, Content: "Hello {{.name}}, {{.discount}} & more",
		Buttons:   whatsapp.Buttons{{Type: whatsapp.ButtonTypeQuickReply, Text: "Yes"}, {Type: whatsapp.ButtonTypeQuickReply, Text: "No, thanks"}},
		Variables: apitype.NewSecrets(map[string]string{"name": "Ana", "discount": "25%"}),
	}
}

const welcomeForm = "category=MARKETING&content=Hello+%7B%7B.name%7D%7D%2C+%7B%7B.discount%7D%7D+%26+more&is_notification=false&language_code=es" +
	"&outbound_buttons=%5B%7B%22type%22%3A%22QUICK_REPLY%22%2C%22text%22%3A%22Yes%22%7D%2C%7B%22type%22%3A%22QUICK_REPLY%22%2C%22text%22%3A%22No%2C+thanks%22%7D%5D" +
	"&outbound_name=welcome&template_type=TEXT&var.discount=25%25&var.name=Ana&waba_phone_number=%2B14080001111"

func TestOutboundsOnTheWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, map[string]areatest.Row{
		"CreateOutbound": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.CreateOutbound(ctx, welcome())
			},
			Method: "POST", URL: host + "/v1/whatsapp/outbounds", Form: welcomeForm, Status: 200, Answer: fullOutbound, Want: assertFullOutbound,
		},
		"ListOutbounds": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.ListOutbounds(ctx, whatsapp.ListOutboundsParams{Line: "+14080001111", Status: whatsapp.OutboundStatusApproved, StartKey: "a+b=="})
			},
			Method: "GET", URL: host + "/v1/whatsapp/outbounds?add_pagination=true&line=%2B14080001111&start_key=a%2Bb%3D%3D&status=APPROVED",
			Status: 200, Answer: `{"outbounds":[{"outbound_id":"OTB1"}],"next":"/v1/whatsapp/outbounds?add_pagination=true&start_key=QUJD=="}`,
			Want: func(t *testing.T, got any) {
				page, ok := got.(*apitype.Page[whatsapp.Outbound])
				require.True(t, ok)
				require.Len(t, page.Items, 1)
				assert.Equal(t, "QUJD==", page.Next, "bare = and all")
				assert.JSONEq(t, `{"outbound_id":"OTB1"}`, string(page.Items[0].RawJSON()))
			},
		},
		"ListOutbounds, a bare array": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.ListOutbounds(ctx, whatsapp.ListOutboundsParams{FlowID: "IPF1"})
			},
			Method: "GET", URL: host + "/v1/whatsapp/outbounds?add_pagination=true&flow_id=IPF1", Status: 200, Answer: `[{"outbound_id":"OTB1"},{"outbound_id":"OTB2"}]`,
			Want: func(t *testing.T, got any) { assert.Len(t, got.(*apitype.Page[whatsapp.Outbound]).Items, 2) },
		},
		"ListOutbounds, nothing": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.ListOutbounds(ctx, whatsapp.ListOutboundsParams{FlowID: "IPF1"})
			},
			Method: "GET", URL: host + "/v1/whatsapp/outbounds?add_pagination=true&flow_id=IPF1", Status: 404, Answer: `{"code":10404,"http_code":404,"message":"Resource not found"}`,
			Want: func(t *testing.T, got any) { assert.Empty(t, got.(*apitype.Page[whatsapp.Outbound]).Items) },
		},
		"Send": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.Send(ctx, whatsapp.SendParams{
					OutboundID: "OTB1", CountryCode: "+57", PhoneNumber: "0001234567", UserAuthorized: true, FlowID: "IPF1", AccountID: "u.1",
					Variables: apitype.NewSecrets(map[string]string{"a b": "Ñandú & Co", "code": "+1"}),
				})
			},
			Method: "POST", URL: host + "/v1/whatsapp/outbounds/send", Status: 200,
			Form: "account_id=u.1&country_code=%2B57&flow_id=IPF1&outbound_id=OTB1&phone_number=0001234567&user_authorized=true" +
				"&var.a+b=%C3%91and%C3%BA+%26+Co&var.code=%2B1",
			Answer: `{"creation_date":"2023-02-09T20:49:15.086718045Z","flow_id":"IPF1","message":"conversation started with +570001234567",
				"outbound_message":{"outbound_id":"OTB1","outbound_message":"Hello {{1}}"},"session_id":"WDI1","user_phone_number":"+570001234567"}`,
			Want: func(t *testing.T, got any) {
				r, ok := got.(*whatsapp.SendResult)
				require.True(t, ok)
				assert.Equal(t, "WDI1", r.SessionID)
				assert.Equal(t, "Hello {{1}}", r.OutboundMessage.OutboundMessage, "an object here, a text there")
				assert.Equal(t, "+570001234567", r.UserPhoneNumber)
				assert.Equal(t, 2023, r.CreationDate.Year())
			},
		},
		"Send, a notification": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.Send(ctx, whatsapp.SendParams{OutboundID: "OTB1", CountryCode: "+57", PhoneNumber: "1", UserAuthorized: true, PreserveLastOutbound: new(false)})
			},
			Method: "POST", URL: host + "/v1/whatsapp/outbounds/send", Status: 200,
			Form:   "country_code=%2B57&outbound_id=OTB1&phone_number=1&preserve_last_outbound=false&user_authorized=true",
			Answer: `{"message":"conversation started with +571"}`,
			Want:   func(t *testing.T, got any) { assert.Empty(t, got.(*whatsapp.SendResult).SessionID) },
		},
	})
}

func TestInboundsAndLinesOnTheWire(t *testing.T) {
	t.Parallel()
	const flow = `{"inbound_flow_id":"INB1","waba_phone_number":"+1 (408) 000-1111","flow_id":"IPF1","inbound_message":"I want & need","update_date":"2024-02-06T22:59:51Z"}`
	assertFlow := func(t *testing.T, got any) {
		f, ok := got.(*whatsapp.InboundFlow)
		require.True(t, ok)
		assert.Equal(t, "INB1", f.InboundFlowID)
		assert.Equal(t, "https://wa.me/14080001111?text=I%20want%20%26%20need", f.ClickLink())
	}
	const line = `{"waba_phone_number":"+14080001111","waba_provider":"META","default_flow_id":"IPF1","creation_date":"2023-10-23T18:56:29.715915481Z"}`
	assertLine := func(t *testing.T, got any) {
		l, ok := got.(*whatsapp.Line)
		require.True(t, ok)
		assert.Equal(t, apitype.ProviderMeta, l.WABAProvider)
		assert.Equal(t, "IPF1", l.DefaultFlowID)
		assert.Equal(t, time.October, l.CreationDate.Month())
	}
	areatest.Run(t, map[string]areatest.Row{
		"ListInboundFlows, under another name": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.WhatsApp.ListInboundFlows(ctx, whatsapp.ListInboundFlowsParams{StartKey: "x"})
			},
			Method: "GET", URL: host + "/v1/whatsapp/inbounds?start_key=x", Status: 200, Answer: `{"inbound_flows":[` + flow + `],"next":""}`,
			Want: func(t *testing.T, got any) {
				page, ok := got.(*apitype.Page[whatsapp.InboundFlow])
				require.True(t, ok)
				require.Len(t, page.Items, 1)
				assertFlow(t, &page.Items[0])
			},
		},
		"ListLines, a bare array": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.WhatsApp.ListLines(ctx) },
			Method: "GET", URL: host + "/v1/whatsapp/lines", Status: 200, Answer: `[` + line + `]`,
			Want: func(t *testing.T, got any) { assertLine(t, &got.(*apitype.Page[whatsapp.Line]).Items[0]) },
		},
		"CreateSubscription": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return nil, c.WhatsApp.CreateSubscription(ctx, whatsapp.CreateSubscriptionParams{WABAID: "1", Fields: whatsapp.Fields{"a.b": "c d"}})
			},
			Method: "POST", URL: host + "/v1/whatsapp/subscriptions", Form: "a.b=c+d&waba_id=1", Status: 200, Answer: `{"message":"ok"}`,
		},
	})
}
