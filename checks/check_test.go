package checks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/areatest"
)

var birthDate = apitype.Date{Year: 1990, Month: time.January, Day: 31}

// answered returns what Get makes of an answer.
func answered(t *testing.T, body string) (*checks.Check, error) {
	t.Helper()
	return areatest.Answering(t, 200, body).Checks.Get(t.Context(), "CHK1")
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	check, err := answered(t, fullCheck)
	require.NoError(t, err)
	cov := check.Coverage()
	assert.Equal(t, apitype.Tally{Completed: 2, Failed: 1, Expired: 1, Skipped: 1, Delayed: 1, Pending: 1, Other: 1}, cov.All)
	assert.Equal(t, 8, cov.All.Total())
	require.Len(t, cov.DataSets, 4)
	assert.Equal(t, []apitype.DataSet{"", "alert_in_media", "astrology", "criminal_record"},
		[]apitype.DataSet{cov.DataSets[0].DataSet, cov.DataSets[1].DataSet, cov.DataSets[2].DataSet, cov.DataSets[3].DataSet})
	assert.Equal(t, apitype.Tally{Completed: 1, Expired: 1, Failed: 1}, cov.Of(apitype.DataSetCriminalRecord))
	assert.False(t, cov.Of(apitype.DataSetCriminalRecord).Complete())
	assert.Zero(t, cov.Of("unheard_of").Total())
	assert.False(t, cov.Of("unheard_of").Complete(), "what was not searched is not covered")
	assert.True(t, apitype.Tally{Completed: 2}.Complete())
	assert.Equal(t, 5, cov.All.Ended())
	assert.Zero(t, (&checks.Check{}).Coverage().All.Total())
}

func TestFinalScore(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		check checks.Check
		want  float64
		ok    bool
	}{
		"finished":              {checks.Check{Status: apitype.CheckStatusCompleted, Score: new(0.7)}, 0.7, true},
		"error has results too": {checks.Check{Status: apitype.CheckStatusError, Score: new(0.0)}, 0, true},
		"still running":         {checks.Check{Status: apitype.CheckStatusInProgress, Score: new(1.0)}, 0, false},
		"delayed":               {checks.Check{Status: apitype.CheckStatusDelayed, Score: new(1.0)}, 0, false},
		"not computed":          {checks.Check{Status: apitype.CheckStatusCompleted, Score: new(-1.0)}, 0, false},
		"absent":                {checks.Check{Status: apitype.CheckStatusCompleted}, 0, false},
		"deleted":               {checks.Check{Deleted: true, Score: new(-1.0)}, 0, false},
		"unknown status":        {checks.Check{Status: "archived", Score: new(1.0)}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := tt.check.FinalScore()
			assert.Equal(t, tt.ok, ok)
			assert.InDelta(t, tt.want, got, 0)
		})
	}
}

func TestUsableScore(t *testing.T) {
	t.Parallel()
	for result, want := range map[apitype.Result]bool{
		apitype.ResultFound: true, apitype.ResultNotFound: true, apitype.ResultPending: false, apitype.ResultError: false,
		apitype.ResultDelayed: false, apitype.ResultIgnored: false, "unheard_of": false, "": false,
	} {
		_, ok := apitype.DataSetScore{Result: result, Score: new(1.0)}.Usable()
		assert.Equal(t, want, ok, result)
	}
	score, ok := apitype.DataSetScore{Result: apitype.ResultFound, Score: new(0.0)}.Usable()
	assert.True(t, ok)
	assert.Zero(t, score)
	_, ok = apitype.DataSetScore{Result: apitype.ResultFound}.Usable()
	assert.False(t, ok, "absent")
}

func TestLackedInputs(t *testing.T) {
	t.Parallel()
	source := apitype.Source{InvalidInputs: []string{"birthday", "pep", "document_expedition_date", "birthday", "elector_key"}}
	assert.Equal(t, []string{"date_of_birth", "pep", "issue_date", "elector_key"}, source.LackedInputs())
	assert.Empty(t, apitype.Source{}.LackedInputs())
}

func TestDriversLicenseInBothForms(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]*apitype.DriversLicense{
		`"12345"`: {Text: "12345"}, `{"status":"ACTIVA"}`: {Status: "ACTIVA"}, `null`: nil, `""`: {},
	} {
		check, err := answered(t, `{"check":{"check_id":"CHK1","summary":{"drivers_license":`+body+`}}}`)
		require.NoError(t, err, body)
		assert.Equal(t, want, check.Summary.DriversLicense, body)
	}
	check, err := answered(t, `{"check":{"check_id":"CHK1","summary":{"drivers_license":[1],"drivers_license_status":"x"}}}`)
	require.NoError(t, err)
	assert.Equal(t, []apitype.Problem{{Pointer: "/summary/drivers_license", Want: "object", Got: "array"}}, check.Problems())
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	for name, change := range map[string]func(*checks.CreateParams){
		"no country":                func(p *checks.CreateParams) { p.Country = "" },
		"country in lower case":     func(p *checks.CreateParams) { p.Country = "co" },
		"no type":                   func(p *checks.CreateParams) { p.Type = "" },
		"no consent":                func(p *checks.CreateParams) { p.UserAuthorized = false },
		"watch":                     func(p *checks.CreateParams) { p.Watch = "2h" },
		"long reference":            func(p *checks.CreateParams) { p.CustomInput = strings.Repeat("é", 129) },
		"IMEI":                      func(p *checks.CreateParams) { p.IMEI = "12345678901234" },
		"native id without country": func(p *checks.CreateParams) { p.NativeNationalID = "1" },
		"gender that is mistaken":   func(p *checks.CreateParams) { p.Gender = "M" },
		"day that is none":          func(p *checks.CreateParams) { p.DateOfBirth = apitype.Date{Year: 1990, Month: 2, Day: 30} },
	} {
		params := checks.CreateParams{Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true}
		change(&params)
		_, err := client.Checks.Create(t.Context(), params)
		require.ErrorIs(t, err, truora.ErrInvalid, name)
	}
	err := client.Checks.SaveCredential(t.Context(), "DBI1", checks.SaveCredentialParams{Username: "u"})
	require.ErrorIs(t, err, truora.ErrInvalid)
	_, err = client.Checks.ListDatabases(t.Context(), checks.ListDatabasesParams{})
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.Zero(t, mock.GetTotalCallCount(), "nothing was sent")

	ok := checks.CreateParams{Country: "XX", Type: "x", UserAuthorized: true, CustomInput: strings.Repeat("é", 128), Gender: "h", Priority: "urgent"}
	require.NoError(t, ok.Validate(), "sets are open")
}

