package customtypes_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/internal/areatest"
)

const path = areatest.Checks + "/v1/config"

const whole = `{"client_id":"c0ffee","config_id":"CFG1","score_configs":{` +
	`"CO":{"hiring-custom":[{"data_set":"criminal_record","weight":1},{"data_set":"traffic_fines","weight":0}],"person":[{"data_set":"behavior","weight":"0.5"}]},` +
	`"MX":{"Demo":[],"demo":null}},"provider_configs":{},"new_in_2027":[1]}`

func assertWhole(t *testing.T, got any) {
	c, ok := got.(*customtypes.Config)
	require.True(t, ok)
	assert.Equal(t, "c0ffee", c.ClientID)
	assert.Equal(t, "CFG1", c.ConfigID)
	hiring := c.ScoreConfigs[apitype.CountryColombia]["hiring-custom"]
	assert.Equal(t, customtypes.Weights{apitype.DataSetCriminalRecord: 1, apitype.DataSetTrafficFines: 0}, hiring)
	_, searched := hiring[apitype.DataSetTrafficFines]
	assert.True(t, searched, "with weight 0")
	_, searched = hiring[apitype.DataSetLegalBackground]
	assert.False(t, searched)
	assert.Equal(t, customtypes.Weights{"behavior": 0.5}, c.ScoreConfigs["CO"]["person"])
	assert.Contains(t, string(c.RawJSON()), `"new_in_2027":[1]`)

	var names []string
	for _, own := range c.Own() {
		names = append(names, string(own.Country)+" "+own.Name)
	}
	assert.Equal(t, []string{"CO hiring-custom", "MX Demo", "MX demo"}, names)
	assert.Len(t, c.Types(), 4)
}

func TestWire(t *testing.T) {
	t.Parallel()
	weights := customtypes.Weights{
		apitype.DataSetCriminalRecord: 0.1, apitype.DataSetLegalBackground: 0.9, apitype.DataSetTrafficFines: 0,
	}
	form := "country=CO&dataset_criminal_record=0.1&dataset_legal_background=0.9&dataset_traffic_fines=0&type=hiring-custom"
	areatest.Run(t, map[string]areatest.Row{
		"List": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.CustomTypes.GetConfig(ctx, customtypes.GetConfigParams{StartKey: "a+b=="})
			},
			Method: "GET", URL: path + "?start_key=a%2Bb%3D%3D", Answer: whole, Want: assertWhole,
		},
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.CustomTypes.Create(ctx, customtypes.CreateParams{Country: apitype.CountryColombia, Type: "hiring-custom", Weights: weights})
			},
			Method: "POST", URL: path, Body: form, Status: 201, Answer: whole, Want: assertWhole,
		},
		"Create, with a very small weight": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.CustomTypes.Create(ctx, customtypes.CreateParams{
					Country: apitype.CountryColombia, Type: "x", Weights: customtypes.Weights{"a": 0.9999999, "b": 1e-7},
				})
			},
			Method: "POST", URL: path, Body: "country=CO&dataset_a=0.9999999&dataset_b=0.0000001&type=x", Status: 201, Answer: whole, Want: assertWhole,
		},
		"Delete": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.CustomTypes.Delete(ctx, customtypes.DeleteParams{Country: apitype.CountryAll, Type: "my type"})
			},
			Method: "DELETE", URL: path + "?country=ALL&type=my+type",
			Answer: `{"CO":{"x":[{"data_set":"criminal_record","weight":1}]},"PA":{}}`,
			Want: func(t *testing.T, got any) {
				c := got.(*customtypes.Config)
				assert.Equal(t, customtypes.Weights{apitype.DataSetCriminalRecord: 1}, c.ScoreConfigs["CO"]["x"])
				assert.Len(t, c.Types(), 1)
				assert.Empty(t, c.ConfigID)
			},
		},
	})
}

func TestWhatIsLeftAfterADeletion(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{}`, `{"CO":{}}`, `{"CO":null}`, `null`, ` {"score_configs":null} `} {
		client, mock := areatest.Client(t)
		mock.RegisterNoResponder(respond(200, answer))
		got, err := client.CustomTypes.Delete(t.Context(), customtypes.DeleteParams{Country: "CO", Type: "x"})
		require.NoError(t, err, answer)
		assert.Empty(t, got.Types(), answer)
	}
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(respond(200, `[1]`))
	_, err := client.CustomTypes.Delete(t.Context(), customtypes.DeleteParams{Country: "CO", Type: "x"})
	var unreadable *truora.DecodeError
	require.ErrorAs(t, err, &unreadable)
	assert.Equal(t, `[1]`, string(unreadable.Body))
}

func TestValidate(t *testing.T) {
	t.Parallel()
	ten := customtypes.Weights{}
	for _, set := range []apitype.DataSet{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
		ten[set] = 0.1
	}
	for name, good := range map[string]customtypes.Weights{
		"one": {"a": 1}, "with zero": {"a": 1, "b": 0}, "ten tenths": ten, "0.3+0.3+0.4": {"a": 0.3, "b": 0.3, "c": 0.4},
		"thirds": {"a": 1.0 / 3, "b": 1.0 / 3, "c": 1.0 / 3},
	} {
		require.NoError(t, customtypes.CreateParams{Country: "CO", Type: "x", Weights: good}.Validate(), name)
	}
	one := customtypes.Weights{"a": 1}
	for name, bad := range map[string]customtypes.CreateParams{
		"0.9":           {Country: "CO", Type: "x", Weights: customtypes.Weights{"a": 0.9}},
		"1.1":           {Country: "CO", Type: "x", Weights: customtypes.Weights{"a": 0.9, "b": 0.2}},
		"no weights":    {Country: "CO", Type: "x"},
		"negative":      {Country: "CO", Type: "x", Weights: customtypes.Weights{"a": -1, "b": 1, "c": 1}},
		"above 1":       {Country: "CO", Type: "x", Weights: customtypes.Weights{"a": 2, "b": -1}},
		"not a number":  {Country: "CO", Type: "x", Weights: customtypes.Weights{"a": math.NaN(), "b": 1}},
		"with a prefix": {Country: "CO", Type: "x", Weights: customtypes.Weights{"Dataset A": 1}},
		"person":        {Country: "CO", Type: "person", Weights: one},
		"vehicle":       {Country: "CO", Type: "vehicle", Weights: one},
		"company":       {Country: "CO", Type: "company", Weights: one},
		"no name":       {Country: "CO", Weights: one},
		"no country":    {Type: "x", Weights: one},
		"small letters": {Country: "all", Type: "x", Weights: one},
	} {
		client, mock := areatest.Client(t)
		_, err := client.CustomTypes.Create(t.Context(), bad)
		require.ErrorIs(t, err, truora.ErrInvalid, name)
		_, err = client.CustomTypes.Update(t.Context(), customtypes.UpdateParams(bad))
		require.ErrorIs(t, err, truora.ErrInvalid, name)
		assert.Zero(t, mock.GetTotalCallCount(), name)
	}
	client, mock := areatest.Client(t)
	for _, bad := range []customtypes.DeleteParams{{Country: "CO"}, {Type: "x"}, {Country: "CO", Type: "person"}} {
		_, err := client.CustomTypes.Delete(t.Context(), bad)
		require.ErrorIs(t, err, truora.ErrInvalid)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
