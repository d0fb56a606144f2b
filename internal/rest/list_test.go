package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

// chunked answers without announcing the length.
func chunked(status int, body string) trip {
	return func(req *http.Request) (*http.Response, error) {
		resp := answerWith(req, status, body)
		resp.ContentLength = -1
		resp.Body = io.NopCloser(strings.NewReader(body))
		return resp, nil
	}
}

type listParams struct {
	Filter   string `url:"filter,omitempty"`
	StartKey string `url:"start_key,omitempty"`
}

func cursorOf(p *listParams) *string { return &p.StartKey }

type item struct {
	N int `json:"n"`
	apitype.Raw
}

func listing(c *Client) func(context.Context, listParams) (*apitype.Page[item], error) {
	return func(ctx context.Context, p listParams) (*apitype.Page[item], error) {
		return List[item](ctx, c, Call{Op: "GET /v1/items", Query: p, Key: "items"})
	}
}

// script answers with the pages in turn, and records the start keys as they were sent.
func script(t *testing.T, keys *[]string, pages ...string) *Client {
	return inMemory(t, func(req *http.Request) (*http.Response, error) {
		n := len(*keys)
		require.Less(t, n, len(pages), "more pages were asked for than there are")
		*keys = append(*keys, req.URL.Query().Get("start_key"))
		assert.Equal(t, "x", req.URL.Query().Get("filter"))
		return answerWith(req, 200, pages[n]), nil
	})
}

func collect(t *testing.T, c *Client, params listParams) ([]int, error) {
	t.Helper()
	var got []int
	for it, err := range All(t.Context(), params, listing(c), cursorOf) {
		if err != nil {
			return got, err
		}
		assert.JSONEq(t, fmt.Sprintf(`{"n":%d}`, it.N), string(it.RawJSON()))
		got = append(got, it.N)
	}
	return got, nil
}

func TestPaging(t *testing.T) {
	t.Parallel()
	page := func(n int, next string) string {
		return fmt.Sprintf(`{"items":[{"n":%d}, {"n":%d}],"next":%q,"self":"/v1/items"}`, n, n+1, next)
	}
	for name, tt := range map[string]struct {
		pages []string
		keys  []string // as the server decodes them
		items []int
	}{
		"one page":            {[]string{page(1, "")}, []string{""}, []int{1, 2}},
		"no next":             {[]string{`{"items":[{"n":1}]}`}, []string{""}, []int{1}},
		"null next":           {[]string{`{"items":[{"n":1}],"next":null}`}, []string{""}, []int{1}},
		"encoded cursor":      {[]string{page(1, "/v1/items?start_key=Q0hL%3D%3D"), page(3, "")}, []string{"", "Q0hL=="}, []int{1, 2, 3, 4}},
		"bare equals signs":   {[]string{page(1, "/v1/items?start_key=Q0hL=="), page(3, "")}, []string{"", "Q0hL=="}, []int{1, 2, 3, 4}},
		"bare plus":           {[]string{page(1, "/v1/items?start_key=a+b/c="), page(3, "")}, []string{"", "a+b/c="}, []int{1, 2, 3, 4}},
		"encoded plus":        {[]string{page(1, "/v1/items?start_key=a%2Bb"), page(3, "")}, []string{"", "a+b"}, []int{1, 2, 3, 4}},
		"among others":        {[]string{page(1, "/v1/items?filter=x&start_key=k&limit=2"), page(3, "")}, []string{"", "k"}, []int{1, 2, 3, 4}},
		"only a cursor":       {[]string{page(1, "Q0hL=="), page(3, "")}, []string{"", "Q0hL=="}, []int{1, 2, 3, 4}},
		"whole URL":           {[]string{page(1, "https://api.example.test/v1/items?start_key=k"), page(3, "")}, []string{"", "k"}, []int{1, 2, 3, 4}},
		"broken escape":       {[]string{page(1, "/v1/items?start_key=50%"), page(3, "")}, []string{"", "50%"}, []int{1, 2, 3, 4}},
		"empty page goes on":  {[]string{`{"items":[],"next":"/v1/items?start_key=k"}`, page(3, "")}, []string{"", "k"}, []int{3, 4}},
		"null page goes on":   {[]string{`{"items":null,"next":"/v1/items?start_key=k"}`, page(3, "")}, []string{"", "k"}, []int{3, 4}},
		"next without key":    {[]string{page(1, "/v1/items?page=2")}, []string{""}, []int{1, 2}},
		"next is self":        {[]string{page(1, "/v1/items")}, []string{""}, []int{1, 2}},
		"names itself":        {[]string{page(1, "/v1/items?start_key=k"), page(3, "/v1/items?start_key=k")}, []string{"", "k"}, []int{1, 2, 3, 4}},
		"nothing at all":      {[]string{`{"self":"/v1/items"}`}, []string{""}, nil},
		"bare array":          {[]string{`[{"n":1}, null ,{"n":2}]`}, []string{""}, []int{1, 2}},
		"next before items":   {[]string{`{"next":"/v1/items?start_key=k","items":[{"n":1}]}`, page(3, "")}, []string{"", "k"}, []int{1, 3, 4}},
		"items of other kind": {[]string{`{"total":{"items":[9]},"items":[{"n":1}]}`}, []string{""}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var keys []string
			params := listParams{Filter: "x"}
			got, err := collect(t, script(t, &keys, tt.pages...), params)
			require.NoError(t, err)
			assert.Equal(t, tt.items, got)
			assert.Equal(t, tt.keys, keys)
			assert.Equal(t, listParams{Filter: "x"}, params)
		})
	}
}

