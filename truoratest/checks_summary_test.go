package truoratest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSummaries(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	done := func(pairs ...string) obj {
		id := api.create(form(append([]string{"user_authorized", "true"}, pairs...)...))
		srv.Checks.Finish(id)
		return api.check(id)
	}
	p := done("country", "MX", "type", "person", "first_name", "Ana", "last_name", "Prueba", "date_of_birth", "1990-01-31", "gender", "mujer")
	summary := as[obj](p["summary"])
	assert.Equal(t, "found", summary["result"])
	assert.Equal(t, "found", summary["identity_status"])
	assert.Equal(t, "female", summary["gender"])
	assert.Equal(t, "1990-01-31T00:00:00Z", summary["date_of_birth"])
	assert.Equal(t, "ANA", list(summary, "names_found")[0]["first_name"])
	assert.Len(t, summary["nss"], 11)
	licence, ok := summary["drivers_license"].(obj)
	require.True(t, ok, "an object")
	assert.Contains(t, list(licence, "categories")[0]["expiration_date"], "-05:00")
	assert.Equal(t, "skipped", as[obj](p["company_summary"])["result"])
	assert.Equal(t, "not_found", as[obj](p["vehicle_summary"])["vehicle_status"])

	c := done("country", "CO", "type", "company", "tax_id", "900000001")
	assert.Equal(t, "skipped", as[obj](c["summary"])["result"])
	assert.Equal(t, "found", as[obj](c["company_summary"])["result"])
	assert.NotEmpty(t, list(as[obj](c["company_summary"]), "names_found")[0]["company_name"])

	v := done("country", "PE", "type", "vehicle", "license_plate", "abc123")
	car := as[obj](v["vehicle_summary"])
	assert.Equal(t, "found", car["vehicle_status"])
	assert.Equal(t, "ABC123", car["license_plate"])
	other := as[obj](done("country", "PE", "type", "vehicle", "license_plate", "abc124")["vehicle_summary"])
	assert.NotEqual(t, car["vehicle_id"], other["vehicle_id"])

	lists := done("country", "ALL", "type", "person", "first_name", "Ana", "last_name", "Prueba")
	assert.Equal(t, "completed", lists["status"])
	assert.Nil(t, where(list(lists, "scores"), "data_set", "criminal_record"), "international lists only")
	assert.Equal(t, "not_found", as[obj](lists["summary"])["result"])
}

func TestEveryKindHasEnoughSources(t *testing.T) {
	t.Parallel()
	for _, country := range countries {
		for kind, least := range map[string]int{"p": 12, "c": 10, "v": 10} {
			if country == "ALL" {
				least = 0
			}
			ids := map[string]bool{}
			for _, db := range databasesOf(country, kind) {
				assert.Regexp(t, "^DBI[0-9a-f]{40}$", db.id)
				ids[db.id] = true
			}
			assert.GreaterOrEqual(t, len(ids), least, country+kind)
		}
	}
	assert.NotEqual(t, databaseID("CO", "juzgados"), databaseID("MX", "juzgados"))
}

func TestWrongInputsComeWithTheEnd(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Checks.Next(CheckScript{WrongInputs: []string{"document_expedition_date"}})
	id := api.create(person("1"))
	assert.NotContains(t, api.check(id), "wrong_inputs")
	srv.Checks.Finish(id)
	assert.Equal(t, []any{obj{"Input": "document_expedition_date"}}, api.check(id)["wrong_inputs"])
}

func TestMaxDurationExpiresSources(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		require.Equal(t, 200, api.post("/v1/settings", form("max_duration", "15m")).status)
		srv.Checks.Next(CheckScript{Sources: []SourceScript{{Source: "juzgados", Delay: time.Hour}}})
		id := api.create(person("1"))
		time.Sleep(14 * time.Minute)
		assert.Equal(t, "delayed", api.check(id)["status"])
		time.Sleep(time.Minute)
		c := api.check(id)
		assert.Equal(t, "completed", c["status"])
		assert.Equal(t, 1, inStatus(list(c, "statuses"), "expired"))
	})
}
