package rest

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

type record struct {
	ID    string    `json:"id"`
	Score *float64  `json:"score"`
	Made  time.Time `json:"made"`
	Until time.Time `json:"until"`
	State string    `json:"state"`
	Inner struct {
		At *time.Time `json:"at"`
	} `json:"inner"`
	apitype.Raw
}

func TestMemberAndItsRawText(t *testing.T) {
	t.Parallel()
	text := `{"id": "1", "future" : {"a": [1, 2]}, "state":"brand_new", "made":"2026-03-02T15:04:05.076788029Z","until":"", "inner":{"at":"2026-03-02"} }`
	for name, body := range map[string]string{
		"compact":         `{"record":` + text + `,"self":"/x"}`,
		"spaced":          "{ \"self\" : \"/x\" ,\n\t\"record\" :  " + text + " \n}  \n",
		"after an object": `{"other":{"record":{"id":"2"}},"record":` + text + `}`,
		"twice":           `{"record":` + text + `,"record":{"id":"2"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Do[record](t.Context(), inMemory(t, always(200, body)), Call{Op: "GET /r", Key: "record"})
			require.NoError(t, err)
			assert.Equal(t, "1", got.ID)
			assert.Equal(t, "brand_new", got.State)
			assert.Nil(t, got.Score)
			assert.True(t, got.Until.IsZero())
			assert.Equal(t, 76788029, got.Made.Nanosecond())
			require.NotNil(t, got.Inner.At)
			assert.Equal(t, 2026, got.Inner.At.Year())
			assert.Equal(t, text, string(got.RawJSON()))
		})
	}
	t.Run("the whole answer", func(t *testing.T) {
		t.Parallel()
		got, err := Do[record](t.Context(), inMemory(t, always(200, "\n"+text+"\n")), Call{Op: "GET /r"})
		require.NoError(t, err)
		assert.Equal(t, text, string(got.RawJSON()))
	})
}

func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, key, text string }{
		"wrong type":       {`{"record":["CEDULA-77"]}`, "record", "/record is an array, not an object"},
		"wrong type whole": {`"CEDULA-77"`, "", "the value is a string, not an object"},
		"no member":        {`{"self":"CEDULA-77"}`, "record", `the answer has no "record"`},
		"null member":      {`{"record":null}`, "record", `the answer has no "record"`},
		"empty":            {``, "record", "the answer is empty"},
		"empty whole":      {``, "", "the answer is empty"},
		"array":            {`["CEDULA-77"]`, "record", "the answer is not a JSON object"},
		"HTML":             {`<html>CEDULA-77</html>`, "record", "the answer is not a JSON object"},
		"truncated":        {`{"record":{"id":"CEDULA-77"`, "record", "EOF"},
		"something after":  {`{"record":{"id":"1"}} {"record":"CEDULA-77"}`, "record", "goes on after its end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Do[record](t.Context(), inMemory(t, always(200, tt.body)), Call{Op: "GET /r", Key: tt.key})
			f := asFailure(t, err)
			assert.True(t, f.Decode)
			assert.Equal(t, tt.body, string(f.Body), "the answer was paid for")
			assert.Contains(t, f.Err.Error(), tt.text)
			assert.NotContains(t, f.Err.Error(), "CEDULA")
		})
	}
}

func TestLenientJSON(t *testing.T) {
	t.Parallel()
	got, err := Do[record](t.Context(), inMemory(t, always(200, "{\"id\":\"1\",\"id\":\"2\",\"state\":\"caf\xe9\",\"made\":17,\"ID\":\"3\",\"until\":{\"a\":1}}")), Call{Op: "GET /r"})
	require.NoError(t, err)
	assert.Equal(t, "2", got.ID)
	assert.True(t, strings.HasPrefix(got.State, "caf"))
	assert.True(t, got.Made.IsZero())
	assert.True(t, got.Until.IsZero())
	assert.Equal(t, []apitype.Problem{{Pointer: "/made", Want: "time", Got: "number"}, {Pointer: "/until", Want: "time", Got: "object"}}, got.Problems())
}

func TestSizeCap(t *testing.T) {
	t.Parallel()
	small := func(cfg *Config) { cfg.MaxBody = 100 }
	for name, h := range map[string]trip{"announced": always(200, `{"id":"`+strings.Repeat("x", 200)+`"}`), "not announced": chunked(200, `{"id":"`+strings.Repeat("x", 200)+`"}`)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := asFailure(t, Run(t.Context(), inMemory(t, h, small), Call{Op: "POST /r"}))
			assert.EqualError(t, f.Err, "the answer is larger than 100 bytes")
			assert.Equal(t, 200, f.Status)
			assert.Len(t, f.Body, 100)
			assert.False(t, f.Unknown, "it was carried out")
			assert.True(t, f.Decode)
		})
	}
	t.Run("of an error", func(t *testing.T) {
		t.Parallel()
		f := asFailure(t, Run(t.Context(), inMemory(t, chunked(400, strings.Repeat("x", 3<<20)), func(cfg *Config) { cfg.MaxBody = 64 << 20 }), Call{Op: "POST /r"}))
		assert.Equal(t, 400, f.Status)
		assert.Len(t, f.Body, maxErrorBody)
		assert.NoError(t, f.Err)
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		none := func(cfg *Config) { cfg.MaxBody = math.MaxInt64 }
		got, err := Do[record](t.Context(), inMemory(t, chunked(200, `{"id":"1"}`), none), Call{Op: "POST /r"})
		require.NoError(t, err)
		assert.Equal(t, "1", got.ID)
	})
	t.Run("at the cap", func(t *testing.T) {
		t.Parallel()
		body := `{"id":"` + strings.Repeat("x", 91) + `"}`
		require.Len(t, body, 100)
		_, err := Do[record](t.Context(), inMemory(t, chunked(200, body), small), Call{Op: "GET /r"})
		require.NoError(t, err)
	})
}

func TestAnswersDoNotShareMemory(t *testing.T) {
	t.Parallel()
	c := inMemory(t, always(200, `{"record":{"id":"1"}}`))
	first, err := Do[record](t.Context(), c, Call{Op: "GET /r", Key: "record"})
	require.NoError(t, err)
	copy(first.RawJSON(), "XXXX")
	second, err := Do[record](t.Context(), c, Call{Op: "GET /r", Key: "record"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"1"}`, string(second.RawJSON()))
}

// The answer that contained a value is available, and is not a problem of the value.
func TestEnvelope(t *testing.T) {
	t.Parallel()
	type thing struct {
		N int `json:"n"`
		apitype.Raw
	}
	const body = `{"thing":{"n":1},"self":"/v1/things/1","details":"/v1/things/1/details"}`
	for text, problems := range map[string]int{body: 0, strings.Replace(body, `"n":1`, `"n":"x"`, 1): 1} {
		out := new(thing)
		require.NoError(t, decodeMember([]byte("\ufeff"+text), "thing", out))
		assert.Equal(t, text, string(out.Envelope()))
		assert.Len(t, out.Problems(), problems)
		if problems == 0 {
			assert.Nil(t, out.Problems())
		}
		whole := new(thing)
		require.NoError(t, decodeWhole(out.RawJSON(), whole))
		assert.Nil(t, whole.Envelope(), "it is all of the answer")
	}
}
