package main

import (
	"fmt"
	"io"
	"strings"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// printOperations lists the operations.
func (c *call) printOperations() error {
	type line struct {
		Name    string `json:"name"`
		Op      string `json:"op"`
		Host    string `json:"host"`
		Effect  string `json:"effect"`
		Bills   string `json:"bills"`
		Tier    string `json:"tier"`
		Summary string `json:"summary"`
	}
	var lines []line
	rows := [][]string{{"NAME", "OPERATION", "EFFECT", "BILLS", "SUMMARY"}}
	for _, o := range operations.All() {
		lines = append(lines, line{o.Go, o.Op, o.Host, o.Effect, string(truora.Bills(o.Op)), o.Tier, o.Summary})
		rows = append(rows, []string{o.Go, o.Op, o.Effect, string(truora.Bills(o.Op)), o.Summary})
	}
	return c.print(lines, func(w io.Writer) { table(w, rows...) })
}

// describe says what an operation takes.
func (c *call) describe(op *operations.Operation) error {
	type param struct {
		Name     string   `json:"name"`
		Kind     string   `json:"kind"`
		Required bool     `json:"required,omitempty"`
		Secret   bool     `json:"secret,omitempty"`
		List     bool     `json:"list,omitempty"`
		Doc      string   `json:"doc,omitempty"`
		Words    []string `json:"words,omitempty"`
	}
	about := struct {
		Name   string  `json:"name"`
		Op     string  `json:"op"`
		Host   string  `json:"host"`
		Effect string  `json:"effect"`
		Bills  string  `json:"bills"`
		Doc    string  `json:"doc"`
		Params []param `json:"params"`
	}{Name: op.Go, Op: op.Op, Host: op.Host, Effect: op.Effect, Bills: string(truora.Bills(op.Op)), Doc: op.Doc, Params: []param{}}
	rows := [][]string{{"PARAMETER", "KIND", "", "MEANING"}}
	for _, p := range op.Params() {
		about.Params = append(about.Params, param{p.Name, p.Kind, p.Required, p.Secret, p.List, p.Doc, p.Words})
		rows = append(rows, []string{p.Name, p.Kind, notes(p), meaning(p)})
	}
	return c.print(about, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %s\n%s on %s\n%s\n\n%s\n", op.Go, op.Summary, op.Op, op.Host, effect(op), fold(op.Doc))
		if len(rows) > 1 {
			fmt.Fprintln(w)
			table(w, rows...)
		}
	})
}

// effect says what a call does that is sent a second time, and what it bills.
func effect(op *operations.Operation) string {
	text := "Sent twice, it is carried out twice; so it is sent once."
	switch truora.Effect(op.Effect) {
	case truora.EffectRead:
		text = "It changes nothing."
	case truora.EffectIdempotent:
		text = "Sent twice, it changes nothing more."
	case truora.EffectDedupe:
		text = "Sent twice, it gives the first result back."
	case truora.EffectOnce:
	}
	if b := truora.Bills(op.Op); b != truora.BillingNone {
		text += " Billed: " + bills(b) + "."
	}
	return text
}

func notes(p operations.Param) string {
	var list []string
	for _, note := range []struct {
		is   bool
		text string
	}{{p.Required, "required"}, {p.Secret, "secret"}, {p.List, "repeatable"}} {
		if note.is {
			list = append(list, note.text)
		}
	}
	return strings.Join(list, ", ")
}

// meaning is the first sentence about a parameter, and its known values.
func meaning(p operations.Param) string {
	text, _, _ := strings.Cut(p.Doc, ". ")
	text, _, _ = strings.Cut(text, "; ")
	if open := strings.LastIndexByte(text, '('); open > strings.LastIndexByte(text, ')') {
		text = strings.TrimSpace(text[:open]) // the cut was inside of a parenthesis
	}
	if text = strings.TrimSuffix(text, "."); text == "" {
		text = strings.ReplaceAll(p.Name, "_", " ")
	}
	if len(p.Words) > 0 {
		text += " [" + strings.Join(p.Words, " ") + "]"
	}
	return strings.TrimSpace(text)
}
