package rest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
)

// found is a result as the areas have them.
type found struct {
	ID      string             `json:"id" contract:"required"`
	Tables  []string           `json:"tables" contract:"required"`
	Score   *float64           `json:"score"`
	Scores  []struct{ S *int } `json:"scores"`
	Summary struct {
		Text string `json:"text"`
	} `json:"summary"`
	Extra map[string]string `json:"extra"`
	apitype.Raw
}

type token struct {
	Key  string `json:"api_key" contract:"either"`
	Code string `json:"code" contract:"either"`
	apitype.Raw
}

type said struct {
	Message string `json:"message"`
	apitype.Raw
}

type anything struct {
	All map[string]int `json:",embed" contract:"required"`
	apitype.Raw
}

func TestWhatMustBeThere(t *testing.T) {
	t.Parallel()
	do := func(body string) error {
		_, err := Do[found](t.Context(), inMemory(t, always(200, body)), Call{Op: "POST /v1/x", Key: "x"})
		return err
	}
	for _, body := range []string{`{"x":{"id":"1","tables":[]}}`, `{"x":{"id":"1","tables":null}}`, `{"x":{"tables":["a"],"id":"1"}}`} {
		require.NoError(t, do(body), body)
	}
	for body, text := range map[string]string{
		`{}`:                              `the answer has no "x"`,
		`null`:                            "the answer is not a JSON object",
		`{"x":{}}`:                        "/x/id is missing",
		`{"x":{"id":"","tables":[]}}`:     "/x/id is missing",
		`{"x":{"id":null,"tables":[]}}`:   "/x/id is missing",
		`{"x":{"id":"1"}}`:                "/x/tables is missing",
		`{"x":{"id":7,"tables":[]}}`:      "/x/id is a number, not a string",
		`{"x":{"id":"1","tables":"ANA"}}`: "/x/tables is a string, not an array",
	} {
		f := asFailure(t, do(body))
		assert.True(t, f.Decode, body)
		assert.EqualError(t, f.Err, text, body)
		assert.Equal(t, body, string(f.Body))
	}
	_, err := Do[token](t.Context(), inMemory(t, always(200, `{"code":"k"}`)), Call{Op: "POST /v1/k"})
	require.NoError(t, err)
	_, err = Do[token](t.Context(), inMemory(t, always(200, `{"message":"ok"}`)), Call{Op: "POST /v1/k"})
	require.EqualError(t, asFailure(t, err).Err, "/api_key is missing")
	_, err = Do[anything](t.Context(), inMemory(t, always(200, `{}`)), Call{Op: "GET /v1/k"})
	assert.True(t, asFailure(t, err).Decode)
	_, err = Do[anything](t.Context(), inMemory(t, always(200, `{"a":1}`)), Call{Op: "GET /v1/k"})
	require.NoError(t, err)
}

func TestAnErrorUnderA200(t *testing.T) {
	t.Parallel()
	const limited = `{"code":10400,"http_code":429,"message":"slow down"}`
	for name, call := range map[string]func(*Client) error{
		"Do":              func(c *Client) error { _, err := Do[found](t.Context(), c, Call{Op: "POST /x", Key: "x"}); return err },
		"Do, whole":       func(c *Client) error { _, err := Do[found](t.Context(), c, Call{Op: "POST /x"}); return err },
		"Do, undemanding": func(c *Client) error { _, err := Do[said](t.Context(), c, Call{Op: "POST /x"}); return err },
		"Run":             func(c *Client) error { return Run(t.Context(), c, Call{Op: "POST /x"}) },
		"List": func(c *Client) error {
			_, err := List[found](t.Context(), c, Call{Op: "POST /x", Key: "x"})
			return err
		},
		"DoPage": func(c *Client) error {
			_, err := DoPage(t.Context(), c, Call{Op: "POST /x"}, func(*found) *string { return new(string) })
			return err
		},
	} {
		for body, status := range map[string]int{
			limited: 429, "\ufeff" + limited: 429,
			`{"code":"10404","message":"Resource not found"}`: 404,
			`{"http_code":"503","message":""}`:                503,
		} {
			f := asFailure(t, call(inMemory(t, always(200, body))))
			assert.Equal(t, status, f.Status, "%s: %s", name, body)
			assert.False(t, f.Decode, name)
			assert.Equal(t, status == 503, f.Unknown, "%s: %s", name, body)
		}
	}
	for _, fine := range []string{`{"message":"ok","code":"AB12"}`, `{"message":"ok","http_code":200}`, `{"http_code":404}`, `{"code":4,"message":"x"}`} {
		require.NoError(t, Run(t.Context(), inMemory(t, always(200, fine)), Call{Op: "POST /x"}), fine)
	}
	page, err := List[found](t.Context(), inMemory(t, always(200, `{"code":10404,"http_code":404,"message":"none"}`)), Call{Op: "GET /x", Key: "x", Empty: "none"})
	require.NoError(t, err)
	assert.Empty(t, page.Items)
}

