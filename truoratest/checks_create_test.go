package truoratest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCreateAnswersTheMinimum(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, api := newCaller(t)
		out := api.post("/v1/checks", form("country", "co", "type", "person", "user_authorized", "true",
			"national_id", "1000000001", "date_of_birth", "1990-01-31", "native_national_id", "77", "native_country", "VE",
			"custom_input", "ref 1", "gender", "female"))
		require.Equal(t, 201, out.status)
		c := out.check()
		id := as[string](c["check_id"])
		assert.Regexp(t, "^CHK[0-9a-f]{32}$", id)
		now := stamp(time.Now())
		assert.Equal(t, obj{
			"billing_hub": "DEFAULT", "check_id": id, "country": "CO", "type": "person", "status": "not_started",
			"score": -1.0, "id_score": 0.0, "creation_date": now, "update_date": now, "national_id": "1000000001",
			"date_of_birth": "1990-01-31T00:00:00Z", "native_country": "ve", "custom_input": "ref 1",
		}, c)
		assert.Equal(t, "/v1/checks/"+id, out.json["self"])
		assert.Equal(t, "/v1/checks/"+id+"/details", out.json["details"])
	})
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  url.Values // an empty value removes the input
		message string
	}{
		"no consent":               {form("user_authorized", ""), "Invalid request: user_authorized must be true"},
		"consent refused":          {form("user_authorized", "false"), "Invalid request: user_authorized must be true"},
		"consent misspelt":         {form("user_authorized", "True"), "Invalid request: user_authorized must be true"},
		"no country":               {form("country", ""), "Invalid request: missing country"},
		"unknown country":          {form("country", "XX"), "Invalid request: invalid country"},
		"no type":                  {form("type", ""), "Invalid request: missing type"},
		"unknown type":             {form("type", "pet"), "Invalid request: invalid type"},
		"vehicle everywhere":       {form("type", "vehicle", "country", "ALL"), "Invalid request: type vehicle is not available in country ALL"},
		"nobody":                   {form("national_id", "", "phone_number", "", "professional_card", ""), "Invalid request: at least one input is expected"},
		"no native country":        {form("native_national_id", "1"), "Invalid request: native country was expected"},
		"unknown native country":   {form("native_national_id", "1", "native_country", "FR"), "Invalid request: invalid native_country"},
		"phone with letters":       {form("phone_number", "call me"), "Invalid phone number format"},
		"phone too short":          {form("phone_number", "+12"), "Invalid phone number format"},
		"imei too short":           {form("imei", "12345678901234"), "Invalid request: imei must have 15 digits"},
		"imei with letters":        {form("imei", "12345678901234x"), "Invalid request: imei must have 15 digits"},
		"long custom input":        {form("custom_input", strings.Repeat("ñ", 129)), "Invalid request: custom_input is longer than 128 characters"},
		"watch every so often":     {form("watch", "hourly"), "Invalid request: invalid watch"},
		"watch zero":               {form("watch", "0d"), "Invalid request: invalid watch"},
		"birth date the wrong way": {form("date_of_birth", "31/01/1990"), "Invalid request: date_of_birth must be YYYY-MM-DD"},
		"issue date that is none":  {form("issue_date", "2008-02-31"), "Invalid request: issue_date must be YYYY-MM-DD"},
		"gender":                   {form("gender", "x"), "Invalid request: invalid gender"},
		"region":                   {form("region", "XX"), "Invalid request: invalid region"},
		"owner document":           {form("owner_document_type", "library-card"), "Invalid request: invalid owner_document_type"},
		"force":                    {form("force_creation", "yes"), "Invalid request: invalid force_creation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, api := newCaller(t)
			f := person("1000000001")
			for k := range c.change {
				if f.Set(k, c.change.Get(k)); f.Get(k) == "" {
					f.Del(k)
				}
			}
			out := api.post("/v1/checks", f)
			assert.Equal(t, 400, out.status)
			assert.Equal(t, obj{"code": 10400.0, "http_code": 400.0, "message": c.message}, out.json)
			assert.Empty(t, srv.Billed())
			assert.Empty(t, list(api.get("/v1/checks").json, "checks"))
		})
	}
}

func TestCreateTakesWhatIsFine(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	for _, more := range [][]string{
		{"phone_number", "+52 5512345678"},
		{"phone_number", "300-000-0000"},
		{"imei", "123456789012345"},
		{"custom_input", strings.Repeat("ñ", 128)},
		{"watch", "3d"},
		{"watch", "monthly"},
		{"gender", "H"},
		{"native_national_id", "1", "native_country", "VE"},
		{"region", "SP"},
		{"unknown_input", "anything"},
	} {
		assert.Equal(t, 201, api.post("/v1/checks", person("1", more...)).status, more)
	}
}

