package inputs

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/apitype"
)

func TestInputs(t *testing.T) {
	t.Parallel()
	country := func(text string) error { return Country(apitype.Country(text)) }
	frequency := func(text string) error { return Frequency("watch", apitype.Frequency(text)) }
	day := func(text string) error {
		var d apitype.Date
		_, err := fmt.Sscanf(text, "%d-%d-%d", &d.Year, &d.Month, &d.Day)
		return cmp.Or(Day("issue_date", d), err)
	}
	for _, tt := range []struct {
		check     func(string) error
		good, bad []string
		says      string
	}{
		{country, []string{"CO", "ALL", "ZZ"}, []string{"", "C", "co", "COL", "C1", "É", "CO\n"}, "country must be two capital letters, or ALL"},
		{AccountID, []string{"", "Ana_1.2-3"}, []string{"a b", "a/b", "á", "a\n", "a+b"}, "account_id must be letters, digits and _ . - only"},
		{frequency, []string{"", "daily", "3d", "12m"}, []string{"0d", "hourly", "d", "3"}, "watch must be daily, weekly, monthly, yearly, or a number with d, w, m or y"},
		{day, []string{"0-0-0", "2024-2-29"}, []string{"2023-2-29", "1990-13-1", "0-1-1"}, "issue_date is not a day of the calendar"},
		{RedirectURL, []string{"https://shop.example.com/x", "shop://done"}, []string{"", "/x", "shop.example.com", "https:", "%zz"}, "redirect_url must be an absolute URL"},
	} {
		for _, text := range tt.good {
			assert.NoError(t, tt.check(text), text)
		}
		for _, text := range tt.bad {
			assert.EqualError(t, tt.check(text), tt.says, text)
		}
	}
}