func TestSuccessWithoutABody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 202, 204} {
		for op, want := range map[string]bool{"DELETE /x": true, "PUT /x": true, "POST /x": false, "GET /x": false} {
			_, err := Do[found](t.Context(), inMemory(t, always(status, " ")), Call{Op: op, Key: "x"})
			assert.Equal(t, want, err == nil, "%d to %s of what must be there: %v", status, op, err)
			_, err = Do[said](t.Context(), inMemory(t, always(status, "")), Call{Op: op})
			assert.Equal(t, op != "GET /x", err == nil, "%d to %s of a message: %v", status, op, err)
			require.NoError(t, Run(t.Context(), inMemory(t, always(status, "")), Call{Op: op}))
		}
	}
}

func TestOneOddMember(t *testing.T) {
	t.Parallel()
	const rest = `"id":"1","tables":["a"],"score":0.5,"extra":{"k":"v"}`
	for member, problem := range map[string]string{
		`"summary":[]`:                   "/summary is an array, not an object",
		`"summary":"ANA"`:                "/summary is a string, not an object",
		`"summary":{"text":{"a":1}}`:     "/summary/text is an object, not a string",
		`"scores":{}`:                    "/scores is an object, not an array",
		`"scores":["ANA"]`:               "/scores/0 is a string, not an object",
		`"scores":[{"S":1},{"S":"0.9"}]`: "/scores/1/S is a string, not an integer",
		`"scores":[{"S":1.5}]`:           "/scores/0/S is a number, not an integer",
		`"tables":["a",{}]`:              "/tables/1 is an object, not a string",
		`"extra":{"ana@example.com":1}`:  "/extra/… is a number, not a string",
	} {
		for name, body := range map[string]string{"first": `{"x":{` + member + `,` + rest + `}}`, "last": `{"x":{` + rest + `,` + member + `}}`} {
			got, err := Do[found](t.Context(), inMemory(t, always(200, body)), Call{Op: "GET /x", Key: "x"})
			require.NoError(t, err, body)
			assert.Equal(t, "1", got.ID, body)
			require.NotNil(t, got.Score, body)
			assert.InDelta(t, 0.5, *got.Score, 0)
			assert.Equal(t, "["+problem+"]", fmt.Sprint(got.Problems()), "%s: %s", name, body)
			assert.Equal(t, body[5:len(body)-1], string(got.RawJSON()))
		}
	}
	got, err := Do[found](t.Context(), inMemory(t, always(200, `{"id":"1","tables":[],"scores":["`+strings.Repeat(`","`, 500)+`"]}`)), Call{Op: "GET /x"})
	require.NoError(t, err)
	assert.Len(t, got.Problems(), 100)
}

