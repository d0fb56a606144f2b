package spend_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

// variants are inputs beside country and type, by what is special about them.
func variants() map[string]checks.CreateParams {
	born, issued := apitype.Date{Year: 1990, Month: 1, Day: 31}, apitype.Date{Year: 2008, Month: 2, Day: 15}
	all := map[string]checks.CreateParams{
		"none":              {},
		"authorized only":   {UserAuthorized: true},
		"not authorized":    {NationalID: "1000000001"},
		"dates only":        {UserAuthorized: true, DateOfBirth: born, IssueDate: issued},
		"gender only":       {UserAuthorized: true, Gender: apitype.GenderFemale},
		"region only":       {UserAuthorized: true, Region: "SP"},
		"state only":        {UserAuthorized: true, StateID: "JAL"},
		"certificate only":  {UserAuthorized: true, CertificateFolio: "1", VerificationCode: apitype.NewSecret("1")},
		"issue number only": {UserAuthorized: true, IssueNumber: "1"},
		"payment only":      {UserAuthorized: true, PaymentDate: "2026-01-31"},
	}
	ids := map[string]func(*checks.CreateParams){
		"national_id": func(p *checks.CreateParams) { p.NationalID = "1000000001" }, "foreign_id": func(p *checks.CreateParams) { p.ForeignID = "100001" },
		"tax_id": func(p *checks.CreateParams) { p.TaxID = "900000001" }, "ptp": func(p *checks.CreateParams) { p.PTP = "100001" },
		"pep": func(p *checks.CreateParams) { p.PEP = "100001" }, "passport": func(p *checks.CreateParams) { p.Passport = "AB100001" },
		"diplomatic_id": func(p *checks.CreateParams) { p.DiplomaticID = "1" }, "birth_certificate": func(p *checks.CreateParams) { p.BirthCertificate = "1" },
		"professional_card": func(p *checks.CreateParams) { p.ProfessionalCard = "1" }, "escrow": func(p *checks.CreateParams) { p.Escrow = "1" },
		"imei": func(p *checks.CreateParams) { p.IMEI = "100000000000001" }, "short imei": func(p *checks.CreateParams) { p.IMEI = "1" },
		"first_name": func(p *checks.CreateParams) { p.FirstName = "ANA" }, "last_name": func(p *checks.CreateParams) { p.LastName = "PRUEBA" },
		"company_name": func(p *checks.CreateParams) { p.CompanyName = "EMPRESA DE PRUEBA" }, "license_plate": func(p *checks.CreateParams) { p.LicensePlate = "ABC123" },
		"vehicle_id": func(p *checks.CreateParams) { p.VehicleID = "1" }, "driver_license": func(p *checks.CreateParams) { p.DriverLicense = "1" },
		"owner":                 func(p *checks.CreateParams) { p.OwnerDocumentID = "1"; p.OwnerDocumentType = apitype.DocumentTypeTaxID },
		"owner, CAPITALS":       func(p *checks.CreateParams) { p.OwnerDocumentID = "1"; p.OwnerDocumentType = "TAX-ID" },
		"owner, unknown kind":   func(p *checks.CreateParams) { p.OwnerDocumentID = "1"; p.OwnerDocumentType = apitype.DocumentTypePEP },
		"phone":                 func(p *checks.CreateParams) { p.PhoneNumber = "+52 55-1234-5678" },
		"short phone":           func(p *checks.CreateParams) { p.PhoneNumber = "123456" },
		"phone with letters":    func(p *checks.CreateParams) { p.PhoneNumber = "555 CALL NOW" },
		"native":                func(p *checks.CreateParams) { p.NativeNationalID = "1"; p.NativeCountry = apitype.CountryVenezuela },
		"native, small letters": func(p *checks.CreateParams) { p.NativeNationalID = "1"; p.NativeCountry = "ve" },
		"native, no country":    func(p *checks.CreateParams) { p.NativeNationalID = "1" },
		"native, elsewhere":     func(p *checks.CreateParams) { p.NativeNationalID = "1"; p.NativeCountry = apitype.CountryArgentina },
	}
	for name, set := range ids {
		p := checks.CreateParams{UserAuthorized: true}
		set(&p)
		all[name] = p
	}
	beside := map[string]func(*checks.CreateParams){
		"forced":                 func(p *checks.CreateParams) { p.ForceCreation = true },
		"low priority, CAPITALS": func(p *checks.CreateParams) { p.Priority = "LOW" },
		"unknown priority":       func(p *checks.CreateParams) { p.Priority = "now" },
		"watched":                func(p *checks.CreateParams) { p.Watch = "2w" },
		"watched never":          func(p *checks.CreateParams) { p.Watch = "0d" },
		"a reference":            func(p *checks.CreateParams) { p.CustomInput = longest },
		"a long reference":       func(p *checks.CreateParams) { p.CustomInput = longest + "é" },
		"a region":               func(p *checks.CreateParams) { p.Region = "sp" },
		"no region":              func(p *checks.CreateParams) { p.Region = "ZZ" },
		"a gender":               func(p *checks.CreateParams) { p.Gender = apitype.GenderMale },
		"born on no day":         func(p *checks.CreateParams) { p.DateOfBirth.Day = 32 },
		"issued on no day":       func(p *checks.CreateParams) { p.IssueDate = apitype.Date{Year: 2023, Month: 2, Day: 29} },
		"no gender":              func(p *checks.CreateParams) { p.Gender = "x" },
		"Mexico without CURP":    func(p *checks.CreateParams) { *p = named(*p); p.NationalID = "" },
		"all that Chile wants":   func(p *checks.CreateParams) { *p = named(*p); p.NativeCountry = "PE"; p.LicensePlate = "ABC123" },
		"documents of all kind":  func(p *checks.CreateParams) { p.ForeignID, p.TaxID, p.PTP, p.IssueDate = "1", "1", "1", issued },
	}
	for name, set := range beside {
		p := checks.CreateParams{UserAuthorized: true, NationalID: "1000000002", DateOfBirth: born}
		set(&p)
		all["with "+name] = p
	}
	return all
}

