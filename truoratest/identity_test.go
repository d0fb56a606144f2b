package truoratest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	identityURL = "https://" + hostIdentity
	keysURL     = "https://" + hostAccount + "/v1/api-keys"
)

// webToken mints a token and returns it with the id of its process.
func webToken(c *caller, more ...string) (token, process string) {
	c.t.Helper()
	out := c.post(keysURL, form(append([]string{
		"key_type", "web", "grant", "digital-identity", "flow_id", "IPF1", "country", "ALL",
		"account_id", "user-001", "redirect_url", "https://example.com/after",
	}, more...)...))
	require.Equal(c.t, 200, out.status, out.text)
	token = as[string](out.json["api_key"])
	parts := strings.Split(token, ".")
	require.Len(c.t, parts, 3)
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(c.t, err)
	var claims struct {
		Additional string `json:"additional_data"`
		Issued     int64  `json:"iat"`
		Expires    int64  `json:"exp"`
	}
	require.NoError(c.t, json.Unmarshal(text, &claims))
	assert.EqualValues(c.t, 7200, claims.Expires-claims.Issued)
	var additional map[string]string
	require.NoError(c.t, json.Unmarshal([]byte(claims.Additional), &additional), "JSON inside a text")
	return token, additional["process_id"]
}

// under returns the same caller with another key and host.
func (c *caller) under(key string) *caller {
	return &caller{t: c.t, http: c.http, base: identityURL, key: key}
}

func (c *caller) json(method, target, body string) got {
	return c.do(c.request(method, target, "application/json", body))
}

func TestKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	good := form("key_type", "web", "grant", "digital-identity", "flow_id", "IPF1", "country", "co", "redirect_url", "https://example.com")
	require.Equal(t, 200, api.post(keysURL, good).status)
	for name, wrong := range map[string]string{
		"key_type": "other", "grant": "other", "flow_id": "flow", "country": "XX", "redirect_url": "", "account_id": "a b", "api_key_version": "7",
	} {
		f := cloneValues(good)
		f.Set(name, wrong)
		assert.Equal(t, 400, api.post(keysURL, f).status, name)
	}
	assert.Equal(t, 400, api.post(keysURL, form("key_type", "backend")).status)
	assert.Equal(t, 400, api.post(keysURL, form()).status)
	assert.Equal(t, 403, api.post(identityURL+"/v1/api-keys", good).status, "keys live on the account's host")
}

// Literal paths are not ids.
func TestLiteralRoutesComeFirst(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"POST /v1/processes/steps/IPS1":                  "POST /v1/processes/steps/{step_id}",
		"POST /v1/processes/steps/IPS1/back":             "POST /v1/processes/steps/{step_id}/back",
		"POST /v1/processes/IDP1/back":                   "POST /v1/processes/{process_id}/back",
		"GET /v1/customers/segments":                     "GET /v1/customers/segments",
		"GET /v1/customers/segments/PSG1":                "GET /v1/customers/segments/{segment_id}",
		"GET /v1/customers/decision-variables":           "GET /v1/customers/decision-variables",
		"GET /v1/customers/decision-variables/available": "GET /v1/customers/decision-variables/available",
		"GET /v1/customers/USP1":                         "GET /v1/customers/{customer_id}",
		"POST /v1/customers/query":                       "POST /v1/customers/query",
	} {
		method, p, _ := strings.Cut(path, " ")
		rt, _ := New().router.find(method, address{host: hostIdentity, path: p})
		require.NotNil(t, rt, path)
		assert.Equal(t, want, rt.op, path)
	}
}

