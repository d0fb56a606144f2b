package truoratest

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGateway(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, target, key string
		status              int
		message             string
	}{
		"no key":           {"GET", "/v1/checks", "", 401, "Unauthorized"},
		"another key":      {"GET", "/v1/checks", "other", 403, "User is not authorized to access this resource with an explicit deny"},
		"unknown path":     {"GET", "/v1/nothing", APIKey, 403, "Missing Authentication Token"},
		"unknown method":   {"PATCH", "/v1/checks", APIKey, 403, "Missing Authentication Token"},
		"too deep":         {"GET", "/v1/checks/CHK1/details/more", APIKey, 403, "Missing Authentication Token"},
		"slash at the end": {"GET", "/v1/checks/", APIKey, 403, "Missing Authentication Token"},
		"no check at all":  {"DELETE", "/v1/checks/", APIKey, 403, "Missing Authentication Token"},
		"two slashes":      {"GET", "//v1/checks", APIKey, 403, "Missing Authentication Token"},
		"empty argument":   {"GET", "/v1/checks//details", APIKey, 403, "Missing Authentication Token"},
		"wrong host":       {"GET", "https://" + hostIdentity + "/v1/checks", APIKey, 403, "Missing Authentication Token"},
		"unknown host":     {"GET", "https://api.example.com/v1/checks", APIKey, 403, "Missing Authentication Token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, api := newCaller(t)
			api.key = c.key
			out := api.do(api.request(c.method, c.target, "", ""))
			assert.Equal(t, c.status, out.status)
			assert.Equal(t, c.message, out.message())
			assert.NotContains(t, out.json, "code")
			assert.Equal(t, c.message == "Missing Authentication Token", out.json["hint"] != nil)
			assert.Regexp(t, `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, out.header.Get("X-Amzn-Requestid"))
		})
	}
}

func TestKindOfBody(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	for name, req := range map[string]*http.Request{
		"json for a form":  api.request("POST", "/v1/checks", "application/json", `{"country":"CO"}`),
		"no content type":  api.request("POST", "/v1/checks", "", person("1").Encode()),
		"form for json":    api.request("POST", "/v1/config/credentials/DBI1", formType, "username=a&password=b"),
		"a form not a one": api.request("POST", "/v1/checks", formType, "country=%zz"),
	} {
		out := api.do(req)
		assert.Equal(t, 400, out.status, name)
		assert.EqualValues(t, 10400, out.json["code"], name)
	}
	out := api.do(api.request("POST", "/v1/checks", formType+"; charset=utf-8", person("1").Encode()))
	assert.Equal(t, 201, out.status, "parameters of the type do not matter")
}

func TestLedgerHoldsCopies(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	id := api.create(person("1000000001"))
	api.get("/v1/checks?report_id=RPT1")

	all := srv.Requests()
	require.Len(t, all, 2)
	assert.Equal(t, "POST /v1/checks", all[0].Op)
	assert.Equal(t, hostChecks, all[0].Host)
	assert.Equal(t, "/v1/checks", all[0].Path)
	assert.Equal(t, "1000000001", all[0].Form.Get("national_id"))
	assert.Equal(t, person("1000000001").Encode(), string(all[0].Body))
	assert.Equal(t, APIKey, all[0].Header.Get("Truora-API-Key"))
	assert.Equal(t, "RPT1", all[1].Query.Get("report_id"))
	assert.Nil(t, all[1].Form)
	assert.Len(t, srv.RequestsTo("GET /v1/checks"), 1)

	all[0].Form.Set("national_id", "changed")
	all[0].Header.Set("Truora-API-Key", "changed")
	all[0].Body[0] = 'X'
	assert.Equal(t, "1000000001", srv.Requests()[0].Form.Get("national_id"))
	assert.Equal(t, APIKey, srv.Requests()[0].Header.Get("Truora-API-Key"))
	assert.Equal(t, byte('c'), srv.Requests()[0].Body[0])

	bought := srv.Billed()
	require.Len(t, bought, 1)
	assert.Equal(t, Charge{Time: bought[0].Time, Op: "POST /v1/checks", ID: id, What: "check"}, bought[0])
}

// No operation changes the request that the ledger holds.
func TestTheLedgerHoldsWhatCame(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	names := regexp.MustCompile(`\{[a-z_]+\}`)
	for _, rt := range srv.router {
		method, path, _ := strings.Cut(rt.op, " ")
		target := "https://" + rt.host + names.ReplaceAllString(path, "x") + "?limit=1&start_key=x"
		api.do(api.request(method, target, formType, person("1").Encode()))
	}
	for _, got := range srv.Requests() {
		assert.Equal(t, person("1").Encode(), got.Form.Encode(), got.Op)
		assert.Equal(t, "limit=1&start_key=x", got.Query.Encode(), got.Op)
	}
}

// spy is a TB that records failures instead of ending the test.
type spy struct {
	fatal    string
	cleanups []func()
}

func (s *spy) Helper()                        {}
func (s *spy) Cleanup(f func())               { s.cleanups = append(s.cleanups, f) }
func (s *spy) Fatalf(format string, a ...any) { s.fatal = fmt.Sprintf(format, a...) }

func TestMisuseIsLoud(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*Server){
		"Fail":               func(s *Server) { s.Fail("GET /v1/check", Status(500)) },
		"Fail: no answer":    func(s *Server) { s.Fail("GET /v1/checks", Status(500), Answer{Status: 1000}) },
		"LoseAnswer":         func(s *Server) { s.LoseAnswer("POST v1/checks") },
		"Refuse":             func(s *Server) { s.Refuse("nothing") },
		"CutAnswer":          func(s *Server) { s.CutAnswer("nothing", 1) },
		"Slow":               func(s *Server) { s.Slow("nothing", 1) },
		"RequestsTo":         func(s *Server) { s.RequestsTo("nothing") },
		"Checks.Finish":      func(s *Server) { s.Checks.Finish("CHKnone") },
		"SetPageSize":        func(s *Server) { s.SetPageSize(0) },
		"Checks.Next":        func(s *Server) { s.Checks.Next(CheckScript{Status: "delayed"}) },
		"Disarm":             func(s *Server) { s.LoseAnswer(""); s.Disarm("LoseAnswer", "POST /v1/checks") },
		"Webhooks.Redeliver": func(s *Server) { s.Webhooks.Redeliver("DLV0", WebhookFault{}) },
		"Webhooks.Drop":      func(s *Server) { s.Webhooks.Drop("DLV0") },
		"Webhooks.Remove":    func(s *Server) { s.Webhooks.Remove("http://localhost") },
		"Checks.OnCreate": func(s *Server) {
			s.Checks.OnCreate(func(CheckInput) CheckScript {
				return CheckScript{Sources: []SourceScript{{Source: "*", Outcome: "late"}}}
			})
			(&caller{t: t, http: s.HTTPClient(), base: checksURL, key: APIKey}).create(person("1"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := &spy{}
			use(NewServer(tb))
			assert.Contains(t, tb.fatal, name)
			assert.Panics(t, func() { use(New()) })
		})
	}
	assert.Panics(t, func() { New(WithPace(0)) })
}

// No lever takes a time or a number that nothing can have.
func TestNonsenseIsMisuse(t *testing.T) {
	t.Parallel()
	type use func(s *Server, d time.Duration, n int)
	times := map[string]use{
		"Checks.Next: Queued":   func(s *Server, d time.Duration, _ int) { s.Checks.Next(CheckScript{Queued: d}) },
		"Checks.Next: Duration": func(s *Server, d time.Duration, _ int) { s.Checks.Next(CheckScript{Duration: d}) },
		"Checks.Next: Delay": func(s *Server, d time.Duration, _ int) {
			s.Checks.Next(CheckScript{Sources: []SourceScript{{Source: "*", Delay: d}}})
		},
		"Identity.Next: Deciding":      func(s *Server, d time.Duration, _ int) { s.Identity.Next(ProcessScript{Deciding: d}) },
		"Validators.Next: Duration":    func(s *Server, d time.Duration, _ int) { s.Validators.Next(ValidationScript{Duration: d}) },
		"WhatsApp.NextApproval: After": func(s *Server, d time.Duration, _ int) { s.WhatsApp.NextApproval(WhatsAppApproval{After: d}) },
		"WhatsApp.PauseOutbound":       func(s *Server, d time.Duration, _ int) { s.WhatsApp.PauseOutbound("", d) },
		"Webhooks.NextFault: Late":     func(s *Server, d time.Duration, _ int) { s.Webhooks.NextFault("", WebhookFault{Late: d}) },
		"Webhooks.Redeliver: Late":     func(s *Server, d time.Duration, _ int) { s.Webhooks.Redeliver("", WebhookFault{Late: d}) },
		"Slow":                         func(s *Server, d time.Duration, _ int) { s.Slow("", d) },
	}
	numbers := map[string]use{
		"Identity.Next: FailedTries": func(s *Server, _ time.Duration, n int) {
			s.Identity.Next(ProcessScript{FailedTries: map[string]int{"enter_email": n}})
		},
		"Validators.Next: WrongCodes": func(s *Server, _ time.Duration, n int) { s.Validators.Next(ValidationScript{WrongCodes: n}) },
		"Validators.Next: Confidence": func(s *Server, _ time.Duration, n int) { s.Validators.Next(ValidationScript{Confidence: float64(n)}) },
		"Webhooks.NextFault: Copies":  func(s *Server, _ time.Duration, n int) { s.Webhooks.NextFault("", WebhookFault{Copies: n}) },
		"CutAnswer":                   func(s *Server, _ time.Duration, n int) { s.CutAnswer("", n) },
		"Checks.SetHighPriorityLimit": func(s *Server, _ time.Duration, n int) { s.Checks.SetHighPriorityLimit(n) },
		"Checks.Next: Score": func(s *Server, _ time.Duration, n int) {
			s.Checks.Next(CheckScript{Findings: []Finding{{DataSet: "criminal_record", Score: float64(n)}}})
		},
		"Checks.Next: there is no severity": func(s *Server, _ time.Duration, _ int) {
			s.Checks.Next(CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "worst"}}})
		},
		"Checks.Next: a finding has a DataSet": func(s *Server, _ time.Duration, _ int) { s.Checks.Next(CheckScript{Findings: []Finding{{}}}) },
	}
	for name, use := range times {
		for _, d := range []time.Duration{-1, longest + 1} {
			tb := &spy{}
			use(NewServer(tb), d, 0)
			what, _, _ := strings.Cut(name, ":")
			assert.Contains(t, tb.fatal, what, d)
			assert.Contains(t, tb.fatal, "is not negative, and at most 366 days", "%s of %s", name, d)
		}
	}
	for name, use := range numbers {
		tb := &spy{}
		use(NewServer(tb), 0, -1)
		assert.Contains(t, tb.fatal, name)
	}
}

func TestCloseRefuses(t *testing.T) {
	t.Parallel()
	tb := &spy{}
	srv := NewServer(tb)
	require.Len(t, tb.cleanups, 1)
	tb.cleanups[0]()
	api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
	_, err := api.try(api.request("GET", "/v1/checks", "", ""))
	assert.ErrorContains(t, err, "connection refused")
	assert.Empty(t, srv.Requests())
	assert.False(t, srv.Take(incoming("GET", checksURL+"/v1/checks", APIKey, "")).Lever, "no fault was used up")
}
