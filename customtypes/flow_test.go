package customtypes_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

func respond(status int, body string) httpmock.Responder {
	return httpmock.NewStringResponder(status, body)
}

func drivers() customtypes.CreateParams {
	return customtypes.CreateParams{Country: apitype.CountryColombia, Type: "drivers", Weights: customtypes.Weights{
		apitype.DataSetCriminalRecord: 0.25, apitype.DataSetDrivingLicenses: 0.75, apitype.DataSetTrafficFines: 0,
	}}
}

func TestATypeDecidesWhatIsSearchedAndWhatCounts(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		config, err := client.CustomTypes.Create(t.Context(), drivers())
		require.NoError(t, err)
		require.Len(t, config.Own(), 1)
		assert.Equal(t, drivers().Weights, config.Own()[0].Weights)
		assert.NotEmpty(t, config.ScoreConfigs["CO"]["person"], "built-in types are listed too")

		srv.Checks.Next(truoratest.CheckScript{Findings: []truoratest.Finding{
			{DataSet: "traffic_fines", Severity: "very_high"}, {DataSet: "criminal_record", Severity: "very_high"},
		}})
		check, err := client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: "drivers", NationalID: "1000000001", UserAuthorized: true,
		})
		require.NoError(t, err)
		check, err = client.Checks.Wait(t.Context(), check.CheckID, checks.WaitParams{})
		require.NoError(t, err)
		score, ok := check.FinalScore()
		require.True(t, ok)
		assert.InDelta(t, 0.75, score, 1e-9, "fines are searched but have no weight")
		var searched []string
		for _, s := range check.Scores {
			searched = append(searched, string(s.DataSet))
		}
		assert.ElementsMatch(t, []string{"criminal_record", "driving_licenses", "traffic_fines"}, searched)
	})
}

func TestWeightsAreReplacedAndDeleted(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		s := client.CustomTypes
		config, err := s.Create(t.Context(), drivers())
		require.NoError(t, err)

		weights := maps.Clone(config.ScoreConfigs["CO"]["drivers"])
		delete(weights, apitype.DataSetTrafficFines)
		weights[apitype.DataSetCriminalRecord], weights[apitype.DataSetDrivingLicenses] = 0.5, 0.5
		config, err = s.Update(t.Context(), customtypes.UpdateParams{Country: "CO", Type: "drivers", Weights: weights})
		require.NoError(t, err)
		assert.Equal(t, weights, config.ScoreConfigs["CO"]["drivers"])

		which := customtypes.DeleteParams{Country: "CO", Type: "drivers"}
		config, err = s.Delete(t.Context(), which)
		require.NoError(t, err)
		assert.Empty(t, config.Own())
		assert.NotEmpty(t, config.Types(), "the built-in ones of the country are left")
		_, err = s.Delete(t.Context(), which)
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestAllPagesOfTypes(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.SetPageSize(2)
		for _, name := range []string{"a", "b", "c"} {
			params := drivers()
			params.Type = name
			_, err := client.CustomTypes.Create(t.Context(), params)
			require.NoError(t, err)
		}
		var own []string
		for typ, err := range client.CustomTypes.All(t.Context(), customtypes.GetConfigParams{}) {
			require.NoError(t, err)
			if !typ.BuiltIn() {
				own = append(own, typ.Name)
			}
		}
		assert.Equal(t, []string{"a", "b", "c"}, own)
		assert.Len(t, srv.RequestsTo("GET /v1/config"), 3)
		for _, err := range client.CustomTypes.All(t.Context(), customtypes.GetConfigParams{StartKey: "made up"}) {
			require.ErrorIs(t, err, truora.ErrInvalid)
		}
	})
}

func TestLostAnswers(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.LoseAnswer("POST /v1/config")
		_, err := client.CustomTypes.Create(t.Context(), drivers())
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo("POST /v1/config"), 1)
		config, err := client.CustomTypes.GetConfig(t.Context(), customtypes.GetConfigParams{})
		require.NoError(t, err)
		assert.Len(t, config.Own(), 1, "the way out that the documentation names")

		srv.LoseAnswer("PUT /v1/config")
		_, err = client.CustomTypes.Update(t.Context(), customtypes.UpdateParams(drivers()))
		require.NoError(t, err)

		srv.LoseAnswer("DELETE /v1/config")
		config, err = client.CustomTypes.Delete(t.Context(), customtypes.DeleteParams{Country: "CO", Type: "drivers"})
		require.NoError(t, err)
		assert.Empty(t, config.Types())
	})
}

// Truora's document of 2021 has no body where its newer ones have the configuration.
func TestChangesThatAnswerNothing(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		_, err := client.CustomTypes.Create(t.Context(), drivers())
		require.NoError(t, err)
		srv.CustomTypes.Silent(true)
		config, err := client.CustomTypes.Update(t.Context(), customtypes.UpdateParams(drivers()))
		require.NoError(t, err)
		assert.Empty(t, config.Types())
		assert.Empty(t, config.RawJSON())
		config, err = client.CustomTypes.Delete(t.Context(), customtypes.DeleteParams{Country: "CO", Type: "drivers"})
		require.NoError(t, err)
		assert.Empty(t, config.RawJSON())
		config, err = client.CustomTypes.GetConfig(t.Context(), customtypes.GetConfigParams{})
		require.NoError(t, err)
		assert.Empty(t, config.Own(), "it was carried out anyway")
	})
}

func TestErrorsOfManyShapes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		body   string
		kind   error
		text   string
	}{
		{401, `{"message":"Unauthorized"}`, truora.ErrUnauthorized, "401: Unauthorized"},
		{400, `{"code":10404,"http_code":404,"message":"Resource not found"}`, truora.ErrInvalid, "400: Resource not found"},
		{404, `{"code":"10404","message":"Resource not found"}`, truora.ErrNotFound, "404: Resource not found"},
	} {
		client, mock := areatest.Client(t)
		mock.RegisterNoResponder(respond(tt.status, tt.body))
		_, err := client.CustomTypes.Update(t.Context(), customtypes.UpdateParams(drivers()))
		require.ErrorIs(t, err, tt.kind)
		assert.ErrorContains(t, err, tt.text)
		var e *truora.Error
		require.ErrorAs(t, err, &e)
		if strings.Contains(tt.body, "10404") {
			assert.Equal(t, 10404, e.Code)
		}
	}
}
