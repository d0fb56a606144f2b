package grammar_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/truora/truora-go/tools/grammar"
)

var operations = map[string]bool{"GET /v1/things": true, "GET /v1/things/{id}": true}

// everything combines all analyzers of names in one, so that a file can expect
// diagnostics of several. It counts what each of them finds.
func everything(found map[string]int) *analysis.Analyzer {
	return &analysis.Analyzer{Name: "grammar", Doc: "all analyzers of names", Run: func(pass *analysis.Pass) (any, error) {
		report := pass.Report
		for _, a := range grammar.API(operations) {
			pass.Report = func(d analysis.Diagnostic) { found[a.Name]++; report(d) }
			if _, err := a.Run(pass); err != nil {
				return nil, err
			}
		}
		return nil, nil //nolint:nilnil // no other analyzer needs a result
	}}
}

func TestNames(t *testing.T) {
	found := map[string]int{}
	analysistest.Run(t, analysistest.TestData(), everything(found), "good", "bad")
	for _, a := range grammar.API(operations) {
		assert.NotZero(t, found[a.Name], "%s finds nothing bad", a.Name)
	}
}

func TestText(t *testing.T) {
	for _, a := range grammar.Text() {
		analysistest.Run(t, analysistest.TestData(), a, "text/"+a.Name)
	}
}

func TestTooWide(t *testing.T) {
	wide := strings.Repeat("a", 50) + " " + strings.Repeat("b", 50)
	for src, want := range map[string]int{
		"// Output:\n// " + wide:              0,
		"// short":                            0,
		"// " + wide:                          1,
		"\t\t\t// " + wide[:80]:               1, // a tab is four columns
		"x := 1 // " + wide:                   0, // after code there is more room
		"x := 1 // " + wide + wide:            1,
		"// https://" + wide[:50] + wide[51:]: 0, // cannot be broken
		"s := `http://" + wide + wide + "`":   0,
	} {
		assert.Len(t, grammar.TooWide(src), want, src)
	}
}

func TestDialect(t *testing.T) {
	found := grammar.Dialect("It is sent again.\nIt is sent anew, unless told.\n")
	assert.Len(t, found, 2)
	assert.Equal(t, 2, found[0].Line)
	assert.Empty(t, grammar.DialectOfComments("s := \"anew\"\n"), "only comments are read")
	assert.Len(t, grammar.DialectOfComments("s := 1 //"+" done anew\n"), 1)
}
