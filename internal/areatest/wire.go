// Package areatest holds what the tests of the areas share: a table of calls, each with
// the request expected and the result expected of a given answer, and a Truora in
// memory on virtual time.
package areatest

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
)

// The hosts that rows' URLs begin with.
const (
	Account     = "https://api.account.truora.com"
	Checks      = "https://api.checks.truora.com"
	Identity    = "https://api.identity.truora.com"
	Validations = "https://api.validations.truora.com"
)

const key = "not-a-real-key"

// Client returns a client whose requests go to its own mock transport.
func Client(t *testing.T) (*truora.Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	client, err := truora.New(key, truora.WithHTTPClient(&http.Client{Transport: mock}), truora.WithRetries(0))
	require.NoError(t, err)
	return client, mock
}

// Answering returns a client that gets the same answer to everything.
func Answering(t *testing.T, status int, body string) *truora.Client {
	t.Helper()
	client, mock := Client(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return client
}

// Row is one call of a method.
type Row struct {
	Call   func(context.Context, *truora.Client) (any, error)
	Method string
	URL    string
	Form   string // the body expected, in canonical order; or
	JSON   string // JSON that it must equal; or
	Body   string // the exact body
	Header map[string]string
	// NoKey says that the request must not carry the API key.
	NoKey  bool
	Status int // 0 means 200
	Answer string
	// Err is the error expected; nil for none.
	Err error
	// Want checks the result; nil for a method that returns only an error.
	Want func(*testing.T, any)
}

// Run runs each row on a client of its own.
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
				resp := httpmock.NewStringResponse(max(r.Status, http.StatusOK), r.Answer)
				resp.Request = req
				return resp, nil
			})
			got, err := r.Call(t.Context(), client)
			if r.Err == nil {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, r.Err)
			}
			assert.Equal(t, 1, calls, "requests")
			if r.Want == nil {
				assert.Nil(t, got)
				return
			}
			r.Want(t, got)
		})
	}
}

func (r *Row) assertSent(t *testing.T, req *http.Request) {
	t.Helper()
	assert.Equal(t, r.Method, req.Method)
	assert.Equal(t, r.URL, req.URL.String())
	if r.NoKey {
		assert.Empty(t, req.Header.Get("Truora-API-Key"))
	} else {
		assert.Equal(t, key, req.Header.Get("Truora-API-Key"))
	}
	for name, value := range r.Header {
		assert.Equal(t, value, req.Header.Get(name), name)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		require.NoError(t, err)
	}
	switch {
	case r.JSON != "":
		assert.Equal(t, "application/json", req.Header.Get("Content-Type"))
		assert.JSONEq(t, r.JSON, string(body))
	case r.Form != "":
		assert.Equal(t, "application/x-www-form-urlencoded", req.Header.Get("Content-Type"))
		assert.Equal(t, r.Form, string(body))
	default:
		assert.Equal(t, r.Body, string(body))
	}
}
