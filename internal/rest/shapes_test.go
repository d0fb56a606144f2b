package rest

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

func TestAListThatSaysItIsEmpty(t *testing.T) {
	t.Parallel()
	call := Call{Op: "GET /v1/chats", Key: "chats", Empty: "No chats found"}
	c := inMemory(t, always(404, `{"code":10404,"http_code":404,"message":"no chats found"}`))
	page, err := List[item](t.Context(), c, call)
	require.NoError(t, err)
	assert.Empty(t, page.Items)
	assert.Empty(t, page.Next)
	assert.Contains(t, string(page.RawJSON()), "10404")

	for name, answer := range map[string]trip{
		"another 404":      always(404, `{"message":"Chat not found"}`),
		"another status":   always(400, `{"message":"No chats found"}`),
		"404 without body": always(404, ``),
	} {
		_, err := List[item](t.Context(), inMemory(t, answer), call)
		require.Error(t, err, name)
	}
	call.Empty = ""
	_, err = List[item](t.Context(), inMemory(t, always(404, ``)), call)
	require.Error(t, err, "a call that names no message has no empty 404")
}

func TestItemsUnderAnotherName(t *testing.T) {
	t.Parallel()
	call := Call{Op: "GET /v1/channels", Key: "channels", Also: []string{"templates"}}
	for _, body := range []string{`{"channels":[{"n":1}]}`, `{"templates":[{"n":1}]}`, `[{"n":1}]`} {
		page, err := List[item](t.Context(), inMemory(t, always(200, body)), call)
		require.NoError(t, err, body)
		require.Len(t, page.Items, 1, body)
		assert.Equal(t, 1, page.Items[0].N)
	}
	call.Also = nil
	_, err := List[item](t.Context(), inMemory(t, always(200, `{"":[{"n":1}]}`)), call)
	require.Error(t, err, "no second name is not the name without letters")
}

func TestWhatAPartialFailureSaysComesBesideTheError(t *testing.T) {
	t.Parallel()
	type result struct {
		Left []string `json:"undeleted_template_names"`
		apitype.Raw
	}
	call := Call{Op: "POST /v1/delete", JSON: map[string]string{}}
	got, err := Do[result](t.Context(), inMemory(t, always(207, `{"message":"some","undeleted_template_names":["a"]}`)), call)
	assert.Equal(t, 207, asFailure(t, err).Status)
	require.NotNil(t, got)
	assert.Equal(t, []string{"a"}, got.Left)
	assert.NotEmpty(t, got.RawJSON())

	got, err = Do[result](t.Context(), inMemory(t, always(207, `<html>`)), call)
	assert.Equal(t, 207, asFailure(t, err).Status)
	assert.Nil(t, got)
}

func TestDotted(t *testing.T) {
	t.Parallel()
	into := url.Values{}
	require.NoError(t, Dotted("var", map[string]string{"name": "Ana", "a b": "ñ &="}, &into))
	assert.Equal(t, url.Values{"var.name": {"Ana"}, "var.a b": {"ñ &="}}, into)
	for _, name := range []string{"", "name ", " name"} {
		require.Error(t, Dotted("var", map[string]string{name: "x"}, &into), name)
	}
}
