package rest

import (
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// sentValues is what a call said, kept until it is answered.
type sentValues struct {
	key, args   []string
	query, form url.Values
	json        jsontext.Value
}

// privateOf lists the parts of a signed link that no text may repeat.
func privateOf(link string) []string {
	u, err := url.Parse(link)
	if err != nil {
		return nil
	}
	sent := sentValues{args: strings.Split(u.Path, "/"), query: u.Query()}
	return sent.private()
}

// private lists the values that a server could echo in its message. Short ones
// and bare words (countries, types, states) are not private, and without them a
// message would make no sense.
func (s *sentValues) private() []string {
	list := slices.Clone(s.key)
	add := func(v string) {
		if len(v) >= 4 && strings.Trim(v, "abcdefghijklmnopqrstuvwxyz_-.") != "" {
			list = append(list, v)
		}
	}
	for _, arg := range s.args {
		add(arg)
	}
	for _, set := range []url.Values{s.query, s.form} {
		for _, values := range set {
			for _, v := range values {
				add(v)
			}
		}
	}
	dec := jsontext.NewDecoder(strings.NewReader(string(s.json)))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return list
		}
		if kind := token.Kind(); kind == '"' || kind == '0' {
			add(token.String())
		}
	}
}
