package hosted

import (
	"html/template"
	"net/http"
	"regexp"
	"strings"
)

// Choose picks the language of a page: the first of the codes that are asked for, then
// the first of the browser's, that is among languages. Browsers list theirs with the
// best first. If none is, it is the last.
func Choose[L any](r *http.Request, languages []L, code func(L) string, asked ...string) L {
	for _, tag := range append(asked, strings.Split(r.Header.Get("Accept-Language"), ",")...) {
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), "-")
		tag, _, _ = strings.Cut(tag, ";")
		for _, language := range languages {
			if strings.EqualFold(code(language), tag) {
				return language
			}
		}
	}
	return languages[len(languages)-1]
}

var hyphenated = regexp.MustCompile(`\pL+(?:-\pL+)+`)

// Unbroken is a text as HTML in which no line ends within a word such as e-mail. The
// style of the page has the class whole.
func Unbroken(text string) template.HTML {
	escaped := template.HTMLEscapeString(text)
	return template.HTML(hyphenated.ReplaceAllString(escaped, `<span class="whole">$0</span>`)) //nolint:gosec // escaped
}
