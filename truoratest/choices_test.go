package truoratest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var choiceMark = regexp.MustCompile(`(?m)^\s*// choice: (.*(?:\n\s*// .*)*)`)

// The guide lists what the source marks as a choice, and nothing else.
func TestChoicesAreListed(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var marked []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		area, _, _ := strings.Cut(strings.TrimSuffix(file, ".go"), "_")
		if area == "exchange" || area == "route" {
			area = "all"
		}
		for _, mark := range choiceMark.FindAllStringSubmatch(string(source), -1) {
			text := strings.Join(strings.Fields(strings.ReplaceAll(mark[1], "//", "")), " ")
			marked = append(marked, area+": "+text)
		}
	}
	guide, err := os.ReadFile("../docs/testing.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(guide), "| area | what the fake does |\n| --- | --- |\n")
	var listed []string
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(line, "|\n"), "|")
		if len(cells) != 2 {
			break
		}
		listed = append(listed, strings.TrimSpace(cells[0])+": "+strings.TrimSpace(cells[1]))
	}
	assert.NotEmpty(t, marked)
	assert.ElementsMatch(t, marked, listed)
}