func TestOneOddItem(t *testing.T) {
	t.Parallel()
	const good = `{"id":"1","tables":[]}`
	call := Call{Op: "GET /v1/items", Key: "items"}
	for odd, problem := range map[string]string{
		`"ANA"`:                 "/items/1 is a string, not an object",
		`[]`:                    "/items/1 is an array, not an object",
		`{}`:                    "/items/1/id is missing",
		`{"id":{},"tables":[]}`: "/items/1/id is an object, not a string",
	} {
		body := `{"items":[` + good + `,` + odd + `,` + good + `],"next":"/v1/items?start_key=k"}`
		page, err := List[found](t.Context(), inMemory(t, always(200, body)), call)
		require.NoError(t, err, odd)
		assert.Len(t, page.Items, 2, odd)
		assert.Equal(t, "k", page.Next)
		assert.Equal(t, "["+problem+"]", fmt.Sprint(page.Problems()))
		assert.Equal(t, body, string(page.RawJSON()))
		assert.JSONEq(t, good, string(page.Items[1].RawJSON()))
	}
	page, err := List[found](t.Context(), inMemory(t, always(200, `[`+good+`,{"id":"2","tables":[],"score":"high"}]`)), call)
	require.NoError(t, err)
	assert.Nil(t, page.Problems())
	assert.Nil(t, page.Items[0].Problems())
	assert.Equal(t, "[/score is a string, not a number]", fmt.Sprint(page.Items[1].Problems()), "an item that can be read has its own")
	assert.Equal(t, "2", page.Items[1].ID)

	page, err = List[found](t.Context(), inMemory(t, always(200, `[7,{"\u0069d":"1","tables":null},{"tables":{"id":"1"}},`+good+`]`)), call)
	require.NoError(t, err)
	assert.Len(t, page.Items, 2, "the name of a member can be written in escapes")
	assert.Equal(t, "[/0 is a number, not an object /2/id is missing]", fmt.Sprint(page.Problems()))

	page, err = List[found](t.Context(), inMemory(t, always(200, `{"items":[{}],"next":7}`)), call)
	f := asFailure(t, err)
	assert.True(t, f.Decode, "an answer without items is not an answer")
	require.EqualError(t, f.Err, "left out: /items/0/id is missing; /next is a number, not a string")
	require.NotNil(t, page)
}

func TestTheWalkGoesOnPastOddItems(t *testing.T) {
	t.Parallel()
	var keys []string
	c := script(t, &keys,
		`{"items":[{"n":1},"ANA",{"n":2}],"next":"/v1/items?start_key=a"}`,
		`{"items":["ANA"],"next":"/v1/items?start_key=b"}`,
		`{"items":[{"n":3}],"next":{}}`)
	var got []string
	for it, err := range All(t.Context(), listParams{Filter: "x"}, listing(c), cursorOf) {
		if err != nil {
			f := asFailure(t, err)
			assert.True(t, f.Decode)
			got = append(got, f.Err.Error())
			continue
		}
		got = append(got, fmt.Sprint(it.N))
	}
	assert.Equal(t, []string{
		"1", "2", "left out: /items/1 is a string, not an object",
		"left out: /items/0 is a string, not an object",
		"3", "left out: /next is an object, not a string",
	}, got)
	for it, err := range All(t.Context(), listParams{Filter: "x"}, listing(script(t, new([]string), `{"items":["ANA"],"next":"/v1/items?start_key=b"}`)), cursorOf) {
		require.Error(t, err)
		assert.Zero(t, it.N)
		break
	}
}

func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	const bom = "\ufeff"
	got, err := Do[found](t.Context(), inMemory(t, always(200, bom+`{"x":{"id":"1","tables":[]}}`)), Call{Op: "GET /x", Key: "x"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"1","tables":[]}`, string(got.RawJSON()))
	got, err = Do[found](t.Context(), inMemory(t, always(200, bom+`{"id":"1","tables":[]}`)), Call{Op: "GET /x"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"1","tables":[]}`, string(got.RawJSON()))
	page, err := List[item](t.Context(), inMemory(t, always(200, bom+`{"items":[{"n":1}]}`)), Call{Op: "GET /x", Key: "items"})
	require.NoError(t, err)
	assert.Len(t, page.Items, 1)
	assert.Equal(t, ErrorBody{Code: 10404, Message: "no"}, ReadErrorBody([]byte(bom+`{"code":10404,"message":"no"}`)))
	var out item
	require.NoError(t, Unmarshal([]byte(bom+`{"n":1}`), &out))
	assert.Equal(t, 1, out.N)
}

