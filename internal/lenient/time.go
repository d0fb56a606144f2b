package lenient

import (
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// The formats of times in Truora's answers, tried after RFC 3339 with any number of
// fractional digits. Without a zone the time is UTC.
var timeLayouts = [...]string{
	time.RFC3339,
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05 -0700 MST",
	time.DateOnly,
}

// anyTime never fails: one bad time must not lose a whole answer. What it cannot parse
// becomes the zero time, and stays in the raw text.
func anyTime(dec *jsontext.Decoder, t *time.Time) error {
	if err := readTime(dec, t); !errors.Is(err, errTime) {
		return err
	}
	return nil
}

var errTime = errors.New("not a time")

// readTime fails with errTime if the value is not a time.
func readTime(dec *jsontext.Decoder, t *time.Time) error {
	*t = time.Time{}
	var buf [shortText]byte
	text, err := readText(buf[:0], dec)
	if err != nil {
		return err
	}
	read, known := parseTime(string(text))
	if !known {
		return errTime
	}
	*t = read
	return nil
}

// readDate fails with errTime if the value is not a date.
func readDate(dec *jsontext.Decoder, d *apitype.Date) error {
	*d = apitype.Date{}
	var buf [shortText]byte
	text, err := readText(buf[:0], dec)
	if err != nil {
		return err
	}
	_ = d.UnmarshalText(text) // never fails
	if !d.IsZero() {
		return nil
	}
	if t, known := parseTime(string(text)); known && t.IsZero() {
		return nil
	}
	return errTime
}

// shortText holds any time in text form without an allocation.
const shortText = 64

// readText appends a JSON string to buf; null appends nothing.
func readText(buf []byte, dec *jsontext.Decoder) ([]byte, error) {
	value, err := dec.ReadValue()
	if err != nil || value.Kind() == 'n' {
		return buf, err
	}
	text, err := jsontext.AppendUnquote(buf, value)
	if value.Kind() != '"' || err != nil {
		return buf, errTime
	}
	return text, nil
}

// Time parses a time in any of Truora's formats. It returns the zero time if text is
// none.
func Time(text string) time.Time {
	t, _ := parseTime(text)
	return t
}

// parseTime also reports whether text is a known format or holds no time at all.
func parseTime(text string) (t time.Time, known bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(text, "0000-00-00") {
		return time.Time{}, true
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Year() <= 1 { // Go's zero time, from a server written in Go
				return time.Time{}, true
			}
			return t, true
		}
	}
	return time.Time{}, false
}
