package truoratest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (c *caller) put(target string, pairs ...string) got {
	return c.do(c.request(http.MethodPut, target, formType, form(pairs...).Encode()))
}

func TestCustomTypes(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	for _, bad := range [][]string{
		{"country", "CO", "type", "x", "dataset_criminal_record", "0.9"},
		{"country", "CO", "type", "x", "dataset_criminal_record", "1.1"},
		{"country", "CO", "type", "x", "dataset_criminal_record", "1e0"},
		{"country", "CO", "type", "x", "dataset_criminal_record", "much"},
		{"country", "CO", "type", "x", "dataset_criminal_record", "2", "dataset_behavior", "-1"},
		{"country", "CO", "type", "x", "dataset_Criminal", "1"},
		{"country", "CO", "type", "person", "dataset_criminal_record", "1"},
		{"country", "all", "type", "x", "dataset_criminal_record", "1"},
		{"country", "CO", "dataset_criminal_record", "1"},
		{"country", "CO", "type", "x"},
	} {
		out := api.post("/v1/config", form(bad...))
		assert.Equal(t, 400, out.status, bad)
		assert.EqualValues(t, 10400, out.json["code"])
	}
	good := []string{"country", "CO", "type", "x", "dataset_criminal_record", "1", "dataset_behavior", "0"}
	assert.Equal(t, 404, api.put("/v1/config", good...).status, "not before it is made")
	out := api.post("/v1/config", form(good...))
	require.Equal(t, 201, out.status, out.text)
	co := as[obj](as[obj](out.json["score_configs"])["CO"])
	assert.Equal(t, []obj{{"data_set": "behavior", "weight": 0.0}, {"data_set": "criminal_record", "weight": 1.0}}, list(co, "x"))
	assert.NotEmpty(t, list(co, "person"))
	assert.Equal(t, 200, api.put("/v1/config", good...).status)
	assert.Equal(t, 201, api.post("/v1/config", form(good...)).status, "a second one replaces it")

	assert.Equal(t, 400, api.delete("/v1/config?country=CO&type=person").status)
	assert.Equal(t, 404, api.delete("/v1/config?country=MX&type=x").status)
	out = api.delete("/v1/config?country=CO&type=x")
	require.Equal(t, 200, out.status)
	assert.NotContains(t, out.json, "score_configs", "the bare map")
	assert.NotContains(t, as[obj](out.json["CO"]), "x")
	assert.Equal(t, 404, api.delete("/v1/config?country=CO&type=x").status)

	require.Equal(t, 201, api.post("/v1/config", form("country", "MX", "type", "y", "dataset_behavior", "1")).status)
	assert.Equal(t, obj{}, api.delete("/v1/config?country=MX&type=y").json, "nothing is left in the country")
}
