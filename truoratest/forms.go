package truoratest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// accountForm is what the account_id of any area looks like.
var accountForm = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)

// matches tells whether a field is absent or has the form.
func matches(form url.Values, name string, want *regexp.Regexp) bool {
	v := form.Get(name)
	return v == "" || want.MatchString(v)
}

// folded tells whether a value is empty or, whatever its case, one of the known ones.
func folded(value string, known []string) bool {
	return value == "" || slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, value) })
}

func cloneValues(v url.Values) url.Values {
	out := maps.Clone(v)
	for k := range out {
		out[k] = slices.Clone(out[k])
	}
	return out
}

// formJSON reads a form value that holds JSON.
func formJSON(form url.Values, name string) (out obj, err error) {
	if text := form.Get(name); text != "" {
		if err = json.Unmarshal([]byte(text), &out); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, err
}
