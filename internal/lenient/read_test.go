package lenient_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
)

// both is a type with its own unmarshal method that decodes its content with the
// options it is given.
type both struct {
	Text string
	Deep *leaf
}

type leaf struct {
	N  int       `json:"n"`
	At time.Time `json:"at"`
}

func (b *both) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if value.Kind() == '"' {
		return jsonv2.Unmarshal(value, &b.Text, dec.Options())
	}
	type plain both
	return jsonv2.Unmarshal(value, (*plain)(b), dec.Options())
}

type answer struct {
	S     string           `json:"s"`
	N     int8             `json:"n"`
	U     uint             `json:"u"`
	F     *float64         `json:"f"`
	B     bool             `json:"b"`
	At    time.Time        `json:"at"`
	Until *time.Time       `json:"until"`
	Day   apitype.Date     `json:"day"`
	Bytes []byte           `json:"bytes"`
	List  []leaf           `json:"list"`
	Map   map[string]leaf  `json:"map"`
	Ptr   *leaf            `json:"ptr"`
	Both  both             `json:"both"`
	Ptrs  []*both          `json:"ptrs"`
	Raw   json.RawMessage  `json:"raw"`
	Any   any              `json:"any"`
	Fixed [2]int           `json:"fixed"`
	Other map[string]*leaf `json:",embed"`
}

func TestReadListsWhatIsOdd(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]string{
		`"s":7`:                              "/s is a number, not a string",
		`"n":"1"`:                            "/n is a string, not an integer",
		`"n":1000`:                           "/n is a number, not an integer",
		`"u":-1`:                             "/u is a number, not an integer",
		`"f":"0.9"`:                          "/f is a string, not a number",
		`"f":{"a":1}`:                        "/f is an object, not a number",
		`"b":"true"`:                         "/b is a string, not a boolean",
		`"at":7`:                             "/at is a number, not a time",
		`"at":"soon"`:                        "/at is a string, not a time",
		`"until":"soon"`:                     "/until is a string, not a time",
		`"day":"yesterday"`:                  "/day is a string, not a date",
		`"bytes":"%%"`:                       "/bytes is not a valid string",
		`"list":{}`:                          "/list is an object, not an array",
		`"list":[{"n":1},{"n":[]},3]`:        "/list/1/n is an array, not an integer /list/2 is a number, not an object",
		`"list":[{"at":"x"}]`:                "/list/0/at is a string, not a time",
		`"map":[]`:                           "/map is an array, not an object",
		`"map":{"a":{"n":{}},"é":[]}`:        "/map/a/n is an object, not an integer /map/… is an array, not an object",
		`"ptr":"x"`:                          "/ptr is a string, not an object",
		`"both":[]`:                          "/both is an array, not an object",
		`"both":{"Text":1,"Deep":{"n":"x"}}`: "/both/Text is a number, not a string /both/Deep/n is a string, not an integer",
		`"both":{"Deep":{"at":true}}`:        "/both/Deep/at is a boolean, not a time",
		`"ptrs":["a",{"Deep":7},[],null,{"Deep":{"n":true}}]`: "/ptrs/1/Deep is a number, not an object /ptrs/2 is an array, not an object /ptrs/4/Deep/n is a boolean, not an integer",
		`"fixed":{}`: "/fixed is an object, not an array",
		`"more":3`:   "/more is a number, not an object",
	} {
		for _, text := range []string{`{` + member + `,"s":"end","any":[1,{"a":null}],"raw":[1 , 2]}`, `{"s":"end","any":[1,{"a":null}],"raw":[1 , 2],` + member + `}`} {
			var out answer
			notes, err := lenient.Read([]byte(text), &out)
			require.NoError(t, err, text)
			require.NotNil(t, notes, text)
			var got []string
			for _, p := range notes.Problems {
				got = append(got, p.String())
			}
			assert.Equal(t, want, strings.Join(got, " "), text)
			assert.Equal(t, []any{1.0, map[string]any{"a": nil}}, out.Any)
			assert.Equal(t, `[1 , 2]`, string(out.Raw))
			if !strings.Contains(member, `"s"`) {
				assert.Equal(t, "end", out.S)
			}
		}
	}
}

