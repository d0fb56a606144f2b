package lenient

import (
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// The spellings of an instant in Truora's answers, after RFC 3339 with any
// number of fraction digits, which comes first. Without a zone it is UTC.
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

// anyTime never fails: one odd time must not cost a whole answer. What it cannot
// read is the zero time, and stays in the raw text.
func anyTime(dec *jsontext.Decoder, t *time.Time) error {
	if err := readTime(dec, t); !errors.Is(err, errTime) {
		return err
	}
	return nil
}

var errTime = errors.New("not a time")

// readTime fails with errTime at what is no time.
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

// readDate fails with errTime at what is no date.
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

// shortText holds any spelling of an instant, so that none needs the heap.
const shortText = 64

// readText appends a string to buf; null is empty.
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

// Time reads an instant in any of Truora's spellings; the zero time if it is none.
func Time(text string) time.Time {
	t, _ := parseTime(text)
	return t
}

// parseTime also tells whether text is one of the spellings of an instant, or of
// none at all.
func parseTime(text string) (t time.Time, known bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(text, "0000-00-00") {
		return time.Time{}, true
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Year() <= 1 { // Go's zero time, written by a server in Go
				return time.Time{}, true
			}
			return t, true
		}
	}
	return time.Time{}, false
}
