package rest

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/lenient"
)

// ErrorBody is the content of an error body.
type ErrorBody struct {
	Code    int
	Message string
	Hint    string
}

// ReadErrorBody parses every form that an error comes in: Truora's object, with the
// code as a number or string or without one; an array of those; the XML of the file
// store; a proxy's HTML; plain text; or nothing.
func ReadErrorBody(body []byte) ErrorBody {
	body = lenient.Trim(body)
	if len(body) == 0 {
		return ErrorBody{}
	}
	switch body[0] {
	case '{':
		return errorObject(body)
	case '[':
		return errorArray(body)
	case '<':
		return errorMarkup(string(body))
	default:
		return ErrorBody{Message: firstLine(string(body))}
	}
}

func errorObject(body []byte) ErrorBody {
	var members map[string]jsontext.Value
	if json.Unmarshal(body, &members, readOptions) != nil {
		return ErrorBody{}
	}
	e := ErrorBody{Message: text(members["message"]), Hint: text(members["hint"])}
	if e.Message == "" {
		e.Message = text(members["error"])
	}
	e.Code, _ = strconv.Atoi(text(members["code"]))
	if failed := failedParts(members); failed != "" {
		e.Message += ": " + failed
	}
	return e
}

// failedParts lists the parts that a 207 says failed. They include agents' email
// addresses, which belong in Error.Body but not in its text.
func failedParts(members map[string]jsontext.Value) string {
	var names []string
	_ = json.Unmarshal(members["undeleted_template_names"], &names, readOptions)
	var updates []struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(members["failed_updates"], &updates, readOptions) == nil {
		for _, u := range updates {
			names = append(names, u.Error)
		}
	}
	return strings.Join(names, ", ")
}

// text returns the content of a JSON string, or a number as written.
func text(v jsontext.Value) string {
	switch v.Kind() {
	case '"':
		unquoted, _ := jsontext.AppendUnquote(nil, v)
		return string(unquoted)
	case '0':
		return string(v)
	default:
		return ""
	}
}

func errorArray(body []byte) ErrorBody {
	var list []jsontext.Value
	if json.Unmarshal(body, &list, readOptions) != nil || len(list) == 0 {
		return ErrorBody{}
	}
	var all ErrorBody
	var messages []string
	for i, value := range list {
		e := ErrorBody{Message: text(value)}
		if value.Kind() == '{' {
			e = errorObject(value)
		}
		if i == 0 {
			all = e
		}
		if e.Message != "" {
			messages = append(messages, e.Message)
		}
	}
	all.Message = strings.Join(messages, "; ")
	return all
}

func errorMarkup(body string) ErrorBody {
	for _, tag := range []string{"Message", "message", "title", "TITLE", "h1"} {
		if inner := between(body, "<"+tag+">", "</"+tag+">"); inner != "" {
			return ErrorBody{Message: firstLine(html.UnescapeString(inner))}
		}
	}
	return ErrorBody{}
}

func between(s, open, end string) string {
	_, s, found := strings.Cut(s, open)
	inner, _, closed := strings.Cut(s, end)
	if !found || !closed {
		return ""
	}
	return inner
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}

var requestID = regexp.MustCompile(`^[A-Za-z0-9-]{1,128}$`)

// RequestID is the gateway's id of the request, or "" if the header does not look like
// one: it ends up in logs.
func (f *Failure) RequestID() string {
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id", "X-Request-Id", "X-Amz-Apigw-Id"} {
		if id := f.Header.Get(name); requestID.MatchString(id) {
			return id
		}
	}
	return ""
}
