package truoratest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	settings := func(pairs ...string) any {
		out := api.post("/v1/settings", form(pairs...))
		require.Equal(t, 200, out.status, out.text)
		return out.json["settings"]
	}
	assert.Equal(t, obj{}, settings())
	assert.Equal(t, obj{"retries": true}, settings("retries", "true"))
	assert.Equal(t, obj{"retries": true, "names_matching_type": "exact", "max_duration": "25m"},
		settings("names_matching_type", "exact", "max_duration", "25m"))
	for _, bad := range [][]string{
		{"retries", "maybe"},
		{"names_matching_type", "fuzzy"},
		{"max_duration", "169h"},
		{"max_duration", "2d"},
		{"max_duration", "1m"},
		{"max_duration", "1.5h"},
		{"max_duration", "-5m"},
		{"max_duration", "99999999999999999999h"},
	} {
		out := api.post("/v1/settings", form(bad...))
		assert.Equal(t, 400, out.status, bad)
		assert.EqualValues(t, 10400, out.json["code"])
	}
	assert.Equal(t, obj{"retries": false, "names_matching_type": "exact", "max_duration": "168h"},
		settings("retries", "false", "max_duration", "168h"))
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	creatable := list(api.get("/v1/config/credentials").json, "credential_creatable_databases")
	require.NotEmpty(t, creatable)
	id := as[string](creatable[0]["database_id"])
	save := func(id, body string) got {
		return api.do(api.request("POST", "/v1/config/credentials/"+id, "application/json", body))
	}
	for _, bad := range []string{`{}`, `{"username":"ana"}`, `{"password":"x"}`, `[`, `{"username":"a","password":"b","complements_for_authentication":{}}`, ""} {
		out := save(id, bad)
		assert.Equal(t, 400, out.status, bad)
		assert.Equal(t, obj{"message": "Invalid request"}, out.json)
	}
	assert.Equal(t, 400, save("other", `{"username":"ana","password":"made-up-word"}`).status)

	assert.Equal(t, "save collector credentials successfully.", save(id, `{"username":"ana","password":"made-up-word"}`).message())
	assert.Equal(t, 200, save(id, `{"username":"eva","password":"made-up-word","complements_for_authentication":[{"a":1}]}`).status)
	out := api.get("/v1/config/credentials")
	assert.Equal(t, []obj{{"database_id": id, "name": creatable[0]["name"], "username": "eva"}}, list(out.json, "credentials"))
	assert.Len(t, list(out.json, "credential_creatable_databases"), len(creatable)-1)
	assert.NotContains(t, out.text, "made-up-word")

	assert.Equal(t, "delete collector credentials successfully.", api.delete("/v1/config/credentials/"+id).message())
	gone := api.delete("/v1/config/credentials/" + id)
	assert.Equal(t, 404, gone.status)
	assert.Equal(t, obj{"message": "Resource not found"}, gone.json)
	assert.Empty(t, list(api.get("/v1/config/credentials").json, "credentials"))
}
