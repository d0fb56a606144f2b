package truoratest

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A check says the same whether its plan was worked out when it was created or is when
// it is looked at, and whoever looks first.
func TestPlanIsLazy(t *testing.T) {
	t.Parallel()
	type subject struct {
		form   url.Values
		script CheckScript
	}
	someone := func(pairs ...string) url.Values {
		return form(append([]string{"user_authorized", "true"}, pairs...)...)
	}
	subjects := []subject{
		{form: person("1000000001")},
		{form: person("1000000002")},
		{form: person("1000000003")},
		{form: someone("country", "CO", "type", "person", "phone_number", "3000000001")}, // names nobody: all is skipped
		{form: someone("country", "MX", "type", "person", "first_name", "Ana", "last_name", "Prueba", "date_of_birth", "1990-01-31")},
		{form: someone("country", "BR", "type", "vehicle", "license_plate", "ABC123")},
		{form: someone("country", "CL", "type", "company", "tax_id", "76123456")},
		{form: someone("country", "ALL", "type", "person", "first_name", "Ana")},
		{form: person("1000000004"), script: CheckScript{Status: "error", Queued: time.Minute, Duration: time.Second}},
		{form: person("1000000005"), script: CheckScript{Findings: []Finding{}, WrongInputs: []string{"tax_id"}}},
		{
			form:   someone("country", "CO", "type", "person", "phone_number", "3000000002"),
			script: CheckScript{Findings: []Finding{{DataSet: "credit_history", Severity: "high"}}},
		},
		{form: person("1000000006"), script: CheckScript{Sources: []SourceScript{{Source: "criminal_record", Delay: time.Minute}}}},
	}
	const events = "https://" + hostAccount + "/v1/hooks/events"
	run := func(eager bool, looks func(at int) []string) (all []string) {
		now := newYear
		srv := NewServer(t, WithTime(func() time.Time { return now }))
		api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
		var ids []string
		for _, who := range subjects {
			srv.Checks.Next(who.script)
			ids = append(ids, api.create(who.form))
			if eager {
				srv.Checks.byID[ids[len(ids)-1]].planned()
			}
		}
		for i, later := range []int{0, 500, 500, 3e3, 6e3, 8e3, 1500, 500, 30e3, 40e3, 3600e3} {
			if now = now.Add(time.Duration(later) * time.Millisecond); i == 4 {
				srv.Checks.Finish(ids[1])
			}
			for _, path := range looks(i) {
				for _, id := range ids {
					all = append(all, api.get(checksURL+"/v1/checks/"+id+path).text)
				}
			}
		}
		all = append(all, api.get(checksURL+"/v1/checks").text)
		for next := events; next != ""; { // all of what has happened
			page := api.get(next)
			require.Equal(t, http.StatusOK, page.status)
			all = append(all, page.text)
			if next = as[string](page.json["next"]); next != "" {
				next = "https://" + hostAccount + next
			}
		}
		return all
	}
	for name, looks := range map[string]func(int) []string{
		"often":      func(int) []string { return []string{"", "/details", "/attachments", "/summarize"} },
		"at the end": func(at int) []string { return map[int][]string{10: {"", "/details"}}[at] },
		"once":       func(at int) []string { return map[int][]string{3: {""}}[at] },
		"never":      func(int) []string { return nil },
	} {
		assert.Equal(t, run(true, looks), run(false, looks), name)
	}
}