func TestProcessOnTheWire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		token, id := webToken(api, "emails", "ana@example.com", "start_variables.metadata.order_id", "A-77")
		web, backend := api.under(token), api.under(srv.APIKey())
		assert.Equal(t, 404, backend.get("/v1/processes/"+id).status, "nobody has opened it")
		first := web.json("POST", "/v1/processes", "{}")
		assert.Equal(t, 201, first.status)
		assert.Equal(t, 200, web.json("POST", "/v1/processes", "").status)
		assert.NotContains(t, first.json, "current_step", "absent while it is 0")
		steps := list(first.json, "steps")
		require.Len(t, steps, 6)
		assert.Nil(t, steps[0]["verification_output"])
		input := list(steps[0], "expected_inputs")[0]
		assert.Equal(t, true, input["read_only"], "the token came with it")

		wrong := `{"type":"enter_email","step_id":"` + as[string](steps[0]["step_id"]) + `","verification_id":"x","expected_inputs":[{"type":"email","name":"email","value":"other@example.com"}]}`
		assert.Contains(t, web.json("POST", "/v1/processes/"+id, wrong).message(), "read only")
		assert.Equal(t, 400, web.json("POST", "/v1/processes/"+id, "nonsense").status)
		assert.Equal(t, 409, web.json("POST", "/v1/processes/"+id, strings.Replace(wrong, as[string](steps[0]["step_id"]), "IPS0", 1)).status)

		srv.Identity.Finish(id)
		result := backend.get("/v1/processes/" + id + "/result")
		assert.Equal(t, "success", result.json["status"])
		assert.EqualValues(t, 2, result.json["flow_version"])
		assert.Equal(t, obj{"order_id": "A-77"}, result.json["metadata"])
		assert.Equal(t, "ana@example.com", list(result.json, "validations")[0]["email"])
		assert.NotContains(t, result.text, OneTimePassword)
		last := backend.get("/v1/processes/" + id)
		assert.NotContains(t, last.json, "current_step_type", "it vanishes at the end")

		assert.Equal(t, 202, backend.get("/v1/processes/"+id+"/pdf").status)
		time.Sleep(time.Second)
		waiting := backend.get("/v1/processes/" + id + "/pdf")
		assert.JSONEq(t, `{"file_status":"in_progress"}`, waiting.text)
		time.Sleep(3 * time.Second)
		backend.key = ""
		assert.Equal(t, 401, backend.get("/v1/processes/"+id+"/pdf").status)
	})
}

// Only a token has a process.
func TestOtherKeysOpenNoProcess(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	out := api.post(keysURL, form("key_type", "sdk", "grant", "digital-identity"))
	require.Equal(t, 200, out.status, out.text)
	assert.Equal(t, 403, api.under(as[string](out.json["api_key"])).json("POST", "/v1/processes", "{}").status)
	items, _ := srv.Items(ItemKindProcess, 10)
	assert.Empty(t, items)
}

// A process that expires early tells so early, even if nothing is read.
func TestAShortDynamicProcessExpiresOnTime(t *testing.T) {
	withReceiver(t, func(t *testing.T, _ *Server, api *caller, r *receiver) {
		token, _ := webToken(api)
		api.under(token).json("POST", "/v1/processes", `{"process_type":"dynamic","ttl":60,"verification":{"type":"document"}}`)
		later(2 * time.Minute)
		assert.Contains(t, r.got, "identity_process.failed")
	})
}

// A time to live that no duration holds is no time in the past.
func TestATTLBeyondAllTime(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	for ttl, want := range map[string]int{"1073741824": 201, "1073741825": 400, "9223372037": 400, "9223372036854775807": 400} {
		token, _ := webToken(api)
		body := `{"process_type":"dynamic","ttl":` + ttl + `,"verification":{"type":"document"}}`
		assert.Equal(t, want, api.under(token).json("POST", "/v1/processes", body).status, ttl)
	}
}

// A token that reuses the process of an account gets a new one if that was deleted.
func TestADeletedProcessIsNotReused(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.APIKeys.ReuseProcesses(true)
	var ids []string
	for range 2 {
		out := api.post(keysURL, form("key_type", "web", "grant", "digital-identity", "account_id", "ana", "flow_id", "IPF1",
			"country", "CO", "redirect_url", "https://example.com"))
		made := api.under(as[string](out.json["api_key"])).json("POST", "/v1/processes", "{}")
		require.Equal(t, 201, made.status, made.text)
		ids = append(ids, as[string](made.json["process_id"]))
		require.Equal(t, 200, api.under(APIKey).delete(identityURL+"/v1/processes/"+ids[len(ids)-1]).status)
	}
	assert.NotEqual(t, ids[0], ids[1])
}

