package lenient

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
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

// readTime never fails: one odd time must not cost a whole answer. What it
// cannot read is the zero time, and stays in the raw text.
func readTime(dec *jsontext.Decoder, t *time.Time) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*t = time.Time{}
	if value.Kind() != '"' {
		return nil
	}
	if text, err := jsontext.AppendUnquote(nil, value); err == nil {
		*t = Time(string(text))
	}
	return nil
}

// Time reads an instant in any of Truora's spellings; the zero time if it is none.
func Time(text string) time.Time {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(text, "0000-00-00") {
		return time.Time{}
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Year() <= 1 { // Go's zero time, written by a server in Go
				return time.Time{}
			}
			return t
		}
	}
	return time.Time{}
}