type nested struct {
	ID    string `json:"id" contract:"required"`
	Parts []struct {
		Big [100]string `json:"-"`
		A   string      `json:"a"`
	} `json:"parts"`
	Any any `json:"any"`
	apitype.Raw
}

type large struct {
	Big [100]string `json:"-"`
	ID  string      `json:"id" contract:"required"`
	apitype.Raw
}

// An answer takes a small multiple of its length in memory, whatever is in it.
func TestMemoryIsBoundedByTheAnswer(t *testing.T) { //nolint:paralleltest // it measures
	const size = 1 << 20
	many := func(item string) string { return strings.TrimSuffix(strings.Repeat(item+",", size/(len(item)+1)), ",") }
	list := func(body string) func() error {
		return func() error { _, err := decodePage[large]([]byte(body), &Call{Key: "items"}); return err }
	}
	pages := func(body string) func() error {
		return func() error { _, err := decodePage[nested]([]byte(body), &Call{Key: "items"}); return err }
	}
	one := func(body string) func() error {
		return func() error { return decodeWhole([]byte(body), new(nested)) }
	}
	for name, c := range map[string]struct {
		read func() error
		err  error
	}{
		"empty items":           {list(`{"items":[` + many(`{}`) + `]}`), nil},
		"items of no kind":      {list(`{"items":[` + many(`1`) + `]}`), nil},
		"short items":           {list(`{"items":[` + many(`{"id":"1"}`) + `]}`), lenient.ErrUnfolds},
		"empty parts":           {one(`{"id":"1","parts":[` + many(`{}`) + `]}`), lenient.ErrUnfolds},
		"null parts":            {one(`{"id":"1","parts":[` + many(`null`) + `]}`), lenient.ErrUnfolds},
		"parts of no kind":      {one(`{"id":"1","parts":[` + many(`""`) + `]}`), lenient.ErrUnfolds},
		"empty parts of items":  {pages(`{"items":[` + many(`{"id":"1","parts":[{},{},{},{},{},{},{},{}]}`) + `]}`), lenient.ErrUnfolds},
		"odd parts of items":    {pages(`{"items":[` + many(`{"id":"1","parts":["","","","","","",""]}`) + `]}`), lenient.ErrUnfolds},
		"many odd parts":        {pages(`{"items":[` + many(`{"id":"1","parts":[`+strings.Repeat(`"",`, 999)+`""]}`) + `]}`), lenient.ErrUnfolds},
		"one item of odd parts": {pages(`{"items":[{"id":"1","parts":[` + many(`""`) + `]}]}`), lenient.ErrUnfolds},
		"empty objects in any":  {one(`{"id":"1","any":[` + many(`{}`) + `]}`), lenient.ErrUnfolds},
		"honest parts":          {one(`{"id":"1","parts":[` + many(`{"a":"`+strings.Repeat("x", 1500)+`"}`) + `]}`), nil},
		"honest items":          {list(`{"items":[` + many(`{"id":"`+strings.Repeat("x", 1500)+`"}`) + `]}`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			err := c.read()
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, err, c.err)
			allocated := after.TotalAlloc - before.TotalAlloc
			t.Logf("%d KiB allocated", allocated>>10)
			assert.Less(t, allocated, uint64(64<<20), "of 1 MiB, garbage of the growing counted in")
		})
	}
}

func BenchmarkEmptyItems(b *testing.B) {
	body := []byte(`{"items":[` + strings.Repeat("{},", 349_524) + `{}]}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodePage[large](body, &Call{Key: "items"}); err != nil {
			b.Fatal(err)
		}
	}
}