func TestPagingRefusals(t *testing.T) {
	t.Parallel()
	first := `{"items":[{"n":1}],"next":"/v1/items?start_key=a"}`
	t.Run("a circle", func(t *testing.T) {
		t.Parallel()
		var keys []string
		got, err := collect(t, script(t, &keys, first, `{"items":[{"n":2}],"next":"/v1/items?start_key=b"}`, `{"items":[{"n":3}],"next":"/v1/items?start_key=a"}`), listParams{Filter: "x"})
		require.ErrorIs(t, err, errCycle)
		assert.Equal(t, []int{1, 2, 3}, got, "what arrived is passed on")
	})
	for name, next := range map[string]string{"another host": "https://evil.test/v1/items?start_key=k", "no scheme": "//evil.test/x?start_key=k", "downgrade": "http://api.example.test/v1/items?start_key=k", "other port": "https://api.example.test:8443/?start_key=k"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var keys []string
			body := `{"items":[{"n":1}],"next":"` + next + `"}`
			_, err := collect(t, script(t, &keys, body), listParams{Filter: "x"})
			f := asFailure(t, err)
			assert.Equal(t, body, string(f.Body), "the items are not lost")
			assert.NotContains(t, f.Err.Error(), "evil")
		})
	}
	for name, body := range map[string]string{"renamed items": `{"elements":[{"n":1}],"next":""}`, "items are an object": `{"items":{"n":1}}`, "a string": `"x"`, "empty": ``} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var keys []string
			_, err := collect(t, script(t, &keys, body), listParams{Filter: "x"})
			assert.True(t, asFailure(t, err).Decode)
		})
	}
	t.Run("an error ends it, once", func(t *testing.T) {
		t.Parallel()
		n, errs := 0, 0
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			if n++; n == 1 {
				return answerWith(req, 200, first), nil
			}
			return answerWith(req, 400, `{}`), nil
		})
		for _, err := range All(t.Context(), listParams{}, listing(c), cursorOf) {
			if err != nil {
				errs++
			}
		}
		assert.Equal(t, 1, errs)
		assert.Equal(t, 2, n)
	})
	t.Run("nothing is fetched ahead", func(t *testing.T) {
		t.Parallel()
		var keys []string
		c := script(t, &keys, first)
		seq := All(t.Context(), listParams{Filter: "x"}, listing(c), cursorOf)
		assert.Empty(t, keys)
		for _, err := range seq {
			require.NoError(t, err)
			break
		}
		assert.Len(t, keys, 1)
	})
	t.Run("begins where the caller says", func(t *testing.T) {
		t.Parallel()
		var keys []string
		_, err := collect(t, script(t, &keys, `{"items":[]}`), listParams{Filter: "x", StartKey: "a+b="})
		require.NoError(t, err)
		assert.Equal(t, []string{"a+b="}, keys)
	})
	t.Run("can be walked again", func(t *testing.T) {
		t.Parallel()
		var keys []string
		c := script(t, &keys, first, `{"items":[]}`, first, `{"items":[]}`)
		seq := All(t.Context(), listParams{Filter: "x"}, listing(c), cursorOf)
		for range 2 {
			for _, err := range seq {
				require.NoError(t, err)
			}
		}
		assert.Equal(t, []string{"", "a", "", "a"}, keys)
	})
}

