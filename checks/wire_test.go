package checks_test

import (
	"bytes"
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/areatest"
)

func birth() apitype.Date { return birthDate }

func rows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Checks.Create(ctx, checks.CreateParams{
					Country: apitype.CountryMexico, Type: checks.TypePerson, UserAuthorized: true, ForceCreation: true, Priority: checks.PriorityHigh,
					FirstName: "ANA MARIA", LastName: "PRUEBA Ñ&=", Gender: apitype.GenderFemale, DateOfBirth: birth(), StateID: "CDMX",
					PhoneNumber: "+52 5512345678", Watch: "3d", CustomInput: "ref 1", NativeCountry: apitype.CountryPeru, IMEI: "123456789012345",
				})
			},
			Method: "POST", URL: areatest.Checks + "/v1/checks", Header: map[string]string{"Truora-Priority": "high"},
			Form: "country=MX&custom_input=ref+1&date_of_birth=1990-01-31&first_name=ANA+MARIA&force_creation=true&gender=female&imei=123456789012345" +
				"&last_name=PRUEBA+%C3%91%26%3D&native_country=PE&phone_number=%2B52+5512345678&state_id=CDMX&type=person&user_authorized=true&watch=3d",
			Status: 201, Answer: `{"check":{"check_id":"CHK1","score":-1,"id_score":0,"status":"not_started","creation_date":"2026-03-02T15:04:05.076788029Z"},"details":"/v1/checks/CHK1/details","self":"/v1/checks/CHK1"}`,
			Want: func(t *testing.T, got any) {
				c := got.(*checks.Check)
				assert.Equal(t, "CHK1", c.CheckID)
				assert.Equal(t, apitype.CheckStatusNotStarted, c.Status)
				assert.InDelta(t, -1, *c.Score, 0)
				assert.InDelta(t, 0, *c.IDScore, 0)
				assert.Nil(t, c.NameScore, "an absent score is not 0")
				assert.Nil(t, c.Scores)
			},
		},
		"Create, the least": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Checks.Create(ctx, checks.CreateParams{Country: apitype.CountryColombia, Type: "my type", UserAuthorized: true})
			},
			Method: "POST", URL: areatest.Checks + "/v1/checks", Form: "country=CO&type=my+type&user_authorized=true", Header: map[string]string{"Truora-Priority": ""},
			Answer: `{"check":{"check_id":"CHK1"}}`,
			Want:   func(t *testing.T, got any) { assert.Equal(t, "CHK1", got.(*checks.Check).CheckID) },
		},
		"Get": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Checks.Get(ctx, "CHK1") },
			Method: "GET", URL: areatest.Checks + "/v1/checks/CHK1", Answer: fullCheck,
			Want: assertFullCheck,
		},
		"ListDetails, one bare detail": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Checks.ListDetails(ctx, "CHK1", checks.ListDetailsParams{})
			},
			Method: "GET", URL: areatest.Checks + "/v1/checks/CHK1/details",
			Answer: `{"id":"DTL1","check_id":"CHK1","database_id":"DBI1","tables":[{"title":"T"}],"result":"found"}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Detail])
				require.Len(t, page.Items, 1)
				assert.Equal(t, "T", page.Items[0].Tables[0].Title)
				assert.Contains(t, string(page.Items[0].RawJSON()), "DTL1")
			},
		},
		"ListDetails": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Checks.ListDetails(ctx, "CHK1", checks.ListDetailsParams{Lang: apitype.LanguageEnglish})
			},
			Method: "GET", URL: areatest.Checks + "/v1/checks/CHK1/details?lang=en",
			Answer: `{"details":[{"id":"DTL1","check_id":"CHK1","tables":null,"found_date_of_birth":"","result":"surprising"},` +
				`{"id":"DTL2","found_date_of_birth":"1990-01-31T00:00:00Z","categorization":[],"tables":[{"title":"T","rows":[{"cells":[{"label":"L","value":"1"}]}]}]}],"next":""}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Detail])
				require.Len(t, page.Items, 2)
				assert.Nil(t, page.Items[0].Tables)
				assert.True(t, page.Items[0].FoundDateOfBirth.IsZero())
				assert.Equal(t, apitype.Result("surprising"), page.Items[0].Result)
				assert.Equal(t, birth(), page.Items[1].FoundDateOfBirth)
				assert.Equal(t, "L", page.Items[1].Tables[0].Rows[0].Cells[0].Label)
			},
		},
		"ListDatabases": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Checks.ListDatabases(ctx, checks.ListDatabasesParams{Country: apitype.CountryColombia, At: time.Unix(1772463845, 0), OffsetSeconds: -18000})
			},
			Method: "GET", URL: areatest.Checks + "/v1/health?country=CO&unixTimestampSeconds=1772463845&unixtimezoneOffsetSeconds=-18000",
			Answer: `[{"database_id":"DBI1","data_sets":["criminal_record"],"hourly_status":["operational","melted"]}]`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Database])
				require.Len(t, page.Items, 1)
				assert.Equal(t, []checks.Availability{checks.AvailabilityOperational, "melted"}, page.Items[0].HourlyStatus)
			},
		},
		"UpdateSettings": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Checks.UpdateSettings(ctx, checks.UpdateSettingsParams{NamesMatchingType: checks.NamesMatchingExact, Retries: new(false), MaxDuration: "25m"})
			},
			Method: "POST", URL: areatest.Checks + "/v1/settings", Form: "max_duration=25m&names_matching_type=exact&retries=false",
			Answer: `{"settings":{"names_matching_type":"exact","max_duration":"default"}}`,
			Want: func(t *testing.T, got any) {
				set := got.(*checks.Settings)
				assert.Equal(t, "default", set.MaxDuration)
				assert.False(t, set.Retries)
			},
		},
		"SaveCredential": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return nil, c.Checks.SaveCredential(ctx, "DBI1", checks.SaveCredentialParams{Username: "u", Password: apitype.NewSecret("p<&>"), ComplementsForAuthentication: []any{"x"}})
			},
			Method: "POST", URL: areatest.Checks + "/v1/config/credentials/DBI1", JSON: `{"username":"u","password":"p<&>","complements_for_authentication":["x"]}`,
			Answer: `{"message":"save collector credentials successfully."}`,
		},
		"DownloadAttachment": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				var buf bytes.Buffer
				err := c.Checks.DownloadAttachment(ctx, "https://files.example.com/c.pdf?signature=a~b%2F", &buf, checks.DownloadAttachmentParams{})
				return buf.String(), err
			},
			Method: "GET", URL: "https://files.example.com/c.pdf?signature=a~b%2F", NoKey: true, Answer: "file",
			Want: func(t *testing.T, got any) { assert.Equal(t, "file", got) },
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, rows())
}

// DownloadPDF is two operations.
func TestWireOfDownloadPDF(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterResponder("POST", areatest.Checks+"/v1/checks/CHK1/pdf", httpmock.NewStringResponder(200, `{"pdf_path":"/v1/checks/CHK1/pdf/"}`))
	mock.RegisterResponder("GET", areatest.Checks+"/v1/checks/CHK1/pdf?lang=en", func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, "application/pdf, */*", req.Header.Get("Accept"))
		return httpmock.NewStringResponse(200, "%PDF-1.4 x"), nil
	})
	var buf bytes.Buffer
	require.NoError(t, client.Checks.DownloadPDF(t.Context(), "CHK1", &buf, checks.DownloadPDFParams{Lang: apitype.LanguageEnglish}))
	assert.Equal(t, "%PDF-1.4 x", buf.String())
	assert.Equal(t, 2, mock.GetTotalCallCount())
}
