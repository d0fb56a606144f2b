// Package areatest is what the tests of the areas share: the table by which they
// look at the wire, and a Truora in memory on virtual time.
package areatest

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// Hosts that rows begin with.
const (
	Account = "https://api.account.truora.com"
	Checks  = "https://api.checks.truora.com"
)

const key = "not-a-real-key"

// Row calls one method and says what must go out and what comes of the answer.
type Row struct {
	Call   func(context.Context, *truora.Client) (any, error)
	Method string
	URL    string
	// Body is the body letter for letter; a form in its canonical order.
	Body   string
	Header map[string]string
	// NoKey: the request goes to a signed link.
	NoKey  bool
	Status int // 0 means 200
	Answer string
	Want   func(*testing.T, any)
}

// Mocked returns a client whose requests end in a mock of its own.
func Mocked(t *testing.T) (*truora.Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	client, err := truora.New(key, truora.WithHTTPClient(&http.Client{Transport: mock}), truora.WithRetries(0))
	require.NoError(t, err)
	return client, mock
}

// Wire runs the rows.
func Wire(t *testing.T, rows map[string]Row) {
	t.Helper()
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := Mocked(t)
			calls := 0
			mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
				calls++
				r.assertSent(t, req)
				resp := httpmock.NewStringResponse(max(r.Status, http.StatusOK), r.Answer)
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
	want := key
	if r.NoKey {
		want = ""
	}
	assert.Equal(t, want, req.Header.Get("Truora-API-Key"))
	for name, value := range r.Header {
		assert.Equal(t, value, req.Header.Get(name), name)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		require.NoError(t, err)
	}
	assert.Equal(t, r.Body, string(body))
	if r.Body == "" {
		assert.Empty(t, req.Header.Get("Content-Type"))
	}
}

// OnFake runs test against a Truora in memory, on virtual time.
func OnFake(t *testing.T, test func(*testing.T, *truoratest.Server, *truora.Client)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		test(t, srv, srv.Client())
	})
}

// HostileIDs are refused before anything is sent: they would address something
// else, or break out of their place.
var HostileIDs = []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\x00b"}

// Refused makes sure that call refuses each hostile id and sends nothing.
func Refused(t *testing.T, call func(*truora.Client, string) error) {
	t.Helper()
	client, mock := Mocked(t)
	for _, id := range HostileIDs {
		require.ErrorIs(t, call(client, id), truora.ErrInvalid, "%q", id)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
