package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"

	truora "github.com/truora/truora-go"
)

// print writes value as JSON under --json, and as text writes it for people.
func (a *app) print(value any, text func(io.Writer)) error {
	if !a.json {
		text(a.out)
		return nil
	}
	return a.printJSON(value)
}

func (a *app) printJSON(value any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(value)
}

// printable replaces what would drive the terminal: texts are of others.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// table writes rows in aligned columns. The first row is the head.
func table(w io.Writer, rows ...[]string) {
	tabs := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = printable(cell)
		}
		fmt.Fprintln(tabs, strings.Join(cells, "\t"))
	}
	_ = tabs.Flush()
}

// reported is an error under --json. It holds no personal data: a message of
// Truora's is in it as the SDK prints it, without the values that were sent.
type reported struct {
	Error     string `json:"error"`
	Exit      int    `json:"exit"`
	Meaning   string `json:"meaning"`
	Do        string `json:"do,omitempty"`
	Outcome   string `json:"outcome,omitempty"` // of the call: done, refused, failed or unknown
	Op        string `json:"op,omitempty"`
	Status    int    `json:"status,omitempty"`
	Code      int    `json:"code,omitempty"`
	RequestID string `json:"request_id,omitempty"`
}

var advices = map[exitCode]string{
	exitUnknown:     "Find out whether it was carried out before you repeat it: docs/money-and-duplicates.md says how.",
	exitKey:         "To find out what is wrong: " + program + " doctor",
	exitUnavailable: "To find out what is wrong: " + program + " doctor",
	exitRateLimited: "Try again later, with fewer calls at a time.",
	exitUnfinished:  "Try again, with a longer --timeout: what has begun goes on at Truora.",
}

// unreached are the advices of commands that call something other than Truora.
var unreached = map[string]string{
	"trigger": "Is it running, and is the URL right?",
	"held":    "Is the database there, and has Flow.Migrate made the tables?",
}

// advice is what to do about an error, command being the one that failed.
func advice(code exitCode, command string) string {
	if do := unreached[command[strings.LastIndexByte(command, ' ')+1:]]; code == exitUnavailable && do != "" {
		return do
	}
	if code == exitUsage {
		return "See: " + command + " --help"
	}
	return advices[code]
}

func (a *app) printError(err error, code exitCode, command string) {
	text, do := strings.TrimPrefix(err.Error(), "truora: "), advice(code, command)
	if !a.json {
		fmt.Fprintln(a.err, strings.TrimSuffix(program+": "+text+"\n"+do, "\n"))
		return
	}
	r := reported{Error: text, Exit: int(code), Meaning: code.String(), Do: do}
	if call, ok := errors.AsType[*truora.DecodeError](err); ok {
		r.Op, r.Status, r.Outcome = call.Op, call.StatusCode, string(truora.OutcomeOf(err))
	}
	if call, ok := errors.AsType[*truora.Error](err); ok {
		r.Outcome = string(truora.OutcomeOf(err))
		r.Op, r.Status, r.Code, r.RequestID = call.Op, call.StatusCode, call.Code, call.RequestID
	}
	enc := json.NewEncoder(a.err)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(r)
}

func (c exitCode) String() string {
	for _, known := range exitMeanings {
		if known.code == c {
			return known.meaning
		}
	}
	return "unknown"
}

const columns = 88

// fold breaks a text into lines.
func fold(text string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case width+1+len(word) > columns:
			b.WriteByte('\n')
			width = 0
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += len(word)
	}
	return b.String()
}
