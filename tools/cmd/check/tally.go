package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// tally counts tests, subtests, examples and fuzz seeds over all modules. A skipped one
// is not counted, but named at once and again at the end.
type tally struct {
	passed, failed int
	skipped        []string // with the reason
}

// event is a line of `go test -json`; see `go doc cmd/test2json`.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

func (t tally) String() string {
	return fmt.Sprintf("%d passed, %d failed", t.passed, t.failed)
}

// printSkipped lists the skipped tests, so that a good tally does not hide them.
func (t *tally) printSkipped(w io.Writer) {
	if len(t.skipped) == 0 {
		return
	}
	fmt.Fprintf(w, "\nNOT TESTED, %d skipped:\n", len(t.skipped))
	for _, test := range t.skipped {
		fmt.Fprintf(w, "  %s\n", test)
	}
	fmt.Fprintln(w)
}

// read counts a stream of events and writes the output of failures.
func (t *tally) read(r io.Reader, w io.Writer) error {
	packages := map[string]*results{}
	lines := bufio.NewReader(r)

	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			t.readLine(line, packages, w)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (t *tally) readLine(line []byte, packages map[string]*results, w io.Writer) {
	var e event
	if json.Unmarshal(line, &e) != nil {
		fmt.Fprintf(w, "%s", line)

		return
	}
	if e.Action == "build-output" {
		fmt.Fprint(w, e.Output)

		return
	}

	p := packages[e.Package]
	if p == nil {
		p = &results{ended: map[string]string{}}
		packages[e.Package] = p
	}
	p.add(e)
	switch {
	case e.Test == "" && e.Action == "fail":
		t.failed += p.failures()
		p.print(w)
	case e.Test == "" && strings.HasPrefix(e.Output, "ok  \t"):
		fmt.Fprint(w, e.Output)
	case e.Test == "":
	case e.Action == "pass":
		t.passed++
	case e.Action == "skip":
		skipped := fmt.Sprintf("%s %s: %s", e.Package, e.Test, p.reason(e.Test))
		t.skipped = append(t.skipped, skipped)
		fmt.Fprintf(w, "skipped: %s\n", skipped)
	}
}

// results is what one package has reported so far.
type results struct {
	outputs []event
	ended   map[string]string // test name to "pass", "fail" or "skip"
}

func (p *results) add(e event) {
	switch e.Action {
	case "output":
		p.outputs = append(p.outputs, e)
	case "pass", "fail", "skip":
		p.ended[e.Test] = e.Action
	}
}

// reason returns the last line that a test printed.
func (p *results) reason(test string) string {
	for _, e := range slices.Backward(p.outputs) {
		text := strings.TrimSpace(e.Output)
		if e.Test == test && text != "" && !strings.HasPrefix(text, "===") && !strings.HasPrefix(text, "---") {
			return text
		}
	}

	return "no reason given"
}

// failures returns at least one for a package that failed: if it does not build, or
// exits, no test fails.
func (p *results) failures() int {
	n := 0
	for test, action := range p.ended {
		if test != "" && action == "fail" {
			n++
		}
	}

	return max(n, 1)
}

// print omits the output of tests that passed, but not of a test cut off by os.Exit,
// and omits the lines that only say that a test is running.
func (p *results) print(w io.Writer) {
	var text strings.Builder
	for _, e := range p.outputs {
		end := p.ended[e.Test]
		if end != "pass" && end != "skip" && !strings.HasPrefix(e.Output, "=== ") {
			text.WriteString(e.Output)
		}
	}
	fmt.Fprint(w, text.String()) // at once: others write too
}
