package faults

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Texts returns everything that v prints or logs as, in any format.
func Texts(v any) string {
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", v)
	}
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, plain), slog.NewTextHandler(&out, plain)} {
		slog.New(handler).LogAttrs(context.Background(), slog.LevelInfo, "", slog.Any("value", v))
	}
	return out.String()
}

// plain leaves out attributes that may contain any number by chance.
var plain = &slog.HandlerOptions{
	Level: slog.LevelDebug - 8,
	ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Key {
		case slog.TimeKey, "elapsed", "request_id":
			return slog.Attr{}
		default:
			return a
		}
	},
}

// withoutOps leaves out the names of operations, which contain words that may be values.
// With a regular expression it took a third of the matrix's time.
func withoutOps(text string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, " /")
		if !found {
			out.WriteString(text)
			return out.String()
		}
		if i := slices.IndexFunc(methods, func(method string) bool { return strings.HasSuffix(before, method) }); i >= 0 {
			out.WriteString(strings.TrimSuffix(before, methods[i]))
			end := strings.IndexAny(after, " \t\r\n\":")
			if end < 0 {
				end = len(after)
			}
			text = after[end:]
		} else {
			out.WriteString(before + " /")
			text = after
		}
	}
}

var methods = []string{"GET", "POST", "PUT", "DELETE"}

// Leaks returns which of the values and the key occur in a text.
func Leaks(where, text, key string, said Values) []string {
	var found []string
	text = withoutOps(text)
	if strings.Contains(text, key) {
		found = append(found, where+" holds the key")
	}
	if strings.Contains(text, "https://") {
		found = append(found, where+" holds a URL: "+firstLine(text))
	}
	for _, value := range said.In(text) {
		found = append(found, fmt.Sprintf("%s holds %q: %s", where, value, firstLine(text)))
	}
	return found
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// Chain returns err and all errors that it wraps.
func Chain(err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		all = append(all, Chain(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			all = append(all, Chain(inner)...)
		}
	}
	return all
}

// Log keeps what is logged.
type Log struct{ bytes.Buffer }

// Logger returns a logger that writes every level to the log.
func (l *Log) Logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(&l.Buffer, plain))
}
