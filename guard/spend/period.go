package spend

import (
	"errors"
	"time"
)

// Period is the time after which a budget is renewed. The zero Period never ends: its
// budget is spent once.
type Period struct {
	layout string // of its first day or month; empty if it never ends
	loc    *time.Location
}

const months = "2006-01"

// PerDay renews a budget at the beginning of each day in loc.
func PerDay(loc *time.Location) Period { return Period{time.DateOnly, loc} }

// PerMonth renews a budget at the beginning of each month in loc.
func PerMonth(loc *time.Location) Period { return Period{months, loc} }

func (p Period) validate() error {
	if p.layout != "" && p.loc == nil {
		return errors.New("the period needs a time zone")
	}
	return nil
}

// at returns the name of the period that holds t, and its end; zero for none.
func (p Period) at(t time.Time) (string, time.Time) {
	if p.layout == "" {
		return "", time.Time{}
	}
	t = t.In(p.loc)
	year, month, day := t.Date()
	end := firstOf(year, month, day+1, p.loc)
	if p.layout == months {
		end = firstOf(year, month+1, 1, p.loc)
	}
	return t.Format(p.layout), end
}

// firstOf returns the first instant of a day. Where the clocks change at midnight, a
// day has no 0:00 or two of them, and time.Date picks either side.
func firstOf(year int, month time.Month, day int, loc *time.Location) time.Time {
	_, _, want := time.Date(year, month, day, 12, 0, 0, 0, loc).Date() // the month may end before day
	for t := time.Date(year, month, day, 0, 0, 0, 0, loc).Add(-2 * time.Hour); ; t = t.Add(30 * time.Minute) {
		if t.Day() == want {
			return t
		}
	}
}
