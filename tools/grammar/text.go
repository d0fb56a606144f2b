package grammar

import (
	"go/ast"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"
)

// A comment on its own lines ends at column 90, one after code at column 130. A tab is
// four columns wide.
const (
	maxColumns = 90
	maxBehind  = 130
	tabColumns = 4
)

// Finding is a problem in a text.
type Finding struct {
	Line    int
	Message string
}

// Width reports comments that are too wide.
var Width = textAnalyzer("width", "comments end at column 90", TooWide)

// Words reports private dialect: phrases for which English has plainer ones.
var Words = textAnalyzer("words", "comments are plain English", DialectOfComments)

// textAnalyzer makes an analyzer of source texts.
func textAnalyzer(name, doc string, look func(src string) []Finding) *analysis.Analyzer {
	return &analysis.Analyzer{Name: name, Doc: doc, Run: func(pass *analysis.Pass) (any, error) {
		for _, f := range pass.Files {
			if ast.IsGenerated(f) {
				continue
			}
			file := pass.Fset.File(f.Package)
			src, err := pass.ReadFile(file.Name())
			if err != nil {
				return nil, err
			}
			for _, finding := range look(string(src)) {
				pass.Report(analysis.Diagnostic{Pos: file.LineStart(finding.Line), Message: finding.Message})
			}
		}
		return nil, nil //nolint:nilnil // no other analyzer needs a result
	}}
}

var behind = regexp.MustCompile(`\S.*[^:"'` + "`" + `]\s//\s`)

// TooWide returns the lines of a Go source whose comment is too wide. A line of one
// word, such as a link, cannot be broken.
func TooWide(src string) []Finding {
	var found []Finding
	n, output := 0, false
	for line := range strings.SplitSeq(src, "\n") {
		n++
		text := strings.TrimLeft(line, "\t ")
		output = strings.HasPrefix(text, "//") && (output || strings.HasPrefix(strings.ToLower(text), "// output:") ||
			strings.HasPrefix(strings.ToLower(text), "// unordered output:"))
		if output {
			continue // what an example prints cannot be folded
		}
		columns := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", strings.Repeat(" ", tabColumns)))
		own := strings.HasPrefix(text, "// ")
		switch {
		case own && columns > maxColumns && strings.Count(text, " ") > 1:
			found = append(found, Finding{n, "comment wider than 90 columns"})
		case !own && columns > maxBehind && !strings.Contains(line, "//nolint") && behind.MatchString(line):
			found = append(found, Finding{n, "comment behind code ends after column 130"})
		}
	}
	return found
}

// commentsOf blanks everything but comments, and so preserves line numbers.
func commentsOf(src string) string {
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		text := strings.TrimLeft(line, "\t ")
		switch {
		case strings.HasPrefix(text, "//"):
		case strings.Contains(line, "//") && behind.MatchString(line): // the first costs little
			lines[i] = line[strings.LastIndex(line, "//"):]
		default:
			lines[i] = ""
		}
	}
	return strings.Join(lines, "\n")
}

// DialectOfComments is [Dialect] for the comments of a Go source.
func DialectOfComments(src string) []Finding { return Dialect(commentsOf(src)) }

// dialect lists phrases for which English has plainer ones, with those.
var dialect = []struct{ words, plain string }{
	{`anew`, "again"},
	{`unless told`, "by default"},
	{`(?:is|are|was|were|be|been) told`, "receives, is called with"},
	{`(?:goes|go|went) before`, "precedes"},
	{`a word comes`, "a message arrives"},
	{`what came of`, "the result of"},
	{`lest`, "so that … not"},
	{`somebody who`, "a caller who, a person who"},
	{`how an? \w+ is waited for`, "configures Wait"},
	{`nobody to tell`, "cannot be reported"},
	{`word about`, "an event about"},
	{`as a rule`, "usually"},
	{`that is to say`, "that is"},
}

var dialectPattern = func() *regexp.Regexp {
	alternatives := make([]string, 0, len(dialect))
	for _, d := range dialect {
		alternatives = append(alternatives, "("+d.words+")")
	}
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(alternatives, "|") + `)\b`)
}()

// Dialect returns the lines of a text that contain such phrases.
func Dialect(text string) []Finding {
	var found []Finding
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		for _, match := range dialectPattern.FindAllStringSubmatch(line, -1) {
			for i, words := range match[1:] {
				if words != "" {
					found = append(found, Finding{n, "“" + words + "”: plain English is " + dialect[i].plain})
				}
			}
		}
	}
	return found
}
