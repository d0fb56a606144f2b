package faults

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Values are what a call says about a person or an account.
type Values []string

// telling reports whether a value identifies somebody: countries, types and statuses
// are short or single words, and every message contains those.
func telling(value string) bool {
	return len(value) >= 4 && strings.Trim(value, "abcdefghijklmnopqrstuvwxyz_-.") != ""
}

// valuesOf collects what a request says beyond its operation.
func valuesOf(req *http.Request, body []byte, args map[string]string) Values {
	var all Values
	add := func(value string) {
		if telling(value) && !slices.Contains(all, value) {
			all = append(all, value)
		}
	}
	for name, arg := range args {
		if name != "presigned_path" {
			add(arg)
		}
	}
	sets := []url.Values{req.URL.Query()}
	switch req.Header.Get("Content-Type") {
	case "application/x-www-form-urlencoded":
		form, _ := url.ParseQuery(string(body))
		sets = append(sets, form)
	case "application/json":
		leaves(body, add)
	}
	for _, set := range sets {
		for _, values := range set {
			for _, value := range values {
				add(value)
			}
		}
	}
	return all
}

// leaves calls add with the strings and numbers in a JSON text, not the names.
func leaves(text []byte, add func(string)) {
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return
		}
		kind, length := dec.StackIndex(dec.StackDepth())
		isName := kind == '{' && length%2 == 1
		if k := token.Kind(); (k == '"' || k == '0') && !isName {
			add(token.String())
		}
	}
}

// In returns the values that text contains in any spelling.
func (v Values) In(text string) []string {
	var found []string
	for _, value := range v {
		if slices.ContainsFunc(spellings(value), func(s string) bool { return strings.Contains(text, s) }) {
			found = append(found, value)
		}
	}
	return found
}

// spellings are the ways in which a server may repeat a value: unchanged, URL-encoded,
// in upper or lower case, its digits alone, or a date in another order.
func spellings(value string) []string {
	all, ok := spelled.Load(value)
	if !ok {
		all, _ = spelled.LoadOrStore(value, spell(value))
	}
	return slices.Clip(all.([]string)) //nolint:forcetypeassert // nothing else is stored
}

// spelled has what spell returned, for the same few values come thousands of times.
var spelled sync.Map

func spell(value string) []string {
	all := []string{value, url.QueryEscape(value), url.PathEscape(value), strings.ToUpper(value)}
	if lower := strings.ToLower(value); telling(lower) {
		all = append(all, lower)
	}
	const long = 7 // shorter numbers occur in any text
	if digits := strings.Map(digit, value); len(digits) >= long {
		all = append(all, digits)
	}
	if len(value) >= len(time.DateOnly) {
		if day, err := time.Parse(time.DateOnly, value[:len(time.DateOnly)]); err == nil {
			all = append(all, day.Format("02/01/2006"))
		}
	}
	return all
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}
