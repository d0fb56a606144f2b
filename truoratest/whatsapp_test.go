package truoratest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const connectURL = "https://" + hostConnect

// greeting is a complete template.
func greeting(more ...string) url.Values {
	return form(append([]string{
		"waba_phone_number", "14080001111", "language_code", "en", "outbound_name", "welcome", "category", "MARKETING",
		"is_notification", "true", "template_type", "TEXT", "content", "Hello {{.name}}, {{.lastname}} and {{.name}}",
		"var.name", "Ana", "var.lastname", "Example",
	}, more...)...)
}

// approvedTemplate creates a template and lets the review pass, in a synctest bubble.
func (c *caller) approvedTemplate(f url.Values) string {
	c.t.Helper()
	out := c.post(connectURL+"/v1/whatsapp/outbounds", f)
	require.Equal(c.t, http.StatusOK, out.status, out.text)
	time.Sleep(2 * reviewTime)
	return as[string](out.json["outbound_id"])
}

func TestTemplateIsRefusedInTruorasWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  url.Values // an empty value removes the field
		message string
	}{
		"line":            {form("waba_phone_number", ""), "Invalid request: missing waba phone number"},
		"category":        {form("category", ""), "Invalid request: missing category"},
		"language":        {form("language_code", ""), "Invalid request: missing language code"},
		"content":         {form("content", ""), "Invalid request: missing outbound content"},
		"name":            {form("outbound_name", ""), "Invalid request: missing outbound name"},
		"type":            {form("template_type", ""), "Invalid request: missing template type"},
		"no notification": {form("is_notification", ""), "Invalid request: invalid is_notification value"},
		"notification":    {form("is_notification", "yes"), "Invalid request: invalid is_notification value"},
		"example":         {form("var.lastname", ""), "Invalid request: missing example value for variable lastname"},
		"unknown line":    {form("waba_phone_number", "+1999"), "Invalid request: waba phone number is not active"},
		"media":           {form("template_type", "IMAGE"), "Invalid request: missing media id"},
		"buttons":         {form("outbound_buttons", `[{"type":"QUICK_REPLY","text":"Yes"}]`), "Invalid request: notifications take no QUICK_REPLY buttons"},
		"no JSON":         {form("outbound_buttons", `QUICK_REPLY`), "Invalid request: invalid outbound buttons"},
		"expiry":          {form("code_expiration_minutes", "5"), "Invalid request: invalid code_expiration_minutes"},
		"header of a code": {
			form("category", "AUTHENTICATION", "content", "", "header_text", "x"),
			"Invalid request: AUTHENTICATION takes no header, footer or buttons",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, api := newCaller(t)
			f := greeting()
			for key, values := range c.change {
				if f.Set(key, values[0]); values[0] == "" {
					f.Del(key)
				}
			}
			out := api.post(connectURL+"/v1/whatsapp/outbounds", f)
			assert.Equal(t, http.StatusBadRequest, out.status)
			assert.Equal(t, c.message, out.message())
		})
	}
}

func TestVariablesAreNumbered(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	out := api.post(connectURL+"/v1/whatsapp/outbounds", greeting("is_notification", "false", "header_text", "Since {{.day}}", "var.day", "today",
		"var.path", "p", "outbound_buttons", `[{"type":"QUICK_REPLY","text":"Yes"},{"type":"QUICK_REPLY","text":"No"},{"type":"URL","text":"Go","url":"https://example.com/{{.path}}"}]`))
	require.Equal(t, http.StatusOK, out.status, out.text)
	assert.Equal(t, "PENDING", out.json["outbound_status"])
	assert.Equal(t, "text", out.json["outbound_type"], "in lowercase")
	assert.Equal(t, "Hello {{1}}, {{2}} and {{1}}", out.json["outbound_message"])
	assert.Equal(t, obj{"1": "name", "2": "lastname"}, out.json["variable_mapping"])
	assert.Equal(t, obj{"1": "day"}, out.json["header_variable_mapping"])
	assert.Equal(t, obj{"2": obj{"URL": obj{"1": "path"}}}, out.json["buttons_variable_mapping"])
	answers := list(out.json, "outbound_answers")
	require.Len(t, answers, 2)
	assert.Equal(t, obj{"action": "cancel_process", "message": "No"}, answers[1])
	body := where(list(out.json, "template_components"), "type", "BODY")
	assert.Equal(t, obj{"body_text": []any{[]any{"Ana", "Example"}}}, body["example"])
}

