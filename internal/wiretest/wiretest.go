// Package wiretest runs tables of calls against a mocked transport: what must go
// out, letter for letter, and what comes of the answer.
package wiretest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go"
)

// Key is the key of [Client].
const Key = "not-a-real-key"

// Client returns a client whose requests end in a mock of its own.
func Client(t *testing.T) (*truora.Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	client, err := truora.New(Key, truora.WithHTTPClient(&http.Client{Transport: mock}), truora.WithRetries(0))
	require.NoError(t, err)
	return client, mock
}

// Answered returns a client that gets the same answer to everything.
func Answered(t *testing.T, status int, body string) *truora.Client {
	t.Helper()
	client, mock := Client(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return client
}

// Row calls one method.
type Row struct {
	Call   func(context.Context, *truora.Client) (any, error)
	Method string
	URL    string
	Form   string // canonical; or
	JSON   string
	Header map[string]string
	Status int
	Answer string
	Want   func(*testing.T, any)
}

// Run runs the rows.
func Run(t *testing.T, rows map[string]Row) {
	t.Helper()
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := Client(t)
			calls := 0
			mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
				calls++
				r.assertSent(t, req)
				resp := httpmock.NewStringResponse(r.Status, r.Answer)
				resp.Request = req
				return resp, nil
			})
			got, err := r.Call(t.Context(), client)
			require.NoError(t, err)
			assert.Equal(t, 1, calls)
			r.Want(t, got)
		})
	}
}

func (r *Row) assertSent(t *testing.T, req *http.Request) {
	t.Helper()
	assert.Equal(t, r.Method, req.Method)
	assert.Equal(t, r.URL, req.URL.String())
	assert.Equal(t, Key, req.Header.Get("Truora-API-Key"))
	for name, value := range r.Header {
		assert.Equal(t, value, req.Header.Get(name), name)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		require.NoError(t, err)
	}
	if r.JSON != "" {
		assert.Equal(t, "application/json", req.Header.Get("Content-Type"))
		assert.JSONEq(t, r.JSON, string(body))
		return
	}
	assert.Equal(t, r.Form, string(body))
	_, err := url.ParseQuery(string(body))
	require.NoError(t, err)
}