func TestPageKeepsItsEnvelope(t *testing.T) {
	t.Parallel()
	body := `{"items":[{"n":1}],"total":0,"self":"/v1/items"}`
	page, err := listing(inMemory(t, always(200, body)))(t.Context(), listParams{})
	require.NoError(t, err)
	assert.JSONEq(t, body, string(page.RawJSON()))
}

// Lists whose documents contradict each other are decoded in every form.
func TestOtherShapesOfAList(t *testing.T) {
	t.Parallel()
	call := Call{Op: "GET /v1/items", Key: "items", Also: []string{"Items"}, Lone: "n"}
	for body, want := range map[string][]item{
		`{"items":[{"n":1}]}`:             {{N: 1}},
		`{"Items":[{"n":1},{"n":2}]}`:     {{N: 1}, {N: 2}},
		`[{"n":1}]`:                       {{N: 1}},
		`{"n":7,"inner":{"a":[1]}}`:       {{N: 7}},
		`{"items":[{"n":1}],"n":7}`:       {{N: 1}},
		`{"self":"/v1/items","next":""}`:  nil,
		`{"items":null,"next":"","n2":1}`: nil,
	} {
		page, err := List[item](t.Context(), inMemory(t, always(200, body)), call)
		require.NoError(t, err, body)
		var got []item
		for _, it := range page.Items {
			got = append(got, item{N: it.N})
		}
		assert.Equal(t, want, got, body)
	}
	_, err := List[item](t.Context(), inMemory(t, always(200, `{"things":[{"n":1}]}`)), call)
	assert.True(t, asFailure(t, err).Decode, "an array under another name is not an empty page")
}

func TestInvalidArgumentsAreNotSent(t *testing.T) {
	t.Parallel()
	_, err := Do[item](t.Context(), inMemory(t, always(200, `{}`)), Call{Op: "GET /v1/items", Invalid: errors.New("no")})
	f := asFailure(t, err)
	assert.True(t, f.Invalid)
	assert.Zero(t, f.Status)
}

func TestAllOf(t *testing.T) {
	t.Parallel()
	var got []string
	list := func(_ context.Context, id string, p listParams) (*apitype.Page[item], error) {
		got = append(got, id+p.StartKey)
		if p.StartKey == "" {
			return &apitype.Page[item]{Next: "k"}, nil
		}
		return &apitype.Page[item]{Items: []item{{N: 1}}}, nil
	}
	for it, err := range AllOf(t.Context(), "CHK1", listParams{}, list, cursorOf) {
		require.NoError(t, err)
		assert.Equal(t, 1, it.N)
	}
	assert.Equal(t, []string{"CHK1", "CHK1k"}, got)
}

func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "/v1/x?start_key=a%3D", "a+b==", "https://evil.test?start_key=1", "//x", "?start_key=%", "/x#start_key=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, next string) {
		c := &Client{}
		asked := mustParse(t, "https://api.example.test/v1/x?start_key=k")
		key, err := c.cursor(next, asked)
		if err != nil {
			require.Empty(t, key)
		}
		require.NotEqual(t, "k", key, "a page that names itself is the last one")
	})
}
