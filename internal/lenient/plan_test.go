package lenient_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/lenient"
)

type shelf struct {
	Inner
	apitype.Raw
	Name    string              `json:"name"`
	Country apitype.Country     `json:"country,omitzero"`
	N       int                 `json:"n"`
	Score   *float64            `json:"score"`
	Yes     bool                `json:"yes"`
	At      time.Time           `json:"at"`
	Until   *time.Time          `json:"until"`
	Day     apitype.Date        `json:"day"`
	Lists   [][]string          `json:"lists"`
	Books   []book              `json:"books"`
	First   *book               `json:"first"`
	Map     map[string]book     `json:"map"`
	Version apitype.FlowVersion `json:"version"`
	Hidden  string              `json:"-"`
	Plain   int8
	Empty   []struct{} `json:"empty"`
	Bytes   []byte     `json:"bytes"`
	Any     any        `json:"any"`
	More    *crate     `json:"more"`
}

// Inner is embedded; its members are those of what it is in.
type Inner struct {
	Deep string `json:"deep"`
}

type book struct {
	Title string  `json:"title"`
	Part  *book   `json:"part"`
	Parts []*book `json:"parts"`
}

// crate takes all members, which no plan provides for, and contains itself.
type crate struct {
	Crates []crate        `json:"crates"`
	Rest   map[string]any `json:",embed"`
}

// What a plan decodes, the JSON package decodes to the same; what it does not decode is
// left to that.
func FuzzPlan(f *testing.F) {
	for _, seed := range documented {
		f.Add([]byte(seed))
	}
	for _, seed := range []string{
		`{"name":7}`, `{"books":{}}`, `{"books":[{"title":"a"},{}],"books":[{}]}`, `{"n":1.0}`, `{"n":1e400,"score":1e400}`, `{"n\u0061me":"x"}`, `{"name":"\u00e1\ud800"}`,
		"{\"name\":\"caf\xe9\",\"\xff\":1}", `{"at":"soon"}`, `{"first":{"title":"a"},"first":{"part":{}}}`, `{"score":"0.5"}`, `{"n":-0}`, `{"books":[{"title":"a"}`, `{"books":[}`,
		`{"version":2}`, `null`, `[]`, `{"NAME":"x"}`, `{"deep":null,"country":null,"day":"0000-00-00"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		asTheLibrary[shelf](t, text)
		asTheLibrary[[]crate](t, text)
		asTheLibrary[checks.Check](t, text)
	})
}

func asTheLibrary[T any](t *testing.T, text []byte) (planned bool) {
	t.Helper()
	var got, want T
	wantErr := jsonv2.Unmarshal(text, &want, lenient.Strict)
	d := lenient.NewDecoder(text)
	defer d.Close()
	err := d.Decode(&got)
	switch {
	case err == nil:
		if _, err := d.ReadToken(); err == nil || wantErr != nil && !lenient.IsSemantic(wantErr) {
			return true // more follows, which only the library looks at
		}
		require.NoError(t, wantErr, "%q", text)
		require.Equal(t, want, got, "%q", text)
		return true
	case !lenient.IsSemantic(err):
		require.Error(t, wantErr, "%q", text)
	}
	return false
}

var documented = []string{
	`{"name":"a \"b\" \u00e9","country":"co","n":-12,"score":0.25,"yes":true,"at":"2026-03-02T15:04:06.12Z","until":"2026-03-02","day":"1990-01-31T00:00:00Z",
	"lists":[["a",null],[],null],"books":[{"title":"x","part":{"title":"y","parts":[{"title":"z"},null]}}, null],"first":{"title":"a"},"map":{"k":{"title":"v"}},"version":"v2.0",
	"Hidden":"x","-":"x","Plain":5,"empty":[{},{}],"bytes":"AQI=","any":[1,{"a":null}],"deep":"d","unknown":{"a":[1]},"more":{"crates":[{"a":1}],"b":[]}}`,
	`{"name":null,"country":null,"n":null,"score":null,"yes":null,"at":null,"until":null,"day":null,"lists":null,"books":null,"first":null,"map":null,"deep":null,"empty":null,"any":null,"more":null}`,
	`{"at":"","day":"","lists":[],"books":[],"name":"` + strings.Repeat("long ", 60) + `"}`,
	`{}`,
}

// An answer that is as documented is decoded in one pass.
func TestDocumentedIsPlanned(t *testing.T) {
	t.Parallel()
	for _, text := range documented {
		assert.True(t, asTheLibrary[shelf](t, []byte(text)), text)
	}
}

// Texts share chunks, lists have the room of earlier ones: no value may show in another.
func TestValuesAreApart(t *testing.T) {
	t.Parallel()
	decode := func(text string) (s shelf) {
		d := lenient.NewDecoder([]byte(text))
		defer d.Close()
		require.NoError(t, d.Decode(&s))
		return s
	}
	long := decode(`{"books":[` + strings.Repeat(`{"title":"a"},`, 99) + `{"title":"z"}]}`)
	short := decode(`{"books":[{"title":"b"}],"name":"n","unknown":"` + strings.Repeat("x", 4000) + `"}`)
	none := decode(`{"name":"m"}`)
	assert.Len(t, long.Books, 100)
	assert.Equal(t, []book{{Title: "b"}}, short.Books)
	assert.LessOrEqual(t, cap(short.Books), 2, "room that is not needed is given back")
	assert.Nil(t, none.Books)
	assert.Equal(t, []string{"n", "m", "z", "a"}, []string{short.Name, none.Name, long.Books[99].Title, long.Books[0].Title})
}

// A list of many must not cost memory at every later answer.
func TestRoomIsBounded(t *testing.T) { // not parallel, for it measures
	decode := func(text string) (s shelf) {
		d := lenient.NewDecoder([]byte(text))
		defer d.Close()
		require.NoError(t, d.Decode(&s))
		return s
	}
	assert.Len(t, decode(`{"books":[`+strings.Repeat(`{},`, 1e5)+`{}]}`).Books, 1e5+1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	assert.Len(t, decode(`{"books":[{}]}`).Books, 1)
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1e6))
}
