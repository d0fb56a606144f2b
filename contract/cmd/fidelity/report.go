package main

import (
	"fmt"
	"strings"

	"github.com/truora/truora-go/contract"
)

// tally counts the facts of one kind in one area.
type tally struct {
	by        map[string]int // by confidence
	all       int
	notDriven []string
}

func (t *tally) add(other *tally) {
	for confidence, n := range other.by {
		t.by[confidence] += n
	}
	t.all += other.all
	t.notDriven = append(t.notDriven, other.notDriven...)
}

// book is the tally of each kind.
type book map[contract.Kind]*tally

func newBook() book {
	b := book{}
	for _, kind := range contract.Kinds {
		b[kind] = &tally{by: map[string]int{}}
	}
	return b
}

// count groups the facts by area. areas is in the order of the facts.
func count(facts *contract.Facts) (areas []string, books map[string]book) {
	books = map[string]book{}
	for _, fact := range facts.All {
		if books[fact.Area] == nil {
			areas, books[fact.Area] = append(areas, fact.Area), newBook()
		}
		t := books[fact.Area][fact.Kind]
		t.by[fact.Confidence]++
		t.all++
		if !facts.Seen(fact) {
			t.notDriven = append(t.notDriven, fact.Name)
		}
	}
	return areas, books
}

const layout = "%-12s %-10s %7v %10v %8v %8v %10v\n"

// report returns the table of all areas, their sum, and the names of facts not driven.
func report(facts *contract.Facts) string {
	var table, list strings.Builder
	fmt.Fprintf(&table, layout, "area", "", "all", "documented", "observed", "inferred", "not driven")
	areas, books := count(facts)
	sum := newBook()
	for _, area := range areas {
		books[area].print(&table, area)
		for _, kind := range contract.Kinds {
			t := books[area][kind]
			sum[kind].add(t)
			if len(t.notDriven) > 0 {
				fmt.Fprintf(&list, "\n%s: %s not driven, %d of %d:\n", area, kind, len(t.notDriven), t.all)
			}
			for _, name := range t.notDriven {
				fmt.Fprintf(&list, "  %s\n", name)
			}
		}
	}
	sum.print(&table, "all")
	return table.String() + list.String()
}

func (b book) print(w *strings.Builder, area string) {
	for _, kind := range contract.Kinds {
		t := b[kind]
		row := []any{area, kind, t.all}
		for _, confidence := range contract.Confidences {
			row = append(row, t.by[confidence])
		}
		fmt.Fprintf(w, layout, append(row, len(t.notDriven))...)
		area = ""
	}
}