const longest = "áááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááááá"

func named(p checks.CreateParams) checks.CreateParams {
	p.FirstName, p.LastName, p.StateID, p.Gender = "ANA", "PRUEBA", "JAL", apitype.GenderFemale
	return p
}

// What the preflight calls refused is refused, and nothing else is: for each country,
// type and input.
func TestPreflightAgreesWithRefusals(t *testing.T) {
	t.Parallel()
	countries := []apitype.Country{
		"", "co", "COL", "ZZ", "ALL", "AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "GT", "MX", "PA", "PE", "SV", "US", "VE",
	}
	types := []checks.Type{"", "person", "vehicle", "company", "document-validation", "Person", "ours", "nobody's"}
	cells, refused, sent := 0, 0, 0
	for _, country := range countries {
		srv := truoratest.NewServer(t)
		client := srv.Client()
		for _, own := range []apitype.Country{"CO", "ALL"} {
			_, err := client.CustomTypes.Create(t.Context(), customtypes.CreateParams{
				Country: own, Type: "ours", Weights: customtypes.Weights{apitype.DataSetCriminalRecord: 1},
			})
			require.NoError(t, err)
		}
		for _, kind := range types {
			for name, p := range variants() {
				p.Country, p.Type = country, kind
				report, err := spend.Preflight(t.Context(), client, p, spend.PreflightParams{Recent: -1})
				require.NoError(t, err)
				_, err = client.Checks.Create(t.Context(), p)
				if err != nil {
					require.ErrorIs(t, err, truora.ErrInvalid)
					refused++
				}
				cells++
				require.Equalf(t, err != nil, report.Has(spend.ConcernRefused), "%s %s %s: %v: %v", country, kind, name, report.Findings, err)
			}
		}
		sent += len(srv.RequestsTo("POST /v1/checks"))
	}
	t.Logf("%d countries, %d types, %d inputs: %d cells, %d refused, %d reached the fake", len(countries), len(types), len(variants()), cells, refused, sent)
	assert.Greater(t, refused, cells/2)
	assert.Greater(t, cells-refused, 500)
}

