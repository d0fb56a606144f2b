package sandbox

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/truoratest"
)

// The control API has the fake's own types as JSON: members in snake_case, durations as
// 1m30s, bytes in base64. What is read may also have the names as in Go.

var reading json.Options

func init() { reading = readingOptions() } // readCheckRules reads with them too

func readingOptions() json.Options {
	return json.JoinOptions(
		json.MatchCaseInsensitiveNames(true), // which takes no notice of underscores either
		json.RejectUnknownMembers(true),
		json.WithUnmarshalers(json.JoinUnmarshalers(
			json.UnmarshalFunc(func(text []byte, d *time.Duration) (err error) {
				var s string
				if err = json.Unmarshal(text, &s); err == nil {
					*d, err = time.ParseDuration(s)
				}
				if err != nil {
					return invalid("must be a duration such as 1m30s")
				}
				return nil
			}),
			json.UnmarshalFunc(func([]byte, *http.Handler) error { return invalid("cannot be given over HTTP") }),
			json.UnmarshalFunc(readCheckRules),
		)))
}

func decode(text jsontext.Value, to any) error { return plainly(json.Unmarshal(text, to, reading)) }

// plainly says what is wrong with a JSON text without the names of Go's types, and
// without the text.
func plainly(err error) error {
	if err == nil {
		return nil
	}
	at, expected := "", "is not JSON"
	if errors.Is(err, jsontext.ErrDuplicateName) {
		expected = "has a member twice"
	}
	for inner := err; ; {
		wrong, ok := errors.AsType[*json.SemanticError](inner)
		if !ok {
			break
		}
		if at += string(wrong.JSONPointer); errors.Is(wrong.Err, json.ErrUnknownName) {
			return fmt.Errorf("%s is not known", member(at))
		}
		if wrong.GoType != nil {
			expected = "must be " + wordFor(wrong.GoType)
		}
		inner = wrong.Err
	}
	if told, ok := errors.AsType[fault](err); ok {
		expected = told.text
	}
	return errors.New(member(at) + " " + expected)
}

// member is a JSON pointer for reading, such as findings[0].severity.
func member(pointer string) string {
	if pointer == "" {
		return "it"
	}
	var out strings.Builder
	for token := range jsontext.Pointer(pointer).Tokens() {
		if _, err := strconv.Atoi(token); err == nil {
			out.WriteString("[" + token + "]")
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('.')
		}
		out.WriteString(token)
	}
	return out.String()
}

// wordFor is a type as people who do not read Go call it.
func wordFor(t reflect.Type) string {
	switch t {
	case instant:
		return "a time such as 2026-01-31T09:00:00Z"
	case bytes_:
		return "a text in base64"
	case checking:
		return "a list of rules"
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		return "a list"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "a text"
}

var (
	instant  = reflect.TypeFor[time.Time]()
	duration = reflect.TypeFor[time.Duration]()
	bytes_   = reflect.TypeFor[[]byte]()
	checking = reflect.TypeFor[func(truoratest.CheckInput) truoratest.CheckScript]()
)

// plain is a value of the fake as it is answered.
func plain(v reflect.Value) any {
	switch {
	case v.Type() == instant:
		return v.Interface().(time.Time).UTC().Format(time.RFC3339Nano)
	case v.Type() == duration:
		return v.Interface().(time.Duration).String()
	case v.Type() == bytes_:
		return base64.StdEncoding.EncodeToString(v.Bytes())
	}
	switch v.Kind() {
	case reflect.Struct:
		out := map[string]any{}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Type.Kind() != reflect.Interface {
				out[snake(f.Name)] = plain(v.Field(i))
			}
		}
		return out
	case reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = plain(v.Index(i))
		}
		return out
	case reflect.Map:
		out := map[string]any{}
		for name, value := range v.Seq2() {
			out[name.String()] = plain(value)
		}
		return out
	}
	return v.Interface()
}

// snake is a name of Go as JSON has it: DeliveryID is delivery_id.
func snake(name string) string {
	var out strings.Builder
	letters := []rune(name)
	for i, r := range letters {
		lowBefore := i > 0 && unicode.IsLower(letters[i-1])
		lowAfter := i > 0 && i+1 < len(letters) && unicode.IsLower(letters[i+1]) && unicode.IsUpper(letters[i-1]) &&
			string(letters[i+1:]) != "s" // as in IDs
		if unicode.IsUpper(r) && (lowBefore || lowAfter) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// argument is what a lever takes.
type argument struct {
	Schema any  `json:"schema"`
	Many   bool `json:"many,omitzero"` // any number of them
}

// schemaOf describes a type as JSON Schema does.
func schemaOf(t reflect.Type) map[string]any {
	switch t {
	case instant:
		return map[string]any{"type": "string", "format": "date-time"}
	case duration:
		return map[string]any{"type": "string", "format": "duration", "examples": []string{"1m30s"}}
	case bytes_:
		return map[string]any{"type": "string", "contentEncoding": "base64"}
	case checking:
		return map[string]any{"type": []string{"array", "null"}, "items": schemaOf(reflect.TypeFor[checkRule]())}
	}
	switch t.Kind() {
	case reflect.Struct:
		members := map[string]any{}
		for f := range t.Fields() {
			if f.IsExported() && f.Type.Kind() != reflect.Interface {
				members[snake(f.Name)] = schemaOf(f.Type)
			}
		}
		return map[string]any{"type": "object", "properties": members, "additionalProperties": false}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "string"}
}
