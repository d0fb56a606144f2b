package spend

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// Every input of a check is compared, or it cannot be and no check is equal, or it is
// not about the subject. A field that is added has to be one of these.
func TestEveryInputCounts(t *testing.T) {
	t.Parallel()
	others := []string{"UserAuthorized", "ForceCreation", "Priority", "ReportID", "Watch", "CustomInput"}
	made := checks.Check{Type: checks.TypePerson, Country: apitype.CountryColombia}
	made.NationalID = "1000000001"
	base := checks.CreateParams{Type: checks.TypePerson, Country: apitype.CountryColombia, NationalID: "1000000001"}
	require.True(t, allReturned(base) && equal(base, made))
	for i := range reflect.TypeFor[checks.CreateParams]().NumField() {
		p := base
		name := reflect.TypeFor[checks.CreateParams]().Field(i).Name
		switch field := reflect.ValueOf(&p).Elem().Field(i); field.Interface().(type) {
		case bool:
			field.SetBool(true)
		case apitype.Date:
			field.Set(reflect.ValueOf(apitype.Date{Year: 1990, Month: time.May, Day: 4}))
		case apitype.Secret:
			field.Set(reflect.ValueOf(apitype.NewSecret("other")))
		default:
			field.SetString("other")
		}
		assert.Equal(t, slices.Contains(others, name), allReturned(p) && equal(p, made), name)
	}
}

func TestEqualReadsWhatComesBack(t *testing.T) {
	t.Parallel()
	p := checks.CreateParams{
		NativeCountry: "VE", PaymentDate: "2026-01-31", DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31}, CustomInput: "a", ReportID: "b",
	}
	c := checks.Check{CheckInputs: apitype.CheckInputs{
		NativeCountry: "ve", PaymentDate: "2026-01-31T00:00:00Z", DateOfBirth: p.DateOfBirth, CustomInput: "c", ReportID: "d", BillingHub: "e",
	}}
	assert.True(t, equal(p, c))
}