func TestAdviseMissingInputs(t *testing.T) {
	t.Parallel()
	p := person("")
	p.ForeignID = "100001"
	fields := func(concern spend.Concern) (fields []string) {
		for _, f := range spend.Advise(p) {
			if f.Concern == concern {
				fields = append(fields, f.Field)
			}
		}
		return fields
	}
	assert.Equal(t, []string{"date_of_birth", "issue_date"}, fields(spend.ConcernMissingInput))
	assert.Empty(t, fields(spend.ConcernRefused))
	p.DateOfBirth, p.IssueDate = apitype.Date{Year: 1990, Month: 1, Day: 31}, apitype.Date{Year: 2008, Month: 2, Day: 15}
	assert.Empty(t, spend.Advise(p))
}

func TestAdviseDocuments(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		params checks.CreateParams
		fields []string
	}{
		"a CPF":           {checks.CreateParams{Country: "BR", Type: "person", NationalID: "529.982.247-25"}, nil},
		"a wrong CPF":     {checks.CreateParams{Country: "BR", Type: "person", NationalID: "529.982.247-24"}, []string{"national_id"}},
		"of another land": {checks.CreateParams{Country: "CO", Type: "person", NationalID: "529.982.247-25"}, []string{"national_id"}},
		"no rule":         {checks.CreateParams{Country: "ALL", Type: "person", NationalID: "529.982.247-24"}, nil},
		"tax and plate": {
			checks.CreateParams{Country: "BR", Type: "vehicle", TaxID: "1", LicensePlate: "?"}, []string{"tax_id", "license_plate"},
		},
		"of the land of birth": {
			checks.CreateParams{Country: "CO", Type: "person", NativeCountry: "BR", NativeNationalID: "529.982.247-24"}, []string{"native_national_id"},
		},
		"of the owner": {
			checks.CreateParams{Country: "BR", Type: "vehicle", OwnerDocumentType: "national-id", OwnerDocumentID: "529.982.247-24"}, []string{"owner_document_id"},
		},
		"passport of the owner": {checks.CreateParams{Country: "BR", Type: "vehicle", OwnerDocumentType: "passport", OwnerDocumentID: "1"}, nil},
	} {
		var fields []string
		for _, f := range spend.Advise(tc.params) {
			if f.Concern == spend.ConcernDocument {
				fields = append(fields, f.Field)
				assert.NotContains(t, f.Message, "529", name)
			}
		}
		assert.Equal(t, tc.fields, fields, name)
	}
}

const health = `[
	{"database_id": "DBI1", "database_name": "a", "data_sets": ["criminal_record", "legal_background"], "hourly_status": ["operational", "major_outage"]},
	{"database_id": "DBI2", "database_name": "b", "data_sets": ["traffic_fines"], "hourly_status": ["major_outage", "degraded_performance"]},
	{"database_id": "DBI3", "database_name": "c", "data_sets": ["traffic_fines"], "hourly_status": ["operational", "under_maintenance"]},
	{"database_id": "DBI4", "database_name": "d", "data_sets": ["personal_identity"], "hourly_status": []},
	{"database_id": "DBI5", "database_name": "e", "data_sets": ["personal_identity"], "hourly_status": ["a new word"]}
]`