func TestPartOfATemplateIsNoUpdate(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	const at = connectURL + "/v1/whatsapp/outbounds"
	made := api.post(at, greeting())
	id := as[string](made.json["outbound_id"])
	part := form("content", "Bye {{.name}}", "var.name", "Ana")
	out := api.do(api.request(http.MethodPut, at+"/"+id, formType, part.Encode()))
	assert.Equal(t, http.StatusBadRequest, out.status)
	assert.Equal(t, "Invalid request: missing waba phone number", out.message())
	assert.Equal(t, made.json["outbound_message"], api.get(at + "/" + id).json["outbound_message"], "it is not changed")
}

func TestDefaultFlowComesInEitherForm(t *testing.T) {
	t.Parallel()
	_, c := newCaller(t)
	config := connectURL + "/v1/whatsapp/lines/" + url.PathEscape(WhatsAppLine) + "/config"
	set := c.do(c.request("PUT", config, formType, "default_flow_id=IPF1"))
	assert.Equal(t, "IPF1", set.json["default_flow_id"])
	set = c.do(c.request("PUT", config+"?default_flow_id=IPF2", formType, ""))
	assert.Equal(t, "IPF2", set.json["default_flow_id"])
	assert.Equal(t, http.StatusBadRequest, c.do(c.request("PUT", config, formType, "")).status)
}

// Whether a flagged template can be sent is not documented; here it can.
func TestFlaggedTemplateCanBeSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		send := form("outbound_id", api.approvedTemplate(greeting()), "phone_number", "3000000001", "country_code", "+57", "user_authorized", "true",
			"var.name", "Luz", "var.lastname", "Two")
		srv.WhatsApp.SetQuality(send.Get("outbound_id"), "LOW")
		assert.Equal(t, http.StatusOK, api.post(connectURL+"/v1/whatsapp/outbounds/send", send).status)
		srv.WhatsApp.PauseOutbound(send.Get("outbound_id"), time.Hour)
		assert.Equal(t, http.StatusBadRequest, api.post(connectURL+"/v1/whatsapp/outbounds/send", send).status)
	})
}

func TestListOfTemplatesHasTwoForms(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	const at = connectURL + "/v1/whatsapp/outbounds?line=%2B14080001111"
	assert.Equal(t, http.StatusNotFound, api.get(at).status, "nothing, without pages")
	assert.Empty(t, list(api.get(at+"&add_pagination=true").json, "outbounds"))
	require.Equal(t, http.StatusOK, api.post(connectURL+"/v1/whatsapp/outbounds", greeting()).status)
	var bare []obj
	require.NoError(t, json.Unmarshal([]byte(api.get(at).text), &bare))
	assert.Len(t, bare, 1)
	assert.Len(t, list(api.get(at+"&add_pagination=true").json, "outbounds"), 1)
	for target, message := range map[string]string{
		connectURL + "/v1/whatsapp/outbounds":        "Invalid request: line or flow_id parameter is missing",
		at + "&status=SLEEPING":                      "invalid status filter",
		at + "&interaction_category=OTP":             "invalid interaction category filter",
		at + "&add_pagination=true&start_key=%21%21": "error decoding start key: illegal base64 data at input byte 0",
	} {
		out := api.get(target)
		assert.Equal(t, http.StatusBadRequest, out.status)
		assert.Equal(t, message, out.message())
	}
}

