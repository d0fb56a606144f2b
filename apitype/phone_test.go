package apitype_test

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

func TestParsePhone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		home apitype.Country
		want string // E.164, or the reason
	}{
		{"+573001234567", "", "+573001234567"},
		{" +57 (300) 123-45.67 ", "", "+573001234567"},
		{"00573001234567", "BR", "+573001234567"},
		{"300 123 4567", "CO", "+573001234567"},
		{"+57\u00a0300\u00a01234567", "CO", "+573001234567"},
		{"\u202a+57\u00a0300\u2011123\u20114567\u202c", "", "+573001234567"}, // from a list of contacts
		{"(+57) 300 1234567", "", "+573001234567"},
		{"300 123 4567", "co", "+573001234567"},
		{"0991234567", "EC", "+593991234567"},
		{"+593 (0)99 123 4567", "", "+593991234567"},
		{"0412-1234567", "VE", "+584121234567"},
		{"011 4123-4567", "AR", "+541141234567"},
		{"9 11 4123 4567", "AR", "+5491141234567"},
		{"(11) 91234-5678", "BR", "+5511912345678"},
		{"+52 1 55 1234 5678", "", "+525512345678"},
		{"+52 55 1234 5678", "", "+525512345678"},
		{"8123-4567", "CR", "+50681234567"},
		{"809 555 0123", "DO", "+18095550123"},
		{"+44 20 7946 0958", "CO", "+442079460958"},
		{"+353 1 234 5678", "", "+35312345678"},
		{"+7 495 1234567", "", "+74951234567"},

		{"573001234567", "CO", "country_code_twice"},
		{"+57573001234567", "", "country_code_twice"},
		{"5491141234567", "AR", "country_code_twice"},
		{"300 123 4567", "", "no_country"},
		{"300 123 4567", "ALL", "no_country"},
		{"３００1234567", "CO", "characters"},
		{"+٥٧٣٠٠١٢٣٤٥٦٧", "", "characters"},
		{"300CALLME", "CO", "characters"},
		{"300 123 4567 ext 1", "CO", "characters"},
		{"3001234567,3001234568", "CO", "characters"},
		{"++573001234567", "", "characters"},
		{"300+1234567", "CO", "characters"},
		{"300\n1234567", "CO", "characters"},
		{"300\x001234567", "CO", "characters"},
		{"\xff3001234567", "CO", "characters"},
		{"3\u030300 1234567", "CO", "characters"},
		{strings.Repeat("3", 1<<20), "CO", "length"},
		{"", "CO", "length"},
		{"+", "", "country_code"},
		{"+0300123456", "", "country_code"},
		{"+289 12345678", "", "country_code"},
		{"30012345", "CO", "length"},
		{"30012345678", "CO", "length"},
		{"0412-123456", "VE", "length"},
		{"+44 1234567890123456", "", "length"},
		{"+442", "", "length"},
		{"0000000000", "CO", "country_code"},
		{"15 4123-4567", "AR", "+541541234567"}, // as long as a number with its area
		{"011 15 4123-4567", "AR", "length"},
	} {
		got, err := apitype.ParsePhone(tt.text, tt.home)
		if strings.HasPrefix(tt.want, "+") {
			require.NoError(t, err, tt.text)
			assert.Equal(t, tt.want, got.E164(), tt.text)
			assert.Equal(t, tt.want, got.CountryCode()+got.Number())
			assert.Equal(t, tt.want[1:], got.Digits())
			again, err := apitype.NewPhone(got.CountryCode(), got.Number())
			require.NoError(t, err)
			assert.Equal(t, got, again)
			continue
		}
		var problem *apitype.PhoneError
		require.ErrorAs(t, err, &problem, tt.text)
		assert.Equal(t, tt.want, string(problem.Reason), tt.text)
		assert.True(t, got.IsZero())
	}
}

func TestNewPhone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ code, number, want string }{
		{"+57", "3001234567", "+573001234567"},
		{"57", "300-123-4567", "+573001234567"},
		{"+593", "0991234567", "+593991234567"},
		{"+57", "573001234567", "country_code_twice"},
		{"+57", "+573001234567", "country_code_twice"},
		{"+57", "３００1234567", "characters"},
		{"５７", "3001234567", "characters"},
		{"+57", "", "length"},
		{"", "3001234567", "country_code"},
		{"+5", "3001234567", "country_code"},
		{"+577", "3001234567", "country_code"},
		{"+1809", "5550123", "country_code"},
	} {
		got, err := apitype.NewPhone(tt.code, tt.number)
		if err == nil {
			assert.Equal(t, tt.want, got.E164())
			continue
		}
		var problem *apitype.PhoneError
		require.ErrorAs(t, err, &problem)
		assert.Equal(t, tt.want, string(problem.Reason), "%s %s", tt.code, tt.number)
	}
}

func TestPhonePrintsItsCountryOnly(t *testing.T) {
	t.Parallel()
	p, err := apitype.NewPhone("+57", "3001234567")
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("sent", "to", p)
	_, bad := apitype.NewPhone("+57", "573001234567")
	type of struct{ P apitype.Phone }
	type hidden struct{ p apitype.Phone } // its methods are out of reach of fmt
	out := fmt.Sprintf("%v %+v %#v %s %q %d %x %v %v %+v %#v", p, p, p, p, p, p, p, of{p}, hidden{p}, hidden{p}, &hidden{p}) + log.String() + bad.Error()
	out = regexp.MustCompile(`0x[0-9a-f]+|"time":"[^"]*"`).ReplaceAllString(out, "") // which may hold any digits
	assert.NotContains(t, out, "300")
	assert.Contains(t, out, "+57")
	var none apitype.Phone
	assert.Equal(t, "||||", fmt.Sprintf("%v|%s|%s|%s|%s", none, none.E164(), none.Digits(), none.CountryCode(), none.Number()))
}

func FuzzParsePhone(f *testing.F) {
	f.Add("+57 300 123 4567", "CO")
	f.Add("0991234567", "EC")
	f.Add("+52 1 55 1234 5678", "")
	f.Fuzz(func(t *testing.T, text, home string) {
		p, err := apitype.ParsePhone(text, apitype.Country(home))
		if err != nil {
			return
		}
		again, err := apitype.ParsePhone(p.E164(), "")
		require.NoError(t, err)
		require.Equal(t, p, again)
		require.LessOrEqual(t, len(p.Digits()), 15)
	})
}

func ExampleParsePhone() {
	p, err := apitype.ParsePhone("300 123 4567", apitype.CountryColombia)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.E164(), p.CountryCode(), p.Number(), p.Digits())
	_, err = apitype.NewPhone("+57", "573001234567")
	fmt.Println(err)
	// Output:
	// +573001234567 +57 3001234567 573001234567
	// apitype: not a telephone number: it begins with the country code: leave that out, or write a plus in front
}