func TestPreflightSources(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sets []apitype.DataSet
		down []string
		lack []apitype.DataSet
	}{
		"all":          {down: []string{"DBI1", "DBI3"}},
		"one":          {sets: []apitype.DataSet{"legal_background"}, down: []string{"DBI1"}},
		"none of them": {sets: []apitype.DataSet{"personal_identity"}},
		"what is not there": {
			sets: []apitype.DataSet{"traffic_fines", "credit_history"}, down: []string{"DBI3"}, lack: []apitype.DataSet{"credit_history"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := truoratest.NewServer(t)
			srv.Fail("GET /v1/health", truoratest.Answer{Status: http.StatusOK, Body: health})
			report, err := spend.Preflight(t.Context(), srv.Client(), person("1000000001"), spend.PreflightParams{DataSets: tc.sets})
			require.NoError(t, err)
			var down []string
			var lack []apitype.DataSet
			for _, f := range report.Findings {
				switch f.Concern {
				case spend.ConcernSourceDown:
					down = append(down, f.DatabaseID)
				case spend.ConcernDataSet:
					lack = append(lack, f.DataSets...)
				default:
					t.Errorf("found %v", f)
				}
			}
			assert.Equal(t, tc.down, down)
			assert.Equal(t, tc.lack, lack)
			assert.Empty(t, srv.Billed())
		})
	}
}

func TestPreflightRecent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		client := srv.Client()
		look := func(p checks.CreateParams, params spend.PreflightParams) *checks.Check {
			report, err := spend.Preflight(t.Context(), client, p, params)
			require.NoError(t, err)
			assert.Equal(t, report.Recent != nil, report.Has(spend.ConcernRecent))
			return report.Recent
		}
		p := person("1000000001")
		p.CustomInput = "order 77"
		assert.Nil(t, look(p, spend.PreflightParams{}))
		first, err := client.Checks.Create(t.Context(), p)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		p.ForceCreation = true
		second, err := client.Checks.Create(t.Context(), p)
		require.NoError(t, err)
		p.CustomInput = "order 78"

		require.NotNil(t, look(p, spend.PreflightParams{}))
		assert.Equal(t, second.CheckID, look(p, spend.PreflightParams{}).CheckID, "the latest, in any order of the list")
		p.ForceCreation = false
		again, err := client.Checks.Create(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, again.CheckID, look(p, spend.PreflightParams{}).CheckID, "which is what Truora returns")
		assert.Nil(t, look(p, spend.PreflightParams{Recent: -1}))
		assert.Nil(t, look(person("1000000002"), spend.PreflightParams{}))
		p.CompanyName = "EMPRESA" // does not come back: nothing can be said
		assert.Nil(t, look(p, spend.PreflightParams{}))

		p.CompanyName = ""
		time.Sleep(30 * time.Minute)
		assert.Nil(t, look(p, spend.PreflightParams{Recent: 20 * time.Minute}))
		for i := range 10 { // a page of others
			_, err := client.Checks.Create(t.Context(), person("200000000"+string(rune('0'+i))))
			require.NoError(t, err)
		}
		assert.Nil(t, look(p, spend.PreflightParams{MaxPages: 1}))
		assert.NotNil(t, look(p, spend.PreflightParams{MaxPages: 2}))
		assert.NotEqual(t, first.CheckID, second.CheckID)
	})
}

