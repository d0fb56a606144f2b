package contract

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// form checks a form body. kin-openapi's own decoder loses repeated and dotted keys, so
// the values are decoded here and only validated by it.
func (p *problems) form(schema *openapi3.Schema, dynamic []string, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		p.add("form: %v", err)
		return
	}
	view := ViewOf(schema)
	for name, values := range form {
		where := "form " + name
		if property := view.Properties[name]; property != nil {
			p.values(where, property, values)
		} else if view.Rest != nil && isDynamic(dynamic, name) {
			p.values(where, view.Rest, values)
		} else {
			p.add("%s: not in the contract", where)
		}
	}
	for _, name := range schema.Required {
		if !form.Has(name) {
			p.add("form %s: missing", name)
		}
	}
}

// values checks the occurrences of one key. An array is the key repeated, except that
// an array of objects is one JSON text.
func (p *problems) values(where string, schema *openapi3.Schema, values []string) {
	if view := ViewOf(schema); view.Items != nil && !ViewOf(view.Items).Has(openapi3.TypeObject) {
		for _, text := range values {
			p.value(where, view.Items, text)
		}
		return
	}
	if len(values) > 1 {
		p.add("%s: sent %d times", where, len(values))
	}
	p.value(where, schema, values[0])
}

// value checks one text under the first type of the schema that can decode it.
func (p *problems) value(where string, schema *openapi3.Schema, text string) {
	value := asValue(ViewOf(schema), text)
	p.visit(where, schema, value, openapi3.VisitAsRequest())
	p.unknown(where, schema, value)
}

func asValue(view View, text string) any {
	for _, jsonType := range view.Types {
		if value, ok := readText(jsonType, text); ok {
			return value
		}
	}
	return text
}

func readText(jsonType, text string) (any, bool) {
	switch jsonType {
	case openapi3.TypeString:
		return text, true
	case openapi3.TypeBoolean:
		return text == "true", text == "true" || text == "false"
	case openapi3.TypeInteger, openapi3.TypeNumber:
		number, err := strconv.ParseFloat(text, 64)
		return number, err == nil && !strings.ContainsAny(text, "eExXnN")
	default: // an object or an array inside a form is sent as JSON
		var value any
		err := json.Unmarshal([]byte(text), &value)
		return value, err == nil
	}
}

var dynamicPrefix = regexp.MustCompile(`^([a-z_.]+\.)[<{]`)

// dynamicKeys returns the prefixes, such as "var.", that keys without a fixed name must
// have. None means any key.
func dynamicKeys(body *openapi3.RequestBody, schema *openapi3.Schema) []string {
	notes := []any{body.Extensions["x-dynamic-fields"], schema.Extensions["x-dynamic-fields"]}
	for _, media := range body.Content {
		notes = append(notes, media.Extensions["x-dynamic-fields"])
	}
	var prefixes []string
	for _, note := range notes {
		list, ok := note.([]any)
		if !ok {
			list = []any{note}
		}
		for _, entry := range list {
			text, _ := entry.(string)
			if fields, ok := entry.(map[string]any); ok {
				text, _ = fields["pattern"].(string)
			}
			if found := dynamicPrefix.FindStringSubmatch(text); found != nil {
				prefixes = append(prefixes, found[1])
			}
		}
	}
	return prefixes
}

func isDynamic(prefixes []string, name string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(name, prefix) && len(name) > len(prefix) {
			return true
		}
	}
	return len(prefixes) == 0
}
