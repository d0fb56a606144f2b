package spend

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPeriods(t *testing.T) {
	t.Parallel()
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		return loc
	}
	for name, tc := range map[string]struct {
		period       Period
		at           string
		label, until string
	}{
		"day":                       {PerDay(time.UTC), "2026-11-26T23:59:59Z", "2026-11-26", "2026-11-27T00:00:00Z"},
		"day begins":                {PerDay(time.UTC), "2026-11-27T00:00:00Z", "2026-11-27", "2026-11-28T00:00:00Z"},
		"day elsewhere":             {PerDay(zone("America/Bogota")), "2026-11-27T04:59:59Z", "2026-11-26", "2026-11-27T05:00:00Z"},
		"last day of a year":        {PerDay(time.UTC), "2026-12-31T12:00:00Z", "2026-12-31", "2027-01-01T00:00:00Z"},
		"month":                     {PerMonth(zone("America/Bogota")), "2027-01-01T04:59:59Z", "2026-12", "2027-01-01T05:00:00Z"},
		"month of 31 days":          {PerMonth(time.UTC), "2026-01-31T12:00:00Z", "2026-01", "2026-02-01T00:00:00Z"},
		"never":                     {Period{}, "2026-11-26T23:59:59Z", "", "0001-01-01T00:00:00Z"},
		"a day that begins at 1:00": {PerDay(zone("America/Santiago")), "2026-09-05T12:00:00Z", "2026-09-05", "2026-09-06T04:00:00Z"},
		"and that day":              {PerDay(zone("America/Santiago")), "2026-09-06T04:00:00Z", "2026-09-06", "2026-09-07T03:00:00Z"},
		"a day of 25 hours":         {PerDay(zone("America/Santiago")), "2026-04-04T12:00:00Z", "2026-04-04", "2026-04-05T04:00:00Z"},
		"midnight comes twice":      {PerDay(zone("America/Havana")), "2026-10-31T12:00:00Z", "2026-10-31", "2026-11-01T04:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, tc.at)
		require.NoError(t, err)
		label, until := tc.period.at(at)
		assert.Equal(t, tc.label, label, name)
		assert.Equal(t, tc.until, until.UTC().Format(time.RFC3339), name)
	}
}
