package contract

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	spec := load(t)
	const health = "GET https://api.checks.truora.com/v1/health"
	const create = "POST https://api.checks.truora.com/v1/checks"
	const batch = "POST https://api.account.truora.com/v1/batches"
	const process = "POST https://api.identity.truora.com/v1/processes"
	const template = "POST https://api.connect.truora.com/v1/whatsapp/outbounds"
	const required = "waba_phone_number=14080001111&language_code=es&outbound_name=a&category=MARKETING&is_notification=false&template_type=TEXT"
	const keys = "POST https://api.account.truora.com/v1/api-keys"
	for name, c := range map[string]struct {
		request, contentType, body string
		header                     map[string]string
		want                       []string
	}{
		"query": {request: health + "?country=CO&unixTimestampSeconds=1772463845&unixtimezoneOffsetSeconds=-18000"},
		"query is required": {
			request: health + "?country=CO&unixTimestampSeconds=1",
			want:    []string{"query unixtimezoneOffsetSeconds: missing"},
		},
		"query has a type": {
			request: health + "?country=CO&unixTimestampSeconds=noon&unixtimezoneOffsetSeconds=0",
			want:    []string{"query unixTimestampSeconds: value must be an integer"},
		},
		"query is known": {
			request: health + "?country=CO&unixTimestampSeconds=1&unixtimezoneOffsetSeconds=0&lang=es",
			want:    []string{"query lang: not in the contract"},
		},
		"query is sent once": {
			request: health + "?country=CO&country=MX&unixTimestampSeconds=1&unixtimezoneOffsetSeconds=0",
			want:    []string{"query country: sent 2 times"},
		},
		"a repeated query key is a list": {
			request: "GET https://api.identity.truora.com/v1/customers/decision-variables?names=a&names=b",
		},
		"form": {
			request: create, contentType: formType + "; charset=utf-8",
			body: "country=CO&type=person&user_authorized=true&national_id=1000000001&date_of_birth=1990-01-31&watch=3d",
		},
		"an unknown enum value is no problem": {
			request: create, contentType: formType, body: "country=EC&type=person&user_authorized=true",
		},
		"form fields": {
			request: create, contentType: formType,
			body: "country=CO&user_authorized=yes&imei=12&date_of_birth=31.01.1990",
			want: []string{
				`form date_of_birth: string doesn't match the format "date"`,
				`form imei: string doesn't match the regular expression "^[0-9]{15}$"`,
				"form type: missing",
				"form user_authorized: value must be a boolean",
			},
		},
		"header": {
			request: create, contentType: formType, body: "country=CO&type=person&user_authorized=true",
			header: map[string]string{"Truora-Priority": "high"},
		},
		"header values are closed": {
			request: create, contentType: formType, body: "country=CO&type=person&user_authorized=true",
			header: map[string]string{"Truora-Priority": "urgent"},
			want:   []string{`header Truora-Priority: value is not one of the allowed values`},
		},
		"content type": {
			request: create, contentType: jsonType, body: `{"country":"CO"}`,
			want: []string{`body: content type "application/json" is not one of [application/x-www-form-urlencoded]`},
		},
		"body is required": {request: create, want: []string{"body: missing"}},
		"no body": {
			request: "GET https://api.checks.truora.com/v1/checks/CHK1", contentType: jsonType, body: "{}",
			want: []string{"body: the operation has none"},
		},
		"dotted keys": {
			request: batch, contentType: formType,
			body: "service=checks&country=CO&type=person&columns_mapping.national_id=0&columns_mapping.issue_date=1",
		},
		"dotted keys have a prefix and a type": {
			request: batch, contentType: formType,
			body: "service=checks&country=CO&type=person&columns_mapping.national_id=A&columns_mapping.=1&mapping.national_id=0",
			want: []string{
				"form columns_mapping.: not in the contract",
				"form columns_mapping.national_id: value must be an integer",
				"form mapping.national_id: not in the contract",
			},
		},
		"a repeated form key is a list": {
			request: keys, contentType: formType, body: "key_type=web&grant=digital-identity&api_key_version=1&country=ALL&emails=a%40example.com&emails=b%40example.com",
		},
		"a list of objects in a form is one JSON text": {
			request: template, contentType: formType, body: required + "&outbound_buttons=" + url.QueryEscape(`[{"type":"URL","text":"Shop"},{"type":"COPY_CODE"}]`),
		},
		"a list of objects is checked too": {
			request: template, contentType: formType, body: required + "&outbound_buttons=" + url.QueryEscape(`[{"text":"Shop","colour":"red"}]`),
			want: []string{
				`form outbound_buttons.0.type: property "type" is missing`, "form outbound_buttons[0].colour: not in the contract",
			},
		},
		"json": {request: process, contentType: jsonType, body: `{"process_type":"document","ttl":60}`},
		"json members": {
			request: process, contentType: jsonType, body: `{"ttl":"long","nothing":true}`,
			want: []string{"body.nothing: not in the contract", "body.ttl: value must be an integer"},
		},
		"json text": {
			request: process, contentType: jsonType, body: `{`,
			want: []string{"body: unexpected end of JSON input"},
		},
		"raw": {
			request:     "PUT https://files.truora.com/a/b/c?Signature=x",
			contentType: "image/png", body: "\x89PNG",
		},
		"raw may not be empty": {
			request:     "PUT https://files.truora.com/a/b/c?Signature=x",
			contentType: "image/png",
			want:        []string{"body: empty"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, address, _ := strings.Cut(c.request, " ")
			r, err := http.NewRequest(method, address, nil)
			require.NoError(t, err)
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			e, args := spec.Find(method, r.URL.Host, r.URL.EscapedPath())
			require.NotNil(t, e)
			assertProblems(t, c.want, e.CheckRequest(r, args, []byte(c.body)))
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	spec := load(t)
	const check = `"check_id":"CHK1","type":"person","country":"CO","creation_date":"2026-03-02T15:04:05Z"`
	for name, c := range map[string]struct {
		operation         string
		status            int
		contentType, body string
		want              []string
	}{
		"right":           {"checks.Get", 200, jsonType, `{"check":{` + check + `},"self":"/v1/checks/CHK1"}`, nil},
		"with charset":    {"checks.Get", 200, jsonType + "; charset=utf-8", `{"check":{` + check + `},"self":"/"}`, nil},
		"an unknown enum": {"checks.Get", 200, jsonType, `{"check":{` + check + `,"status":"pondering"},"self":"/"}`, nil},
		"a missing member": {
			"checks.Get", 200, jsonType, `{"check":{"check_id":"CHK1","type":"person","country":"CO"}}`,
			[]string{`answer.check.creation_date: property "creation_date" is missing`, `answer.self: property "self" is missing`},
		},
		"a wrong type": {
			"checks.Get", 200, jsonType, `{"check":{` + check + `,"score":"0.5"},"self":"/"}`,
			[]string{"answer.check.score: value must be a number"},
		},
		"a number out of range": {
			"checks.Get", 200, jsonType, `{"check":{` + check + `,"score":2},"self":"/"}`,
			[]string{"answer.check.score: number must be at most 1"},
		},
		"a wrong time": {
			"checks.Get", 200, jsonType, `{"check":{` + check + `,"update_date":"yesterday"},"self":"/"}`,
			[]string{`answer.check.update_date: string doesn't match the format "date-time"`},
		},
		"an unknown member": {
			"checks.Get", 200, jsonType, `{"check":{` + check + `,"mood":1,"scores":[{"data_set":"a","colour":"red"}]},"self":"/"}`,
			[]string{"answer.check.mood: not in the contract", "answer.check.scores[0].colour: not in the contract"},
		},
		"one of two shapes": {
			"checks.Get", 200, jsonType, `{"check":{` + check + `,"summary":{"drivers_license":"B1"}},"self":"/"}`, nil,
		},
		"an undocumented status": {"checks.Get", 418, jsonType, `{}`, []string{"status 418: not in the contract"}},
		"another content type": {
			"checks.Get", 200, "text/html", `<p>`,
			[]string{`status 200: content type "text/html" is not one of [application/json]`},
		},
		"an error":        {"checks.Get", 404, jsonType, `{"code":10404,"http_code":404,"message":"Resource not found"}`, nil},
		"a gateway error": {"checks.Get", 403, jsonType, `{"message":"Forbidden"}`, nil},
		"a wrong error":   {"checks.Get", 404, jsonType, `{"code":10404}`, []string{`answer.message: property "message" is missing`}},
		"broken JSON":     {"checks.Get", 200, jsonType, `{"check":`, []string{"answer: unexpected end of JSON input"}},
		"an array":        {"checks.ListDatabases", 200, jsonType, `[{"database_id":"DBI1","hourly_status":["operational"]}]`, nil},
		"an array item": {
			"checks.ListDatabases", 200, jsonType, `[{"database_id":1}]`,
			[]string{"answer.0.database_id: value must be a string"},
		},
		"a null list":  {"checks.ListDetails", 200, jsonType, `{"details":[{"id":"DTL1","check_id":"CHK1","tables":null}]}`, nil},
		"a file":       {"checks.DownloadPDF", 200, "application/pdf", "%PDF-1.4", nil},
		"an empty pdf": {"checks.DownloadPDF", 200, "application/pdf", "", []string{"answer: empty"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Type": {c.contentType}}
			got := spec.ByGo(c.operation).CheckAnswer(c.status, header, []byte(c.body))
			assertProblems(t, c.want, got)
		})
	}
}

// assertProblems compares the beginnings: kin-openapi appends patterns and values.
func assertProblems(t *testing.T, want, got []string) {
	t.Helper()
	require.Len(t, got, len(want), "%q", got)
	for i, problem := range got {
		assert.Truef(t, strings.HasPrefix(problem, want[i]), "%q does not begin with %q", problem, want[i])
	}
}

// The values of an enum stay available after it has been opened.
func TestEnumsBecomeKnownValues(t *testing.T) {
	t.Parallel()
	spec := load(t)
	view := ViewOf(spec.ByGo("checks.Get").Result())
	check := ViewOf(view.Properties["check"])
	status := ViewOf(check.Properties["status"])
	assert.Equal(t, []string{"not_started", "in_progress", "completed", "error", "delayed"}, status.Known)
	licence := ViewOf(ViewOf(check.Properties["summary"]).Properties["drivers_license"])
	assert.ElementsMatch(t, []string{"object", "string"}, licence.Types)
	assert.Equal(t, []string{"categories", "status"}, slices.Sorted(maps.Keys(licence.Properties)))
}
