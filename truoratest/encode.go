package truoratest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// appendJSON appends v as encoding/json writes it. Answers are maps of plain values, for
// which that takes no reflection; the rest is left to encoding/json.
func appendJSON(to []byte, v any) []byte {
	switch v := v.(type) {
	case obj:
		if v == nil {
			return append(to, "null"...)
		}
		names := make([]string, 0, 32) // on the stack
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		to = append(to, '{')
		for i, name := range names {
			if i > 0 {
				to = append(to, ',')
			}
			to = appendJSON(append(appendText(to, name), ':'), v[name])
		}
		return append(to, '}')
	case []obj:
		return appendList(to, v, func(to []byte, o obj) []byte { return appendJSON(to, o) })
	case []string:
		return appendList(to, v, appendText)
	case []any:
		return appendList(to, v, appendJSON)
	case string:
		return appendText(to, v)
	case bool:
		return strconv.AppendBool(to, v)
	case int:
		return strconv.AppendInt(to, int64(v), 10)
	case nil:
		return append(to, "null"...)
	}
	return appendOther(to, v)
}

func appendList[T any](to []byte, list []T, one func([]byte, T) []byte) []byte {
	if list == nil {
		return append(to, "null"...)
	}
	to = append(to, '[')
	for i, x := range list {
		if i > 0 {
			to = append(to, ',')
		}
		to = one(to, x)
	}
	return append(to, ']')
}

// appendText leaves what has to be escaped to encoding/json.
func appendText(to []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return appendOther(to, s)
		}
	}
	to = append(to, '"')
	return append(append(to, s...), '"')
}

func appendOther(to []byte, v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		// Only maps of plain values come here.
		panic(fmt.Sprintf("truoratest: encoding an answer: %v", err))
	}
	return append(to, text...)
}
