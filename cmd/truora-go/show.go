package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// finish prints a result, also one that came with an error: it is what was seen last.
func finish[T any, P interface {
	*T
	operations.Result
}](a *app, result P, err error, text func(io.Writer, P)) error {
	if result == nil {
		return a.unread(err)
	}
	a.problems(result)
	if a.json {
		return errors.Join(err, a.printRaw(result.RawJSON()))
	}
	text(a.out, result)
	return err
}

// problems tells people that an answer was not as documented.
func (a *app) problems(result operations.Result) {
	odd, ok := result.(interface{ Problems() []apitype.Problem })
	if !ok {
		return
	}
	for _, p := range odd.Problems() {
		a.note("note: %s", p)
	}
}

// unread prints the answer that could not be read: the call has been carried out.
func (a *app) unread(err error) error {
	if answer, ok := errors.AsType[*truora.DecodeError](err); ok {
		fmt.Fprintf(a.out, "%s\n", answer.Body)
	}
	return err
}

func (a *app) printRaw(raw []byte) error {
	if raw == nil {
		return nil
	}
	return a.printJSON(json.RawMessage(raw))
}

func (a *app) printLine(raw []byte) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(json.RawMessage(raw))
}

// list prints the items of all pages, at most limit of them if that is not 0.
func list[T any, P interface {
	*T
	operations.Result
}](a *app, limit int, items iter.Seq2[T, error], head []string, row func(P) []string) error {
	rows, raw := [][]string{head}, []json.RawMessage{}
	for item, err := range items {
		if err != nil {
			return err
		}
		rows, raw = append(rows, row(&item)), append(raw, P(&item).RawJSON())
		if len(raw) == limit {
			break
		}
	}
	return a.print(raw, func(w io.Writer) { table(w, rows...) })
}

// note tells people what goes on. It is not the result.
func (a *app) note(format string, args ...any) {
	if !a.json {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}

// say tells what goes on, as JSON under --json.
func (a *app) say(value any, format string, args ...any) {
	if a.note(format, args...); !a.json {
		return
	}
	text, _ := json.Marshal(value) // of texts
	fmt.Fprintf(a.err, "%s\n", text)
}

func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

var notPlain = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// plainName makes a name of a file out of an id.
func plainName(id string) string { return notPlain.ReplaceAllString(id, "_") }
