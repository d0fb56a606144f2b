package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
)

// figures are the numbers in a line of the table: all, by confidence, not driven.
type figures [5]int

// read returns the table by area and kind, and the names below each heading of the
// list.
func read(t *testing.T, text string) (table map[string]map[string]figures, list map[string][]string) {
	t.Helper()
	head, rest, _ := strings.Cut(text, "\n\n")
	table, list = map[string]map[string]figures{}, map[string][]string{}
	area, width := "", 0
	for i, line := range strings.Split(strings.TrimSuffix(head, "\n"), "\n") {
		if i == 0 {
			width = len(line)
			continue
		}
		assert.Len(t, line, width, "the columns are not aligned")
		if first := strings.TrimSpace(line[:12]); first != "" {
			area = first
			table[area] = map[string]figures{}
		}
		fields := strings.Fields(line[12:])
		var numbers figures
		require.Len(t, fields, 1+len(numbers), line)
		for i, field := range fields[1:] {
			n, err := strconv.Atoi(field)
			require.NoError(t, err)
			numbers[i] = n
		}
		table[area][fields[0]] = numbers
	}
	for part := range strings.SplitSeq(rest, "\n\n") {
		heading, names, _ := strings.Cut(part, "\n")
		if heading != "" {
			list[heading] = strings.Split(strings.TrimSuffix(names, "\n"), "\n")
		}
	}
	return table, list
}

func TestTheFiguresAddUp(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	facts := spec.Facts()
	var driven []string
	for i, fact := range facts.All {
		if i%3 > 0 {
			driven = append(driven, fact.Name)
		}
	}
	require.NoError(t, facts.SeeNames(driven))
	text := report(facts)
	assert.Equal(t, text, report(facts), "two reports of the same facts differ")

	table, list := read(t, text)
	for _, kind := range contract.Kinds {
		var sum figures
		for area, kinds := range table {
			f := kinds[string(kind)]
			assert.Equal(t, f[0], f[1]+f[2]+f[3], "%s %s", area, kind)
			if area == "all" {
				continue
			}
			for i := range f {
				sum[i] += f[i]
			}
			if f[4] > 0 {
				assert.Len(t, list[fmt.Sprintf("%s: %s not driven, %d of %d:", area, kind, f[4], f[0])], f[4])
			}
		}
		assert.Equal(t, table["all"][string(kind)], sum, kind)
	}
	all, undriven := 0, 0
	for _, f := range table["all"] {
		all, undriven = all+f[0], undriven+f[4]
	}
	assert.Equal(t, len(facts.All), all)
	assert.Equal(t, len(facts.All)-len(driven), undriven)
	assert.Equal(t, len(spec.Endpoints), table["all"]["operations"][0])
	for heading, names := range list {
		for _, name := range names {
			assert.NotContains(t, driven, strings.TrimSpace(name), heading)
		}
	}
}

func TestNothingIsListedWhereAllIsDriven(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	facts := spec.Facts()
	var all []string
	for _, fact := range facts.All {
		all = append(all, fact.Name)
	}
	require.NoError(t, facts.SeeNames(all))
	table, list := read(t, report(facts))
	assert.Len(t, table, 7)
	assert.Empty(t, list)
}

// Each operation succeeds in some row, and the rows see nothing that is not counted.
func TestTheRowsAreDriven(t *testing.T) {
	t.Chdir(filepath.Join("..", "..")) // where the command is run
	names, err := drive(t.Context())
	require.NoError(t, err)
	spec, err := contract.Load()
	require.NoError(t, err)
	facts := spec.Facts()
	require.NoError(t, facts.SeeNames(names))
	for _, fact := range facts.All {
		if fact.Kind == contract.KindOperation {
			assert.True(t, facts.Seen(fact), fact.Name)
		}
	}
	assert.Contains(t, names, "checks.List 200.checks[].status = completed")
}