func TestCustomTypesAreKnownByTheirWeights(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.CustomTypes.weights["CO"] = map[string]map[string]float64{
		"rent": {"criminal_record": 0.75, "traffic_fines": 0.25, "credit_history": 0},
	}
	assert.Equal(t, 400, api.post("/v1/checks", person("1", "type", "Rent")).status, "names are case-sensitive")
	assert.Equal(t, 400, api.post("/v1/checks", person("1", "type", "rent", "country", "MX")).status, "types belong to a country")

	srv.Checks.Next(CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "very_high"}, {DataSet: "credit_history", Score: 0.2}}})
	id := api.create(person("1", "type", "rent"))
	srv.Checks.Finish(id)
	c := api.check(id)
	assert.Equal(t, "rent", c["type"])
	assert.InDelta(t, 0.25, c["score"], 1e-9)
	sets := list(c, "scores")
	assert.Len(t, sets, 3)
	assert.Equal(t, "high", where(sets, "data_set", "credit_history")["severity"])
}

func TestEqualCreates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		first := api.create(person("1"))
		time.Sleep(time.Minute)
		again := api.post("/v1/checks", person("1", "custom_input", "other reference", "force_creation", "false"))
		assert.Equal(t, 201, again.status)
		assert.Equal(t, first, again.check()["check_id"])
		assert.Len(t, srv.Billed(), 1)

		forced := api.post("/v1/checks", person("1", "force_creation", "true")).check()
		assert.NotEqual(t, first, forced["check_id"])
		assert.Equal(t, first, forced["previous_check"])
		assert.Len(t, srv.Billed(), 2)

		other := api.post("/v1/checks", person("2")).check()
		assert.NotContains(t, other, "previous_check")

		time.Sleep(dedupeWindow)
		late := api.post("/v1/checks", person("1")).check()
		assert.NotEqual(t, forced["check_id"], late["check_id"])
		assert.Equal(t, forced["check_id"], late["previous_check"])

		require.Equal(t, 200, api.delete("/v1/checks/"+as[string](other["check_id"])).status)
		fresh := api.post("/v1/checks", person("2")).check()
		assert.NotEqual(t, other["check_id"], fresh["check_id"], "a deleted check is not returned")
		assert.NotContains(t, fresh, "previous_check")
	})
}

func TestHighPriorityIsCappedPerCountry(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	urgent := func(id string, more ...string) got {
		req := api.request("POST", "/v1/checks", formType, person(id, more...).Encode())
		req.Header.Set("Truora-Priority", "high")
		return api.do(req)
	}
	id := as[string](urgent("1").check()["check_id"])
	require.Equal(t, 201, urgent("2").status)
	full := urgent("3")
	assert.Equal(t, 429, full.status)
	assert.EqualValues(t, 10400, full.json["code"])
	assert.EqualValues(t, 429, full.json["http_code"])
	assert.Len(t, srv.Billed(), 2)
	assert.Len(t, list(api.get("/v1/checks").json, "checks"), 2)

	assert.Equal(t, 201, urgent("1").status, "an equal create starts no check")
	assert.Equal(t, 201, urgent("3", "country", "MX").status, "another country")
	assert.Equal(t, 201, api.post("/v1/checks", person("4")).status, "another priority")
	srv.Checks.Finish(id)
	assert.Equal(t, 201, urgent("3").status, "a finished one frees a place")
	srv.Checks.SetHighPriorityLimit(3)
	assert.Equal(t, 201, urgent("5").status)

	req := api.request("POST", "/v1/checks", formType, person("6").Encode())
	req.Header.Set("Truora-Priority", "urgent")
	assert.Equal(t, 400, api.do(req).status)
}

func TestScriptsAreTakenInOrder(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	var seen []CheckInput
	srv.Checks.OnCreate(func(in CheckInput) CheckScript {
		seen = append(seen, in)
		return CheckScript{Status: "error"}
	})
	srv.Checks.Next(CheckScript{Status: "completed"}, CheckScript{Status: "completed"})
	for i, want := range []string{"completed", "completed", "error"} {
		id := api.create(person(fmt.Sprint(i)))
		require.Equal(t, id, api.create(person(fmt.Sprint(i))), "a check that is returned again uses no script")
		srv.Checks.Finish(id)
		assert.Equal(t, want, api.check(id)["status"])
	}
	require.Len(t, seen, 1)
	assert.Equal(t, "CO", seen[0].Country)
	assert.Equal(t, "person", seen[0].Type)
	assert.Equal(t, "2", seen[0].Form.Get("national_id"))
	assert.Equal(t, formType, http.Header.Get(seen[0].Header, "Content-Type"))
	srv.Checks.OnCreate(nil)
	api.create(person("last"))
	assert.Len(t, seen, 1)
}
