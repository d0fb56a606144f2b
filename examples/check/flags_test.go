package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/demo"
)

func TestWrongFlags(t *testing.T) {
	t.Parallel()
	for says, args := range map[string][]string{
		"not defined: -nonsense":     {"-nonsense"},
		"no arguments":               {"CHK1"},
		"-birth is a date":           {"-birth", "31.1.1990"},
		"-timeout must":              {"-timeout", "-1s"},
		"-check is an id":            {"-check", "../../etc/passwd"},
		"leave out -country, -type":  {"-check", "CHK1", "-type", "person", "-country", "CO"},
		"country must be":            {"-country", "COL"},
		"type is required":           {"-type", ""},
		"invalid value \"soon\" for": {"-timeout", "soon"},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			s := paid(t)
			assert.Equal(t, demo.ExitUsage, s.do(t.Context(), args...))
			assert.Contains(t, s.Errors.String(), says)
			assert.Contains(t, s.Errors.String(), "-h lists")
			assert.Empty(t, s.Shown.String())
			assert.Empty(t, s.Srv.Requests())
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	s := paid(t)
	assert.Zero(t, s.do(t.Context(), "-h"))
	assert.Contains(t, s.Shown.String(), "-document number")
	assert.Empty(t, s.Errors.String())
}

func TestSubjectOfFlags(t *testing.T) {
	t.Parallel()
	cmd, err := parse([]string{"-country", "cl", "-type", "vehicle", "-plate", "BBBB11", "-document", "22222222-2"}, io.Discard)
	require.NoError(t, err)
	assert.True(t, cmd.named)
	assert.Equal(t, apitype.CountryChile, cmd.params.Country)
	assert.Equal(t, "BBBB11", cmd.params.LicensePlate)
	assert.Equal(t, "22222222-2", cmd.params.NationalID)
	assert.Empty(t, cmd.params.MissingInputs())

	cmd, err = parse([]string{"-type", "company", "-document", "900000002"}, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, "900000002", cmd.params.TaxID)

	cmd, err = parse([]string{"-country", "BR", "-document", "1", "-birth", "1980-02-29", "-region", "RJ", "-first-name", "Eva", "-last-name", "Teste"}, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, []string{"national_id", "first_name", "last_name", "date_of_birth", "region"}, inputs(cmd.params))
	assert.Empty(t, cmd.params.MissingInputs())
}

func TestMadeUpSubjectsAreComplete(t *testing.T) {
	t.Parallel()
	for country := range madeUp {
		for _, kind := range []checks.Type{checks.TypePerson, checks.TypeCompany, checks.TypeVehicle} {
			p := createParams(country, kind, subject{})
			assert.Empty(t, p.MissingInputs(), "%s %s", country, kind)
			assert.NotEmpty(t, inputs(p), "%s %s", country, kind)
		}
	}
	first, second := createParams("CO", "person", subject{}), createParams("CO", "person", subject{})
	assert.NotEqual(t, first.CustomInput, second.CustomInput)
}
