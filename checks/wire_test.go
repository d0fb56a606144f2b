package checks_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

const host = "https://api.checks.truora.com"

// mocked returns a client whose requests end in a mock of its own.
func mocked(t *testing.T) (*truora.Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	client, err := truora.New("not-a-real-key", truora.WithHTTPClient(&http.Client{Transport: mock}), truora.WithRetries(0))
	require.NoError(t, err)
	return client, mock
}

func birth() apitype.Date { return birthDate }

// A row calls one method and says what must go out and what comes of the answer.
type row struct {
	call   func(context.Context, *checks.Service) (any, error)
	method string
	url    string
	form   string // canonical; or
	json   string
	header map[string]string
	status int
	answer string
	want   func(*testing.T, any)
}

func rows() map[string]row {
	return map[string]row{
		"Create": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.Create(ctx, checks.CreateParams{
					Country: apitype.Mexico, Type: checks.Person, UserAuthorized: true, ForceCreation: true, Priority: checks.PriorityHigh,
					FirstName: "ANA MARIA", LastName: "PRUEBA Ñ&=", Gender: checks.Female, DateOfBirth: birth(), StateID: "CDMX",
					PhoneNumber: "+52 5512345678", Watch: "3d", CustomInput: "ref 1", NativeCountry: apitype.Peru, IMEI: "123456789012345",
				})
			},
			method: "POST", url: host + "/v1/checks", header: map[string]string{"Truora-Priority": "high", "Content-Type": "application/x-www-form-urlencoded"},
			form: "country=MX&custom_input=ref+1&date_of_birth=1990-01-31&first_name=ANA+MARIA&force_creation=true&gender=female&imei=123456789012345" +
				"&last_name=PRUEBA+%C3%91%26%3D&native_country=PE&phone_number=%2B52+5512345678&state_id=CDMX&type=person&user_authorized=true&watch=3d",
			status: 201, answer: `{"check":{"check_id":"CHK1","score":-1,"id_score":0,"status":"not_started","creation_date":"2026-03-02T15:04:05.076788029Z"},"details":"/v1/checks/CHK1/details","self":"/v1/checks/CHK1"}`,
			want: func(t *testing.T, got any) {
				c := got.(*checks.Check)
				assert.Equal(t, "CHK1", c.CheckID)
				assert.Equal(t, checks.StatusNotStarted, c.Status)
				assert.InDelta(t, -1, *c.Score, 0)
				assert.InDelta(t, 0, *c.IDScore, 0)
				assert.Nil(t, c.NameScore, "an absent score is not 0")
				assert.Nil(t, c.Scores)
			},
		},
		"Create, the least": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.Create(ctx, checks.CreateParams{Country: apitype.Colombia, Type: "my type", UserAuthorized: true})
			},
			method: "POST", url: host + "/v1/checks", form: "country=CO&type=my+type&user_authorized=true", header: map[string]string{"Truora-Priority": ""},
			status: 200, answer: `{"check":{"check_id":"CHK1"}}`,
			want: func(t *testing.T, got any) { assert.Equal(t, "CHK1", got.(*checks.Check).CheckID) },
		},
		"Get": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.Get(ctx, "CHK1") },
			method: "GET", url: host + "/v1/checks/CHK1", status: 200, answer: fullCheck,
			want: assertFullCheck,
		},
		"Delete": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.Delete(ctx, "CHK1") },
			method: "DELETE", url: host + "/v1/checks/CHK1", status: 200,
			answer: `{"check":{"check_id":"CHK1","deleted":true,"delete_date":"2026-03-05T22:50:52.598464494Z","score":-1}}`,
			want: func(t *testing.T, got any) {
				c := got.(*checks.Check)
				assert.True(t, c.Deleted)
				assert.Equal(t, 2026, c.DeleteDate.Year())
				assert.Empty(t, c.Status)
			},
		},
		"List": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.List(ctx, checks.ListParams{ReportID: "RPT1", StartKey: "a+b=="})
			},
			method: "GET", url: host + "/v1/checks?report_id=RPT1&start_key=a%2Bb%3D%3D", status: 200,
			answer: `{"checks":[{"check_id":"CHK1"},{"check_id":"CHK2"}],"next":"/v1/checks?start_key=Q0hLMDAwMQ%3D%3D","self":"/v1/checks"}`,
			want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Check])
				require.Len(t, page.Items, 2)
				assert.Equal(t, "CHK2", page.Items[1].CheckID)
				assert.JSONEq(t, `{"check_id":"CHK2"}`, string(page.Items[1].RawJSON()))
				assert.Equal(t, "Q0hLMDAwMQ==", page.Next)
			},
		},
		"Summarize": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.Summarize(ctx, "CHK1") },
			method: "GET", url: host + "/v1/checks/CHK1/summarize", status: 200, answer: `{"summary":"\nANA was found."}`,
			want: func(t *testing.T, got any) { assert.Equal(t, "\nANA was found.", got.(*checks.Summary).Summary) },
		},
		"ListVariables": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.ListVariables(ctx, "CHK1") },
			method: "GET", url: host + "/v1/checks/CHK1/variables", status: 200,
			answer: `{"check_id":"CHK1","country":"CO","check_status":"completed","variables_status":"completed","person":{"criminal_records":{"count":2}},"data":7}`,
			want: func(t *testing.T, got any) {
				v := got.(*checks.Variables)
				assert.Equal(t, map[string]any{"count": 2.0}, v.Person["criminal_records"])
				assert.True(t, v.VariablesStatus.Final())
				assert.Contains(t, string(v.RawJSON()), `"data":7`)
			},
		},
		"ListDetails": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.ListDetails(ctx, "CHK1", checks.ListDetailsParams{Lang: apitype.English})
			},
			method: "GET", url: host + "/v1/checks/CHK1/details?lang=en", status: 200,
			answer: `{"details":[{"id":"DTL1","check_id":"CHK1","tables":null,"found_date_of_birth":"","result":"surprising"},` +
				`{"id":"DTL2","found_date_of_birth":"1990-01-31T00:00:00Z","categorization":[],"tables":[{"title":"T","rows":[{"cells":[{"label":"L","value":"1"}]}]}]}],"next":""}`,
			want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Detail])
				require.Len(t, page.Items, 2)
				assert.Nil(t, page.Items[0].Tables)
				assert.True(t, page.Items[0].FoundDateOfBirth.IsZero())
				assert.Equal(t, checks.Result("surprising"), page.Items[0].Result)
				assert.Equal(t, birth(), page.Items[1].FoundDateOfBirth)
				assert.Equal(t, "L", page.Items[1].Tables[0].Rows[0].Cells[0].Label)
			},
		},
		"ListAttachments": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.ListAttachments(ctx, "CHK1", checks.ListAttachmentsParams{})
			},
			method: "GET", url: host + "/v1/checks/CHK1/attachments", status: 200,
			answer: `{"files":[{"database_id":"DBI1","file_name":"c.pdf","link":"https://files.example.com/c.pdf?signature=a\u0026b=c","mime_type":"application/pdf"}],"next":"","total":0}`,
			want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Attachment])
				require.Len(t, page.Items, 1, "whatever total says")
				assert.Equal(t, "https://files.example.com/c.pdf?signature=a&b=c", page.Items[0].Link)
			},
		},
		"ListDatabases": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.ListDatabases(ctx, checks.ListDatabasesParams{Country: apitype.Colombia, At: time.Unix(1772463845, 0), OffsetSeconds: -18000})
			},
			method: "GET", url: host + "/v1/health?country=CO&unixTimestampSeconds=1772463845&unixtimezoneOffsetSeconds=-18000", status: 200,
			answer: `[{"database_id":"DBI1","data_sets":["criminal_record"],"hourly_status":["operational","melted"]}]`,
			want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[checks.Database])
				require.Len(t, page.Items, 1)
				assert.Equal(t, []checks.Availability{checks.Operational, "melted"}, page.Items[0].HourlyStatus)
			},
		},
		"CreatePDF": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.CreatePDF(ctx, "CHK1") },
			method: "POST", url: host + "/v1/checks/CHK1/pdf", status: 200, answer: `{"pdf_path":"/v1/checks/CHK1/pdf/"}`,
			want: func(t *testing.T, got any) { assert.Equal(t, "/v1/checks/CHK1/pdf/", got.(*checks.PDF).PDFPath) },
		},
		"UpdateSettings": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.UpdateSettings(ctx, checks.UpdateSettingsParams{NamesMatchingType: checks.NamesExact, Retries: new(false), MaxDuration: "25m"})
			},
			method: "POST", url: host + "/v1/settings", form: "max_duration=25m&names_matching_type=exact&retries=false", status: 200,
			answer: `{"settings":{"names_matching_type":"exact","max_duration":"default"}}`,
			want: func(t *testing.T, got any) {
				s := got.(*checks.Settings)
				assert.Equal(t, "default", s.MaxDuration)
				assert.False(t, s.Retries)
			},
		},
		"UpdateSettings, one": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.UpdateSettings(ctx, checks.UpdateSettingsParams{Retries: new(true)})
			},
			method: "POST", url: host + "/v1/settings", form: "retries=true", status: 200, answer: `{"settings":{"retries":true}}`,
			want: func(t *testing.T, got any) { assert.True(t, got.(*checks.Settings).Retries) },
		},
		"ListCredentials": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.ListCredentials(ctx) },
			method: "GET", url: host + "/v1/config/credentials", status: 200,
			answer: `{"credential_creatable_databases":[{"database_id":"DBI1","name":"One"}],"credentials":[{"database_id":"DBI2","name":"Two","username":"u"}]}`,
			want: func(t *testing.T, got any) {
				c := got.(*checks.Credentials)
				assert.Equal(t, []checks.Credential{{DatabaseID: "DBI2", Name: "Two", Username: "u"}}, c.Credentials)
				assert.Equal(t, []checks.CredentialDatabase{{DatabaseID: "DBI1", Name: "One"}}, c.CredentialCreatableDatabases)
			},
		},
		"SaveCredential": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				return s.SaveCredential(ctx, "DBI1", checks.SaveCredentialParams{Username: "u", Password: "p<&>", ComplementsForAuthentication: []any{"x"}})
			},
			method: "POST", url: host + "/v1/config/credentials/DBI1", json: `{"username":"u","password":"p<&>","complements_for_authentication":["x"]}`,
			header: map[string]string{"Content-Type": "application/json"}, status: 200, answer: `{"message":"save collector credentials successfully."}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, "save collector credentials successfully.", got.(*apitype.Message).Message)
			},
		},
		"DeleteCredential": {
			call:   func(ctx context.Context, s *checks.Service) (any, error) { return s.DeleteCredential(ctx, "DBI1") },
			method: "DELETE", url: host + "/v1/config/credentials/DBI1", status: 200, answer: `{"message":"delete collector credentials successfully."}`,
			want: func(t *testing.T, got any) { assert.NotEmpty(t, got.(*apitype.Message).Message) },
		},
		"DownloadAttachment": {
			call: func(ctx context.Context, s *checks.Service) (any, error) {
				var buf bytes.Buffer
				err := s.DownloadAttachment(ctx, checks.Attachment{Link: "https://files.example.com/c.pdf?signature=a~b%2F"}, &buf, checks.DownloadParams{})
				return buf.String(), err
			},
			method: "GET", url: "https://files.example.com/c.pdf?signature=a~b%2F", header: map[string]string{"Truora-API-Key": ""}, status: 200, answer: "file",
			want: func(t *testing.T, got any) { assert.Equal(t, "file", got) },
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	for name, r := range rows() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := mocked(t)
			calls := 0
			mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
				calls++
				r.assertSent(t, req)
				resp := httpmock.NewStringResponse(r.status, r.answer)
				resp.Request = req
				return resp, nil
			})
			got, err := r.call(t.Context(), client.Checks)
			require.NoError(t, err)
			assert.Equal(t, 1, calls)
			r.want(t, got)
		})
	}
}

func (r *row) assertSent(t *testing.T, req *http.Request) {
	t.Helper()
	assert.Equal(t, r.method, req.Method)
	assert.Equal(t, r.url, req.URL.String())
	if strings.HasPrefix(r.url, host) {
		assert.Equal(t, "not-a-real-key", req.Header.Get("Truora-API-Key"))
	}
	for name, value := range r.header {
		assert.Equal(t, value, req.Header.Get(name), name)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		require.NoError(t, err)
	}
	switch {
	case r.json != "":
		assert.JSONEq(t, r.json, string(body))
	default:
		assert.Equal(t, r.form, string(body))
		_, err := url.ParseQuery(string(body))
		require.NoError(t, err)
	}
}

// DownloadPDF is two operations.
func TestWireOfDownloadPDF(t *testing.T) {
	t.Parallel()
	client, mock := mocked(t)
	mock.RegisterResponder("POST", host+"/v1/checks/CHK1/pdf", httpmock.NewStringResponder(200, `{"pdf_path":"/v1/checks/CHK1/pdf/"}`))
	mock.RegisterResponder("GET", host+"/v1/checks/CHK1/pdf?lang=en", func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, "application/pdf, */*", req.Header.Get("Accept"))
		return httpmock.NewStringResponse(200, "%PDF-1.4 x"), nil
	})
	var buf bytes.Buffer
	require.NoError(t, client.Checks.DownloadPDF(t.Context(), "CHK1", &buf, checks.PDFParams{Lang: apitype.English}))
	assert.Equal(t, "%PDF-1.4 x", buf.String())
	assert.Equal(t, 2, mock.GetTotalCallCount())
}
