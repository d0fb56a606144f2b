package notice

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

// reasonTypes are the types whose constants a person may have to hear about.
var reasonTypes = []string{"DeclinedReason", "ExpiredReason", "EnrollmentReason", "ImageReason", "FailureStatus"}

// constants are the values of reasonTypes in all areas.
func constants(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../*/*.go")
	require.NoError(t, err)
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); !ok || !slices.Contains(reasonTypes, typ.Name) {
				return true
			}
			for _, v := range spec.Values {
				if literal, ok := v.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					value, err := strconv.Unquote(literal.Value)
					require.NoError(t, err)
					found = append(found, value)
				}
			}
			return true
		})
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// TestNoRowIsStale: a misspelled reason would find nobody, and a second row would hide
// the first.
func TestNoRowIsStale(t *testing.T) {
	t.Parallel()
	named, seen := constants(t), map[string]bool{}
	for _, row := range rows {
		for reason := range strings.FieldsSeq(row.reasons) {
			assert.Contains(t, named, reason)
			assert.False(t, seen[reason], reason)
			seen[reason] = true
		}
	}
}

var languages = []apitype.Language{"es-419", "pt-BR", "en"}

func TestEveryReasonHasATextInEveryLanguage(t *testing.T) {
	t.Parallel()
	reasons := constants(t)
	require.Greater(t, len(reasons), 100, "the scan finds the constants")
	for _, reason := range reasons {
		require.True(t, Known(reason), "%s needs a row in texts.go", reason)
		n := Of(reason)
		assert.NotEmpty(t, n.Class, reason)
		seen := map[string]bool{}
		for _, language := range languages {
			text := n.Text(language)
			assert.NotEmpty(t, text, "%s %s", reason, language)
			assert.LessOrEqual(t, utf8.RuneCountInString(text), 160, "%s %s is short enough for a message", reason, language)
			assert.True(t, strings.HasSuffix(text, "."), reason)
			assert.False(t, seen[text], "%s: one text for two languages", reason)
			seen[text] = true
		}
	}
}

// TestTextsGiveNothingAway: what hints at a forgery, a risk or a list reads like any
// reason that the SDK does not know, and no text names what was found.
func TestTextsGiveNothingAway(t *testing.T) {
	t.Parallel()
	unknown := Of("brand_new_reason")
	for _, reason := range constants(t) {
		for _, language := range languages {
			text := Of(reason).Text(language)
			for _, hint := range []string{"fraud", "fals", "fake", "tamper", "copia", "cópia", "copy", "lista", "list ", "ries", "risk", "risco", "muert", "dead", "umbral"} {
				assert.NotContains(t, strings.ToLower(text), hint, reason)
			}
			for _, delicate := range []string{"fraud", "fake", "tamper", "risk", "blocklist", "dead", "security", "collection"} {
				if strings.Contains(reason, delicate) {
					assert.Equal(t, unknown.Text(language), text, reason)
					assert.Contains(t, []Class{ClassNeedsHuman, ClassNotAllowed}, Of(reason).Class, reason)
				}
			}
		}
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]Class{
		"blurry_image":                    ClassTryAgain,
		"invalid_curp":                    ClassWrongData,
		"face_in_blocklist":               ClassNotAllowed,
		"not_used":                        ClassExpired,
		"government_database_unavailable": ClassOurFault,
		"possible_fraud":                  ClassNeedsHuman,
		"":                                ClassNeedsHuman,
		"brand_new_reason":                ClassNeedsHuman,
	} {
		assert.Equal(t, want, Of(reason).Class, reason)
	}
	assert.False(t, Known("brand_new_reason"))
	n := Of("blurry_image")
	assert.Equal(t, n.Text("es-419"), n.Text("ES"))
	assert.Equal(t, n.Text("es-419"), n.Text("fr"), "Spanish, where there is no text")
	assert.Equal(t, n.Text("pt-BR"), n.Text("pt"))
}