// The pages are right if processes come and go.
func TestPagesOfProcessesSurviveDeletion(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.SetPageSize(1)
	first := ""
	open := func() string {
		token, id := webToken(api)
		first = cmp.Or(first, token)
		require.Equal(t, 201, api.under(token).json("POST", "/v1/processes", "{}").status)
		return id
	}
	ids := []string{open(), open(), open()}
	require.Equal(t, 200, api.delete(identityURL+"/v1/processes/"+ids[0]).status)
	assert.Equal(t, 404, api.under(first).json("POST", "/v1/processes", "{}").status, "it stays deleted")
	ids = append(ids[1:], open())
	slices.Reverse(ids)
	seen, _ := follow(api.under(APIKey), "/v1/processes", "identity_processes", "process_id")
	assert.Equal(t, ids, seen)
}

func TestProcessesInATimeWindow(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	backend := api.under(APIKey)
	for query, want := range map[string]int{
		"":                   200,
		"?account_id=nobody": 200,
		"?start_date=2026-01-01T00:00:00%2B00:00&end_date=2026-03-01T00:00:00-05:00":   400,
		"?start_date=2026-01-01T00:00:00%2B00:00&end_date=2026-02-28T00:00:00%2B00:00": 200,
		"?start_date=2026-01-01T00:00:00%2B00:00":                                      400,
		"?start_date=2026-01-01T00:00:00+00:00&end_date=2026-01-02T00:00:00+00:00":     400, // a plus that was not escaped
		"?start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z":               400,
		"?start_key=nonsense": 400,
	} {
		assert.Equal(t, want, backend.get("/v1/processes"+query).status, query)
	}
}

func TestAccessLinkRefusals(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	good := form("message_channel", "sms", "lang", "es", "phone_number", "+573000000000")
	for change, want := range map[string]string{
		"message_channel=":       "missing message channel parameter",
		"message_channel=pigeon": "message channel must be either 'sms', 'whatsapp' or 'email'",
		"lang=":                  "missing language parameter",
		"lang=de":                "unsupported language",
		"phone_number=":          "missing phone number parameter",
		"phone_number=abc":       "invalid phone number format",
		"message_channel=email":  "missing email parameter",
		"email=nonsense":         "invalid email format",
		"outbound_id=X":          "outbound with id X not found",
		"var.name=Ana":           "template variables (var.*) require outbound_id to be set",
	} {
		name, value, _ := strings.Cut(change, "=")
		f := cloneValues(good)
		f.Set(name, value)
		out := api.post(identityURL+"/v1/web-integration/IPF1/process-access-link", f)
		assert.Equal(t, 400, out.status, change)
		assert.Equal(t, "Invalid request: "+want, out.message())
	}
	assert.Equal(t, 404, api.post(identityURL+"/v1/web-integration/other/process-access-link", good).status)
}

func TestSegmentRules(t *testing.T) {
	t.Parallel()
	srv := NewServer(t)
	c := &customer{id: "USP1", place: "CO", transactions: make([]transaction, 3)}
	srv.Customers.tagBookOf("USP1").tags = []obj{{"name": "vip"}}
	for rule, want := range map[string]any{
		`{"tag":"vip"}`: true, `{"tag":"other"}`: false, `{"!":[{"tag":"vip"}]}`: false, `true`: true,
		`{"and":[{"tag":"vip"},{">":[{"var":"interaction_patterns.interaction_count"},2]}]}`: true,
		`{"or":[{"tag":"x"},{"<=":[{"var":"interaction_patterns.interaction_count"},2]}]}`:   false,
		`{"==":[{"var":"profile.country"},"CO"]}`:                                            true, `{"!=":["a","b"]}`: true, `{"<":[1,2]}`: true, `{">=":[2,2]}`: true,
		`{"brand_new":[1]}`: nil, `{"var":"unheard.of"}`: nil, `{">":[1,"a"]}`: nil, `{">":[true,1]}`: nil, `{}`: nil, `{"and":[{"x":1}]}`: nil,
	} {
		var parsed any
		require.NoError(t, json.Unmarshal([]byte(rule), &parsed))
		value, ok := srv.Customers.evaluate(parsed, c)
		assert.Equal(t, want != nil, ok, rule)
		if ok {
			assert.Equal(t, want, truthy(value), rule)
		}
	}
}