func TestPreflightPartlyDone(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	client := srv.Client(truora.WithRetries(0))
	p := person("1000000001")
	p.ForceCreation = true
	_, err := client.Checks.Create(t.Context(), p)
	require.NoError(t, err)
	srv.Fail("GET /v1/health", truoratest.Status(http.StatusInternalServerError))
	report, err := spend.Preflight(t.Context(), client, p, spend.PreflightParams{})
	require.ErrorIs(t, err, truora.ErrServer)
	assert.True(t, report.Has(spend.ConcernRecent), "the rest is there")

	srv.Fail("GET /v1/checks", truoratest.Status(http.StatusInternalServerError))
	report, err = spend.Preflight(t.Context(), client, p, spend.PreflightParams{DataSets: []apitype.DataSet{"x"}})
	require.ErrorIs(t, err, truora.ErrServer)
	assert.True(t, report.Has(spend.ConcernDataSet))

	odd := `["odd", {"database_id": "DBI1", "data_sets": ["legal_background"], "hourly_status": ["major_outage"]}]`
	srv.Fail("GET /v1/health", truoratest.Answer{Body: odd})
	srv.Fail("GET /v1/checks", truoratest.Answer{Body: `{"checks":["odd",{"check_id":"CHK1"}]}`})
	report, err = spend.Preflight(t.Context(), client, p, spend.PreflightParams{DataSets: []apitype.DataSet{"legal_background", "x"}})
	require.ErrorContains(t, err, "reading the sources: truora: GET /v1/health: the answer cannot be read: left out: /0")
	require.ErrorContains(t, err, "reading the latest checks: /checks/0")
	assert.True(t, report.Has(spend.ConcernSourceDown))
	assert.False(t, report.Has(spend.ConcernDataSet), "it may be that of the source that could not be read")

	undated := `{"check_id":"CHK1","country":"CO","type":"person","national_id":"1000000001","creation_date":"yesterday"}`
	srv.Fail("GET /v1/checks", truoratest.Answer{Body: `{"checks":[` + undated + `]}`})
	report, err = spend.Preflight(t.Context(), client, p, spend.PreflightParams{})
	require.NoError(t, err)
	assert.True(t, report.Has(spend.ConcernRecent), "it may be recent")

	srv.Fail("GET /v1/health", truoratest.Answer{Body: `[{"database_id": "DBI1", "data_sets": ["legal_background", 3]}]`})
	numeric := `{"check_id":"CHK1","country":"CO","type":"person","national_id":1000000001}`
	srv.Fail("GET /v1/checks", truoratest.Answer{Body: `{"checks":[` + numeric + `,{"check_id":"CHK2","score":"high"}]}`})
	report, err = spend.Preflight(t.Context(), client, p, spend.PreflightParams{DataSets: []apitype.DataSet{"x"}})
	assert.EqualError(t, err, "spend: reading the sources: /data_sets/1 is a number, not a string\n"+
		"spend: reading the latest checks: /national_id is a number, not a string")
	assert.False(t, report.Has(spend.ConcernDataSet), "it may be the one that could not be read")
	srv.Fail("GET /v1/checks", truoratest.Answer{Body: `{"checks":[{"check_id":"CHK2","score":"high"}]}`})
	_, err = spend.Preflight(t.Context(), client, p, spend.PreflightParams{})
	require.NoError(t, err, "what is not compared")

	p.Type = "nobody's"
	srv.Fail("GET /v1/config", truoratest.Status(http.StatusInternalServerError))
	report, err = spend.Preflight(t.Context(), client, p, spend.PreflightParams{})
	require.ErrorIs(t, err, truora.ErrServer)
	assert.False(t, report.Has(spend.ConcernRefused))
}

func TestPreflightBudget(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	guard, err := spend.New([]spend.Budget{{Name: "acme", Limit: 3, Each: spend.ByTenant}})
	require.NoError(t, err)
	for quantity, want := range map[int64]bool{3: false, 4: true} {
		ctx := spend.WithQuantity(spend.WithTenant(t.Context(), "acme"), quantity)
		report, err := spend.Preflight(ctx, srv.Client(), person("1000000001"), spend.PreflightParams{Guard: guard})
		require.NoError(t, err)
		assert.Equal(t, want, report.Has(spend.ConcernBudget))
	}
}

func TestReportErr(t *testing.T) {
	t.Parallel()
	report := spend.Report{Findings: spend.Advise(checks.CreateParams{
		Country: apitype.CountryBrazil, Type: checks.TypePerson, UserAuthorized: true, NationalID: "secret",
	})}
	require.True(t, report.Has(spend.ConcernMissingInput))
	require.NoError(t, report.Err())
	require.NoError(t, report.Err(spend.ConcernRefused))
	err := report.Err(spend.ConcernRefused, spend.ConcernMissingInput)
	require.ErrorIs(t, err, spend.ErrPreflight)
	assert.Contains(t, err.Error(), "region")
	assert.NotContains(t, err.Error(), "secret")
}