func TestSendIsRefusedInTruorasWords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := api.approvedTemplate(greeting())
		good := []string{
			"outbound_id", id, "phone_number", "3000000001", "country_code", "+57", "user_authorized", "true", "var.name", "Luz", "var.lastname", "Two",
		}
		for name, c := range map[string]struct {
			key, value, message string
		}{
			"no template":        {"outbound_id", "", "Invalid request: missing outbound id"},
			"unknown template":   {"outbound_id", "OTB0", "Invalid request: outbound message not found"},
			"nobody":             {"phone_number", "", "Invalid request: missing user phone number"},
			"no consent":         {"user_authorized", "false", "Invalid request: user_authorized field must be set to true: the person that will be contacted has not authorized it"},
			"a plus unescaped":   {"country_code", " 57", "Invalid request: invalid country code"},
			"a flow":             {"flow_id", "IPF1", "Invalid request: notifications have no flow"},
			"account":            {"account_id", "a b", "Invalid request: invalid account id"},
			"a variable is left": {"var.lastname", "", "Invalid request: missing value for variable lastname"},
		} {
			out := api.post(connectURL+"/v1/whatsapp/outbounds/send", form(append(good, c.key, c.value)...))
			assert.Equal(t, http.StatusBadRequest, out.status, name)
			assert.Equal(t, c.message, out.message(), name)
		}
		assert.Empty(t, srv.Billed())

		all := form(append(good, "phone_number", "573000000001")...)
		all.Del("country_code")
		out := api.post(connectURL+"/v1/whatsapp/outbounds/send", all)
		require.Equal(t, http.StatusOK, out.status, "all digits at once, as some clients send them")
		assert.Equal(t, "conversation started with +573000000001", out.message())
		require.Len(t, srv.Billed(), 1)
		assert.Equal(t, "message", srv.Billed()[0].What)
	})
}

func TestProviderStatusChangesAMessage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := api.approvedTemplate(greeting())
		require.Equal(t, http.StatusOK, api.post(connectURL+"/v1/whatsapp/outbounds/send", form("outbound_id", id, "phone_number", "3000000001",
			"country_code", "+57", "user_authorized", "true", "var.name", "{{2}}", "var.lastname", "x")).status)
		time.Sleep(time.Minute)
		phone := srv.WhatsApp.Phone("573000000001")
		require.Len(t, phone.Messages(), 1)
		assert.Equal(t, "Hello {{2}}, x and {{2}}", phone.Messages()[0].Text, "a value is no placeholder")
		body := `{"entry":[{"changes":[{"value":{"statuses":[{"id":"` + srv.WhatsApp.messages[0].id + `","status":"failed"}]}}]}]}`
		for provider, want := range map[string]int{"META": http.StatusOK, "PIGEON": http.StatusBadRequest} {
			out := api.do(api.request(http.MethodPost, connectURL+"/v1/whatsapp/statuses/"+provider, "application/json", body))
			assert.Equal(t, want, out.status)
		}
		assert.Empty(t, phone.Messages())
	})
}

func TestWhatsAppLeversRefuseWhatCannotFire(t *testing.T) {
	t.Parallel()
	for name, misuse := range map[string]func(*Server){
		"approval": func(s *Server) { s.WhatsApp.NextApproval(WhatsAppApproval{Status: "MAYBE"}) },
		"quality":  func(s *Server) { s.WhatsApp.SetQuality("OTB0", "LOW") },
		"pause":    func(s *Server) { s.WhatsApp.PauseOutbound("OTB0", time.Hour) },
		"line":     func(s *Server) { s.WhatsApp.AddLine(WhatsAppLine, "again") },
		"phone":    func(s *Server) { s.WhatsApp.Phone("nobody") },
		"reply":    func(s *Server) { s.WhatsApp.Phone("+571").Reply("to whom?") },
		"write":    func(s *Server) { s.WhatsApp.Phone("+571").Write("+1999", "hello") },
		"campaign": func(s *Server) { s.WhatsApp.AddCampaign(WhatsAppCampaign{}) },
		"agent":    func(s *Server) { s.Engagement.AddAgent(Agent{Username: "ana.agent@example.com"}) },
	} {
		assert.Panics(t, func() { misuse(New()) }, name)
	}
}

// What was sent stays, whatever becomes of the line.
func TestACampaignOutlivesItsLine(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	id := srv.WhatsApp.AddCampaign(WhatsAppCampaign{Name: "july", Recipients: 2})
	srv.WhatsApp.DropLines()
	assert.Equal(t, WhatsAppLine, api.get(connectURL + "/v1/whatsapp/campaigns/" + id).json["waba_phone_number"])
}

