package faults

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/truora/truora-go/contract"
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
// A path with values in the places of their names is none. With a regular expression it
// took a third of the matrix's time.
func withoutOps(text string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, " /")
		if !found {
			out.WriteString(text)
			return out.String()
		}
		end := strings.IndexAny(after, " \t\r\n\f\":")
		if end < 0 {
			end = len(after)
		}
		method := before[strings.LastIndexFunc(before, notCapital)+1:]
		if ops()[method+" /"+after[:end]] {
			out.WriteString(strings.TrimSuffix(before, method))
			text = after[end:]
		} else {
			out.WriteString(before + " /")
			text = after
		}
	}
}

func notCapital(r rune) bool { return r < 'A' || r > 'Z' }

// ops are the names of all operations.
var ops = sync.OnceValue(func() map[string]bool {
	spec, err := contract.Load()
	if err != nil {
		panic(err) // as in every test that needs the contract
	}
	all := map[string]bool{}
	for _, e := range spec.Endpoints {
		all[e.Op()] = true
	}
	return all
})

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
