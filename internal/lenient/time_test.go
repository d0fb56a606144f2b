package lenient_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/lenient"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		parsed, err := time.Parse(time.RFC3339Nano, s)
		require.NoError(t, err)
		return parsed
	}
	for text, want := range map[string]time.Time{
		"2026-03-02T15:04:05.076788029Z":      at("2026-03-02T15:04:05.076788029Z"),
		"2026-03-02T15:04:05.5Z":              at("2026-03-02T15:04:05.5Z"),
		"2026-03-02T15:04:05Z":                at("2026-03-02T15:04:05Z"),
		"2020-12-30T00:00:00-05:00":           at("2020-12-30T00:00:00-05:00"),
		"2023-01-01T12:00:00.00-05:00":        at("2023-01-01T12:00:00-05:00"),
		"2018-02-10T09:30Z":                   at("2018-02-10T09:30:00Z"),
		"2026-03-02":                          at("2026-03-02T00:00:00Z"),
		"2026-03-02T15:04:05":                 at("2026-03-02T15:04:05Z"),
		"2026-03-02T15:04:05.123456":          at("2026-03-02T15:04:05.123456Z"),
		"2026-03-02 15:04:05":                 at("2026-03-02T15:04:05Z"),
		"2026-03-02T15:04:05+0000":            at("2026-03-02T15:04:05Z"),
		"2026-03-02 15:04:05.5 +0000 UTC":     at("2026-03-02T15:04:05.5Z"),
		" 2026-03-02T15:04:05Z ":              at("2026-03-02T15:04:05Z"),
		"":                                    {},
		"0000-00-00":                          {},
		"0000-00-00T00:00:00Z":                {},
		"0000-00-00 00:00:00":                 {},
		"0001-01-01T00:00:00Z":                {},
		"soon":                                {},
		"2026-02-30T00:00:00Z":                {},
		"2026-03-02T15:04:05Z and then some":  {},
		strings.Repeat("9", 10_000):           {},
		"2026-03-02T15:04:05.076788029-05:00": at("2026-03-02T15:04:05.076788029-05:00"),
	} {
		got := lenient.Time(text)
		assert.True(t, want.Equal(got), "%.40q: %v", text, got)
	}
	_, offset := lenient.Time("2023-01-01T12:00:00.00-05:00").Zone()
	assert.Equal(t, -5*3600, offset, "the zone is kept")
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{"", "2026-03-02T15:04:05Z", "0000-00-00", "2018-02-10T09:30Z", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := lenient.Time(text); !got.IsZero() && got.Year() < 1 {
			t.Errorf("%q gave %v", text, got)
		}
	})
}