func TestDeskAnswersInTruorasWords(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	const base = "https://" + hostIdentity
	srv.WhatsApp.Phone("+573000000001").Write(WhatsAppLine, "hello")
	chat := as[string](list(api.get(base+"/v1/engagement/chat/search").json, "chats")[0]["chat_id"])
	for _, c := range []struct {
		method, path, body string
		status             int
		message            string
	}{
		{"GET", "/v1/engagement/chat/search?contact_query=%2B57", "", 404, "No chats found"},
		{"GET", "/v1/engagement/chat/EN_CHT_0", "", 404, "Chat not found"},
		{"GET", "/v1/engagement/chat/" + chat + "/activities?type=x", "", 404, "No activities found"},
		{"GET", "/v1/engagement/chat/" + chat + "/activities?actor_type=robot", "", 400, "Invalid request: invalid actor type"},
		{"POST", "/v1/engagement/chat/" + chat + "/send", "{", 400, "Invalid request: invalid json"},
		{"POST", "/v1/engagement/chat/" + chat + "/force-dequeue", `{"assignment_type":"specific_agent","target":"x"}`, 404, "agent not found"},
		{"GET", "/v1/engagement/agent/templates", "", 404, "templates not found"},
		{"GET", "/v1/engagement/agent/templates?limit=0", "", 400, "invalid limit, must be a positive integer"},
		{"POST", "/v1/engagement/agent/templates", `{"template_type":"text","template_name":"Hi","content_text":"x"}`, 422, "invalid 'template_name': Only lowercase letters, numbers, and underscores are allowed"},
		{"POST", "/v1/engagement/agent/templates", `{"template_type":"text","template_name":"hi"}`, 400, "Invalid request: missing content_text field"},
		{"DELETE", "/v1/engagement/agent/templates/hi", "", 404, "template not found"},
		{"POST", "/v1/engagement/agent/templates/delete", `{}`, 400, "Invalid request: missing template_names field"},
		{"POST", "/v1/engagement/agent/capacities", `{"update_type":"default"}`, 400, "Invalid request: missing capacity value"},
		{"POST", "/v1/engagement/agent/status", `{"status":"online"}`, 400, "Invalid request: missing username"},
		{"GET", "/v1/engagement/chat/export?limit=x", "", 400, "Invalid request: invalid limit"},
		{
			"POST", "/v1/engagement/chat/export", `{"language":"en","export_type":"all_chats","export_format":"tsv","time_range_start_date":"2025-01-02T00:00:00Z","time_range_end_date":"2025-01-01T00:00:00Z"}`,
			400, "Invalid request: invalid export time range: end date is earlier than start date",
		},
		{"GET", "/v1/engagement/agent/assignment-rulesets/RLS0", "", 404, "ruleset not found"},
	} {
		contentType := ""
		if c.body != "" {
			contentType = "application/json"
		}
		out := api.do(api.request(c.method, base+c.path, contentType, c.body))
		assert.Equal(t, c.status, out.status, c.path)
		assert.Equal(t, c.message, out.message(), c.path)
	}
	srv.WhatsApp.DropLines()
	assert.Equal(t, "channels not found", api.get(base+"/v1/engagement/channels").message())
}

func TestContactsNeedAKey(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	const at = "https://" + hostIdentity + "/v1/contacts"
	for message, f := range map[string]url.Values{
		"Invalid request: missing name":                        form("phone_number", "+571"),
		"Invalid request: missing phone number or external id": form("name", "Ana"),
		"Invalid request: invalid phone number":                form("name", "Ana", "phone_number", " 571"),
		"Invalid request: invalid email":                       form("name", "Ana", "external_id", "1", "email", "nowhere"),
		"Invalid request: contact property not found":          form("name", "Ana", "external_id", "1", "custom_property_values.CCP0", "x"),
	} {
		out := api.post(at, f)
		assert.Equal(t, http.StatusBadRequest, out.status)
		assert.Equal(t, message, out.message())
	}
	out := api.post("https://"+hostIdentity+"/v1/contact-properties", form("type", "enum", "name", "Tier"))
	assert.Equal(t, "Invalid request: missing allowed values", out.message())
	require.Equal(t, http.StatusOK, api.post(at, form("name", "Ana", "external_id", "1")).status)
	assert.Equal(t, "Invalid request: contact already exists", api.post(at, form("name", "Luz", "external_id", "1")).message())
}