func TestCustomerRefusals(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	_, id := webToken(api)
	srv.Identity.Finish(id)
	api = api.under(APIKey)
	person := list(api.get("/v1/customers").json, "customers")[0]
	customer := "/v1/customers/" + as[string](person["id"])
	assert.IsType(t, "", person["latest_transactions"], "JSON as text")
	for body, want := range map[string]string{
		`{}`: "missing tag name", `{"name":"x"}`: "invalid action", `{"name":"x","action":"add","color":"red"}`: "invalid color",
		`{"name":"x","action":"add","color":"#000000"}`:                                      "invalid source",
		`{"name":"x","action":"add","color":"#000000","source":"external-system"}`:           "source type is required for external-system source",
		`{"name":"x","action":"add","color":"#000000","source":"profile","source_type":"x"}`: "invalid source type",
		`{"name":"x","action":"add","color":"#000000","source":"engagement-chat"}`:           "missing engagement chat id",
	} {
		assert.Equal(t, "Invalid request: "+want, api.json("PUT", customer+"/tags", body).message())
	}
	lines := api.get(customer + "/waba-lines")
	assert.Equal(t, 404, lines.status)
	assert.Equal(t, "[]", lines.text)
	assert.Equal(t, 400, api.get(customer+"/transactions?source=other").status)
	assert.Equal(t, 400, api.get("/v1/customers/segments?limit=101").status)
	assert.Equal(t, 400, api.get("/v1/customers?search=x&search_field=email").status)
	assert.Equal(t, "Invalid request: name is required", api.json("POST", "/v1/customers/segments", `{"rule":"{}"}`).message())
	assert.Equal(t, 404, api.get("/v1/customers/segments/PSG0").status)
	put := api.do(api.request("PUT", "/v1/customers/segments/PSG0", formType, url.Values{"name": {"x"}}.Encode()))
	assert.Equal(t, "Segment not found", put.message())
}

// A year may be a day longer than the year of the birth.
func TestAges(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for birth, want := range map[string]int{"2000-03-01": 27, "2000-03-02": 26, "1999-03-01": 28, "2000-02-29": 27, "2027-03-01": 0, "": -1} {
		assert.Equal(t, want, (&customer{who: profile{birth: birth}}).age(now), birth)
	}
}

// A lever that cannot fire is a mistake in the test.
func TestIdentityLeversAreChecked(t *testing.T) {
	t.Parallel()
	srv := New()
	defer srv.Close()
	(&caller{t: t, http: srv.HTTPClient(), key: APIKey}).post(keysURL, form("key_type", "backend", "key_name", "of no process"))
	for name, misuse := range map[string]func(){
		"outcome":  func() { srv.Identity.Next(ProcessScript{Outcome: "approved"}) },
		"failure":  func() { srv.Identity.Next(ProcessScript{FailureStatus: "canceled"}) },
		"block":    func() { srv.Identity.Next(ProcessScript{Blocks: []string{"iris"}}) },
		"finish":   func() { srv.Identity.Finish("IDP0") },
		"nothing":  func() { srv.Identity.Finish("") },
		"script":   func() { srv.Identity.Script("IDP0", ProcessScript{}) },
		"override": func() { srv.Identity.Override("IDP0", "success") },
		"line":     func() { srv.Customers.AddLine("USP0", CustomerLine{}) },
	} {
		assert.Panics(t, misuse, name)
	}
}
