package truoratest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// accountForm is the format of the account_id in every area.
var accountForm = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)

// matches reports whether a field is absent or has the format.
func matches(form url.Values, name string, want *regexp.Regexp) bool {
	v := form.Get(name)
	return v == "" || want.MatchString(v)
}

// folded reports whether a value is empty or, ignoring case, one of the known ones.
func folded(value string, known []string) bool {
	return value == "" || slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, value) })
}

// isShare reports whether a number is 0 to 1. NaN, which JSON does not have, is not.
func isShare(x float64) bool { return x >= 0 && x <= 1 }

// parseShare reads a number of 0 to 1.
func parseShare(text string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && isShare(x)
}

func cloneValues(v url.Values) url.Values {
	out := maps.Clone(v)
	for k := range out {
		out[k] = slices.Clone(out[k])
	}
	return out
}

// formJSON decodes a form value that contains JSON.
func formJSON(form url.Values, name string) (out obj, err error) {
	if text := form.Get(name); text != "" {
		if err = json.Unmarshal([]byte(text), &out); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, err
}
