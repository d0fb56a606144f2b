package main

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

const intro = "# Truora's API in Go\n\n" +
	"<!-- Generated: go run ./cmd/apidoc, in contract/. -->\n\n" +
	"Which Go method stands for which of Truora's operations. `client.Checks.Create` below is\n" +
	"`Create` of the package `checks`, reached through a `*truora.Client`. Lists come in two forms: `ListX` reads one\n" +
	"page, `AllX` (`All` beside `List`) ranges over the items of all pages.\n\n" +
	"- **Tier**: `core` is documented by Truora and in its 2024 reference, `extended` only in newer material,\n" +
	"  `unverified` means that the path itself is inferred.\n" +
	"- **Sent twice**: what a second send does. `read` and `idempotent` do nothing more; `dedupe` gives the first result\n" +
	"  back unless a new one is forced; `once` creates, bills, messages a person or spends a link each time, so the SDK\n" +
	"  never sends it again unless it provably never left.\n" +
	"- **Source**: `documented` by Truora, `observed` in programs that call it, or `inferred` from its other operations.\n\n" +
	"A method in parentheses is not yet built. The details of every operation are in [contract/](../contract/).\n"

// render writes the map as Markdown.
func render(spec *contract.Spec, methods map[string]scan.Method) []byte {
	var w bytes.Buffer
	w.WriteString(intro)
	built := 0
	for _, e := range spec.Endpoints {
		if _, ok := methods[e.Go]; ok {
			built++
		}
	}
	fmt.Fprintf(&w, "\n%d of %d operations are built.\n", built, len(spec.Endpoints))
	for _, area := range contract.Areas {
		endpoints := slices.DeleteFunc(slices.Clone(spec.Endpoints), func(e *contract.Endpoint) bool {
			return e.Package() != area
		})
		section(&w, area, endpoints, methods)
	}
	return w.Bytes()
}

func section(w *bytes.Buffer, area string, endpoints []*contract.Endpoint, methods map[string]scan.Method) {
	main := mainHost(endpoints)
	fmt.Fprintf(w, "\n## %s\n\nHost `%s`.\n\n", area, main)
	w.WriteString("| Truora | Go | Tier | Sent twice | Source |\n| --- | --- | --- | --- | --- |\n")
	for _, e := range endpoints {
		operation := "`" + e.Op() + "`"
		if e.Host != main {
			operation = "`" + e.Method + " " + e.Host + e.Path + "`"
		}
		name := "`" + e.Go + "`"
		if _, ok := methods[e.Go]; !ok {
			name = "(" + name + ")"
		}
		fmt.Fprintf(w, "| %s<br>%s | %s | %s | %s | %s |\n",
			operation, e.Spec.Summary, name, e.Tier, e.Effect, e.Confidence)
	}
	costs(w, endpoints)
}

func mainHost(endpoints []*contract.Endpoint) string {
	count := map[string]int{}
	main := ""
	for _, e := range endpoints {
		count[e.Host]++
		if main == "" || count[e.Host] > count[main] {
			main = e.Host
		}
	}
	return main
}

var billed = regexp.MustCompile(`\b(bills?|paid)\b`)

func costs(w *bytes.Buffer, endpoints []*contract.Endpoint) {
	first := true
	for _, e := range endpoints {
		why, _ := e.Spec.Extensions["x-effect-why"].(string)
		if !billed.MatchString(why) {
			continue
		}
		if first {
			w.WriteString("\nWhat costs money:\n\n")
			first = false
		}
		why = strings.ToUpper(why[:1]) + strings.TrimSuffix(why[1:], ".")
		fmt.Fprintf(w, "- `%s`: %s.\n", e.Go, why)
	}
}
