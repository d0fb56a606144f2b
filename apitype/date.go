package apitype

import (
	"fmt"
	"net/url"
	"time"
)

// Date is a calendar day without time and zone, such as a date of birth. The
// zero Date means that there is none. Truora expects 1990-01-31 and returns it
// as midnight UTC; a Date accepts both and is never shifted by a time zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads a date written as 1990-01-31.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		// The text is omitted: it may be a person's date of birth.
		return Date{}, fmt.Errorf("apitype: a date is written as 2006-01-02")
	}
	return DateOf(t), nil
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether d is a day of the calendar.
func (d Date) Valid() bool { return DateOf(d.Time()) == d && d.Year > 0 && d.Year < 10000 }

// Time returns midnight UTC of the day; the zero time for the zero Date.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// String returns the date as 1990-01-31, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.Valid() {
		return d.Time().Format(time.DateOnly)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes the date as [Date.String] does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the day at the beginning of text and ignores any time and
// zone after it. Text that does not begin with a day of the calendar ("",
// 0000-00-00) gives the zero Date and no error, so that one bad date does not
// make a whole answer unusable; RawJSON still has its text.
func (d *Date) UnmarshalText(text []byte) error {
	*d = Date{}
	if len(text) < len(time.DateOnly) {
		return nil
	}
	if parsed, err := ParseDate(string(text[:len(time.DateOnly)])); err == nil && parsed.Year > 1 {
		*d = parsed
	}
	return nil
}

// EncodeValues writes the date into a form or query; the zero Date is left out.
func (d Date) EncodeValues(key string, values *url.Values) error {
	if d.IsZero() {
		return nil
	}
	if !d.Valid() {
		return fmt.Errorf("%s is not a day of the calendar", key)
	}
	values.Add(key, d.String())
	return nil
}
