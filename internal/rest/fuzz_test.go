package rest

import (
	"bytes"
	"net/url"
	"testing"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

// The plan encodes what the library encodes, and the result decodes to the input.
func FuzzForm(f *testing.F) {
	f.Add("ñ &=+%", "", int64(-1), true)
	f.Add("\x00\xff", "a;b", int64(0), false)
	f.Fuzz(func(t *testing.T, text, item string, n int64, yes bool) {
		params := known{
			Text: text, Maybe: item, Word: word(text), Yes: yes, N: int(n), Long: n, Small: int8(n % 128), Float: float64(n) / 3, List: []word{word(text), word(item)},
			Pointer: &yes, Sent: &text, Dynamic: dynamic{"x" + item: text, text: item}, At: time.Unix(n%1e10, 0).UTC(),
			Secret: apitype.NewSecret(text),
		}
		want, err := query.Values(params)
		require.NoError(t, err)
		got, err := newForm(params)
		require.NoError(t, err)
		sent := string(got)
		require.Equal(t, want.Encode(), sent)
		read, err := url.ParseQuery(sent)
		require.NoError(t, err)
		assert.Equal(t, want, read)
	})
}

type part struct {
	ID string `json:"id" contract:"required"`
	apitype.Raw
}

// No envelope panics, and the raw text of a result is JSON from the answer.
func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{`{"check":{"id":"1"},"self":"x"}`, `{"items":[{"id":"1"},null,{}],"next":"/v1?start_key=a"}`, `[{"id":"1"} , {}]`, `{"check":null}`, `{"check":{`, "\xff", `{"check":{"id":1}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var whole, member part
		if decodeWhole(body, &whole) == nil {
			within(t, body, whole.RawJSON())
		}
		if decodeMember(body, "check", &member) == nil {
			within(t, body, member.RawJSON())
		}
		for _, key := range []string{"items", "check"} {
			page, err := decodePage[part](body, &Call{Key: key, Also: []string{"others"}, Lone: "id"})
			if err != nil {
				continue
			}
			within(t, body, page.RawJSON())
			for _, one := range page.Items {
				within(t, body, one.RawJSON())
			}
		}
	})
}

func within(t *testing.T, body, raw []byte) {
	t.Helper()
	if len(raw) == 0 {
		return
	}
	first, last := &body[0], &body[len(body)-1]
	inside := uintptr(unsafe.Pointer(&raw[0])) >= uintptr(unsafe.Pointer(first)) &&
		uintptr(unsafe.Pointer(&raw[len(raw)-1])) <= uintptr(unsafe.Pointer(last))
	require.True(t, inside, "the raw text is a copy")
	require.True(t, bytes.Contains(body, raw))
	require.True(t, jsontext.Value(raw).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), "%q is no JSON", raw)
}