func TestMaxDurationGrammar(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"", "25m", "2h", "168h", "2m", "10080m"} {
		assert.NoError(t, checks.UpdateSettingsParams{MaxDuration: good}.Validate(), good)
	}
	for _, bad := range []string{"169h", "2d", "h", "0h", "-1h", "1.5h", "2 h", "10081m", "99999999999999999999h", "default"} {
		assert.Error(t, checks.UpdateSettingsParams{MaxDuration: bad}.Validate(), bad)
	}
}

func TestMissingInputs(t *testing.T) {
	t.Parallel()
	type P = checks.CreateParams
	for name, tt := range map[string]struct {
		params P
		want   []string
	}{
		"Colombian":                       {P{Country: "CO", Type: checks.TypePerson, NationalID: "1"}, nil},
		"Colombian without anything":      {P{Country: "CO", Type: checks.TypePerson}, []string{"national_id"}},
		"foreigner in Colombia":           {P{Country: "CO", Type: checks.TypePerson, ForeignID: "1"}, []string{"date_of_birth", "issue_date"}},
		"foreigner with a permit":         {P{Country: "CO", Type: checks.TypePerson, PTP: "1", DateOfBirth: birthDate}, []string{"issue_date"}},
		"Colombian company":               {P{Country: "CO", Type: checks.TypeCompany}, []string{"tax_id"}},
		"Colombian vehicle":               {P{Country: "CO", Type: checks.TypeVehicle, NationalID: "1"}, []string{"license_plate"}},
		"Mexican with CURP":               {P{Country: "MX", Type: checks.TypePerson, NationalID: "1"}, nil},
		"Mexican by name":                 {P{Country: "MX", Type: checks.TypePerson, FirstName: "A", LastName: "B", StateID: "C", Gender: "h", DateOfBirth: birthDate}, nil},
		"Mexican without anything":        {P{Country: "MX", Type: checks.TypePerson}, []string{"national_id"}},
		"Brazilian":                       {P{Country: "BR", Type: checks.TypePerson, NationalID: "1"}, []string{"date_of_birth", "region"}},
		"foreigner where there is no row": {P{Country: "BR", Type: checks.TypePerson, ForeignID: "1"}, []string{"national_id", "date_of_birth", "region"}},
		"Peruvian":                        {P{Country: "PE", Type: checks.TypePerson, NationalID: "1"}, []string{"date_of_birth"}},
		"Chilean foreigner":               {P{Country: "CL", Type: checks.TypePerson, ForeignID: "1", FirstName: "A"}, []string{"date_of_birth", "last_name", "native_country"}},
		"Costa Rican vehicle":             {P{Country: "CR", Type: checks.TypeVehicle}, []string{"license_plate"}},
		"international":                   {P{Country: "ALL", Type: checks.TypePerson, FirstName: "A"}, []string{"last_name"}},
		"international company":           {P{Country: "ALL", Type: checks.TypeCompany}, []string{"company_name"}},
		"custom type":                     {P{Country: "CO", Type: "mine"}, nil},
		"country not in the table":        {P{Country: "XX", Type: checks.TypePerson}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.params.MissingInputs())
			assert.Equal(t, tt.want, tt.params.MissingInputs(), "the table is not changed by reading it")
		})
	}
}

func TestSuspectInputs(t *testing.T) {
	t.Parallel()
	type P = checks.CreateParams
	for name, tt := range map[string]struct {
		params P
		want   []string
	}{
		"good":                 {P{Country: "BR", NationalID: "529.982.247-25", TaxID: "00.000.000/0001-91", LicensePlate: "BRA2E19"}, nil},
		"three mistyped":       {P{Country: "BR", NationalID: "529.982.247-26", TaxID: "1", LicensePlate: "BRA"}, []string{"national_id", "tax_id", "license_plate"}},
		"owner":                {P{Country: "CL", OwnerDocumentType: apitype.DocumentTypeTaxID, OwnerDocumentID: "76.086.428-6"}, []string{"owner_document_id"}},
		"owner without a rule": {P{Country: "CL", OwnerDocumentType: apitype.DocumentTypePassport, OwnerDocumentID: "X"}, nil},
		"born elsewhere":       {P{Country: "CO", NativeCountry: "EC", NativeNationalID: "1710034066", ForeignID: "1"}, []string{"native_national_id"}},
		"no rules":             {P{Country: "ALL", NationalID: "X"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fields []string
			for _, s := range tt.params.SuspectInputs() {
				fields = append(fields, s.Field)
			}
			assert.Equal(t, tt.want, fields)
		})
	}
}
