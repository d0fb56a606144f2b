package rest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestErrorBodies(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		want ErrorBody
	}{
		"usual":             {`{"code":10404,"http_code":404,"message":"Resource not found"}`, ErrorBody{Code: 10404, Message: "Resource not found"}},
		"code as text":      {`{"code":"11400","message":"x"}`, ErrorBody{Code: 11400, Message: "x"}},
		"code as words":     {`{"code":"bad","message":"x"}`, ErrorBody{Message: "x"}},
		"message only":      {`{"message":"Unauthorized"}`, ErrorBody{Message: "Unauthorized"}},
		"with a hint":       {`{"message":"Missing Authentication Token","hint":"The HTTP Method"}`, ErrorBody{Message: "Missing Authentication Token", Hint: "The HTTP Method"}},
		"upload":            {`{"code":400,"message":"Invalid request: missing file parameter"}`, ErrorBody{Code: 400, Message: "Invalid request: missing file parameter"}},
		"empty message":     {`{"code":10404,"message":""}`, ErrorBody{Code: 10404}},
		"message of a kind": {`{"message":{"a":1}}`, ErrorBody{}},
		"error member":      {`{"error":"nope"}`, ErrorBody{Message: "nope"}},
		"array":             {`[{"code":10400,"message":"a"},{"code":10422,"message":"b"}]`, ErrorBody{Code: 10400, Message: "a; b"}},
		"array of texts":    {`["a","b"]`, ErrorBody{Message: "a; b"}},
		"empty array":       {`[]`, ErrorBody{}},
		"XML":               {`<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has &lt;expired&gt;</Message></Error>`, ErrorBody{Message: "Request has <expired>"}},
		"HTML":              {"<html><head><title>502 Bad Gateway</title></head></html>", ErrorBody{Message: "502 Bad Gateway"}},
		"HTML, no title":    {"<html><body>x</body></html>", ErrorBody{}},
		"text":              {"upstream connect error\nmore", ErrorBody{Message: "upstream connect error"}},
		"empty":             {" \n", ErrorBody{}},
		"truncated":         {`{"code":10404,"mess`, ErrorBody{}},
		"207 templates":     {`{"message":"partially deleted","undeleted_template_names":["a","b"]}`, ErrorBody{Message: "partially deleted: a, b"}},
		"207 agents":        {`{"message":"partially updated","failed_updates":[{"email":"agent@example.com","error":"try again"}]}`, ErrorBody{Message: "partially updated: try again"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, ReadErrorBody([]byte(tt.body)))
		})
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{"", "{", "[", "<", `{"code":1}`, `[[[`, "<title>", "\x00", `{"failed_updates":{}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		text := Scrub(ReadErrorBody(body).Message, nil)
		if strings.ContainsAny(text, "\n\r\x00") || strings.Contains(text, "://") && urls.MatchString(text) || utf8.RuneCountInString(text) > longestText+1 {
			t.Errorf("%q", text)
		}
	})
}
