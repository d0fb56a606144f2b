package rest

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answering gives every request the same answer.
func answering(t *testing.T, status int, body string) *Client {
	return inMemory(t, func(req *http.Request) (*http.Response, error) { return answerWith(req, status, body), nil })
}

func TestA404IsAskedForItsMeaning(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	call := Call{Op: "GET /v1/items", Missing: func(context.Context) Meaning { return Meaning{Kind: lost, NotReady: true} }}

	_, err := Do[item](t.Context(), answering(t, 404, `{}`), call)
	failure := asFailure(t, err)
	assert.Equal(t, lost, failure.Kind)
	assert.True(t, failure.NotReady)

	_, err = Do[item](t.Context(), answering(t, 400, `{}`), call)
	assert.NoError(t, asFailure(t, err).Kind, "it is called for a 404 only")
}

func TestA404ThatLeavesTheOutcomeOpen(t *testing.T) {
	t.Parallel()
	call := Call{
		Op: "POST /v1/items/{id}/start", Args: []string{"ITM"},
		Missing: func(context.Context) Meaning { return Meaning{Unknown: true} },
	}
	const body = `{"code":10404,"http_code":404,"message":"Resource not found"}`
	for _, status := range []int{http.StatusNotFound, http.StatusOK} {
		_, err := Do[item](t.Context(), answering(t, status, body), call)
		failure := asFailure(t, err)
		assert.Equal(t, http.StatusNotFound, failure.Status, "sent with %d", status)
		assert.True(t, failure.Unknown, "sent with %d", status)
	}
}

func TestAPageOfOneWithoutAnEnvelope(t *testing.T) {
	t.Parallel()
	list := func(body string) ([]item, error) {
		page, err := List[item](t.Context(), answering(t, 200, body), Call{Op: "GET /v1/items", Key: "items", Lone: "n"})
		if err != nil {
			return nil, err
		}
		return page.Items, nil
	}
	items, err := list(`{"extra":{},"n":7}`)
	require.NoError(t, err)
	require.Len(t, items, 1)
	assert.Equal(t, 7, items[0].N)
	assert.JSONEq(t, `{"extra":{},"n":7}`, string(items[0].RawJSON()))

	items, err = list(`{"n":7,"items":[{"n":1},{"n":2}]}`)
	require.NoError(t, err)
	assert.Len(t, items, 2, "an envelope is an envelope")

	items, err = list(`{"self":"/v1/items"}`)
	require.NoError(t, err)
	assert.Empty(t, items)
	_, err = list(`{}`)
	assert.True(t, asFailure(t, err).Decode, "nothing shows that it is a page")

	_, err = list(`{"things":[]}`)
	require.Error(t, err)
	items, err = list(`{"n":"seven"}`)
	require.NoError(t, err)
	assert.Len(t, items[0].Problems(), 1)
}

func TestAPageThatIsNoArray(t *testing.T) {
	t.Parallel()
	type mapped struct {
		Items map[string]int `json:"items"`
		Next  string         `json:"next"`
	}
	page := func(body string) (*mapped, error) {
		return DoPage(t.Context(), answering(t, 200, body), Call{Op: "GET /v1/items"}, func(m *mapped) *string { return &m.Next })
	}
	got, err := page(`{"items":{"a":1},"next":"/v1/items?start_key=Q0hL%3D"}`)
	require.NoError(t, err)
	assert.Equal(t, 1, got.Items["a"])
	assert.Equal(t, "Q0hL=", got.Next)

	_, err = page(`{"next":"https://elsewhere.example/v1/items?start_key=x"}`)
	assert.True(t, asFailure(t, err).Decode, "the next page is on a foreign host")
	_, err = page(`[]`)
	assert.True(t, asFailure(t, err).Decode)
}

func TestInvalidSendsNothing(t *testing.T) {
	t.Parallel()
	failure := asFailure(t, answering(t, 200, ``).Refuse("GET /v1/items", errors.New("why")))
	assert.True(t, failure.Invalid)
	assert.Equal(t, "GET /v1/items", failure.Op)
}

func TestUnmarshalRepeatsNoValue(t *testing.T) {
	t.Parallel()
	var out item
	require.NoError(t, Unmarshal([]byte(` {"n":1,"n":2} `), &out))
	assert.Equal(t, 2, out.N)
	err := Unmarshal([]byte(`"ANA"`), &out)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "ANA")
}