// An unexpected score must not become 0, nor an unexpected part one that is present.
func TestWhatIsOddIsAtZero(t *testing.T) {
	t.Parallel()
	out := answer{S: "old"}
	text := `{"f":1,"f":"0.9","ptr":{"n":1},"ptr":[],"until":"soon","list":[{"n":1}],"list":"x","both":{"Text":"a","Deep":{}},"both":[],"b":"x"}`
	notes, err := lenient.Read([]byte(text), &out)
	require.NoError(t, err)
	assert.Len(t, notes.Problems, 6)
	assert.Equal(t, answer{}, out)
}

func TestReadFails(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{`, `{"s":7`, `{"s":7,]`, `{"s":7}x`, `nul`, `{"s":7,"both":{"Deep":}}`} {
		var out answer
		_, err := lenient.Read([]byte(text), &out)
		require.Error(t, err, text)
		assert.False(t, lenient.IsSemantic(err), text)
	}
	for text, want := range map[string]string{`[]`: "the value is an array, not an object", `"x"`: "the value is a string, not an object", `7`: "the value is a number, not an object"} {
		var out answer
		_, err := lenient.Read([]byte(text), &out)
		require.EqualError(t, err, want)
	}
	var out both
	_, err := lenient.Read([]byte(`[]`), &out)
	var odd *lenient.OddError
	require.ErrorAs(t, err, &odd)
	assert.Equal(t, "the value is an array, not an object", odd.Error())
	var n int
	_, err = lenient.Read([]byte(`"x"`), &n)
	require.ErrorAs(t, err, &odd)
}

func TestReadTakesFurtherOptions(t *testing.T) {
	t.Parallel()
	var out answer
	notes, err := lenient.Read([]byte(`{"S":"a","N":"x","LIST":[{"N":1}]}`), &out, jsonv2.MatchCaseInsensitiveNames(true))
	require.NoError(t, err)
	assert.Equal(t, "a", out.S)
	assert.Equal(t, 1, out.List[0].N)
	assert.Len(t, notes.Problems, 1)
}

// Read never panics and never fails at JSON of the right kind. What it records in notes
// is not in the text, and without notes it decodes what the JSON package does.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{}`, `{"s":7,"f":"0.9"}`, `{"ptrs":[{"Deep":{"n":"secret"}}]}`, `{"map":{"secret@":{"n":[]}}}`, `{"more":3,"any":{"a":[]}}`, `[]`, `{"at":"x","at":{}}`, `{"n":1e400}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var out, plain answer
		notes, err := lenient.Read(text, &out)
		plainErr := jsonv2.Unmarshal(text, &plain, lenient.Strict)
		if plainErr == nil {
			require.NoError(t, err)
			require.Nil(t, notes)
			require.True(t, reflect.DeepEqual(plain, out))
			return
		}
		if err != nil {
			valid := jsontext.Value(slices.Clone(text)).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
			require.False(t, valid && jsontext.Value(text).Kind() == '{', "%q: %v", text, err)
			return
		}
		require.NotNil(t, notes)
		require.NotContains(t, fmt.Sprint(notes.Problems), "secret@")
	})
}

// Neither the notes nor the work grow with the names in the answer.
func TestLongNames(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("a", 200_000)
	text := `{"list":7,"` + name + `":{"n":7},"map":{"` + name + `":{"n":"x"}},"any":{"` + name + `":[` + strings.Repeat(`1,`, 50_000) + `1]},"ptrs":[` + strings.Repeat(`{"Deep":{"n":{}}},`, 500) + `null]}`
	var out answer
	notes, err := lenient.Read([]byte(text), &out)
	require.NoError(t, err)
	assert.Len(t, notes.Problems, 100)
	assert.Equal(t, "/map/…/n", notes.Problems[1].Pointer)
	assert.Less(t, len(fmt.Sprint(notes.Problems)), 20_000)
	assert.Len(t, out.Any.(map[string]any)[name], 50_001)
}
