package truoratest

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	opCreate = "POST /v1/checks"
	opList   = "GET /v1/checks"
	opGet    = "GET /v1/checks/{check_id}"
)

// bothWays runs a test without a socket and over one.
func bothWays(t *testing.T, test func(*testing.T, *Server, *caller)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) (*Server, *caller){"memory": newCaller, "socket": overSocket} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, api := open(t)
			test(t, srv, api)
		})
	}
}

func TestFail(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, srv *Server, api *caller) {
		srv.Fail(opCreate, Status(500), Answer{Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: `{"a":1}`})
		assert.Equal(t, 200, api.get("/v1/checks").status, "other operations are not affected")
		first := api.post("/v1/checks", person("1"))
		assert.Equal(t, 500, first.status)
		assert.EqualValues(t, 10500, first.json["code"])
		second := api.post("/v1/checks", person("1"))
		assert.Equal(t, 429, second.status)
		assert.Equal(t, "7", second.header.Get("Retry-After"))
		assert.Equal(t, "application/json", second.header.Get("Content-Type"))
		assert.Empty(t, srv.Billed(), "nothing was carried out")
		assert.Equal(t, 201, api.post("/v1/checks", person("1")).status)
		assert.Len(t, srv.RequestsTo(opCreate), 3)

		srv.Fail("", Answer{Status: 502, Body: "<html>"})
		plain := api.get("/v1/nowhere")
		assert.Equal(t, 502, plain.status)
		assert.Equal(t, "<html>", plain.text)
	})
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		400: `{"code":10400,"http_code":400,"message":"Bad Request"}`,
		401: `{"message":"Unauthorized"}`,
		403: `{"message":"Forbidden"}`,
		404: `{"code":10404,"http_code":404,"message":"Resource not found"}`,
		429: `{"code":10400,"http_code":429,"message":"Too many requests. Please try again later."}`,
		500: `{"code":10500,"http_code":500,"message":"Internal server error, try again later"}`,
		503: `{"message":"Service Unavailable"}`,
	} {
		a := Status(code)
		assert.Equal(t, code, a.Status)
		assert.JSONEq(t, want, a.Body)
		assert.Equal(t, "application/json", a.Header.Get("Content-Type"))
	}
}

func TestLoseAnswer(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, srv *Server, api *caller) {
		srv.LoseAnswer(opCreate)
		srv.LoseAnswer(opCreate)
		for range 2 {
			_, err := api.try(api.request("POST", "/v1/checks", formType, person("1").Encode()))
			require.ErrorIs(t, err, map[bool]error{true: io.EOF, false: io.ErrUnexpectedEOF}[api.base != checksURL])
		}
		assert.Len(t, srv.Billed(), 1, "the first was carried out, the second found it")
		assert.Equal(t, srv.Billed()[0].ID, api.create(person("1")))
	})
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Refuse(opCreate)
	assert.Equal(t, 200, api.get("/v1/checks").status)
	_, err := api.try(api.request("POST", "/v1/checks", formType, person("1").Encode()))
	require.ErrorContains(t, err, "connection refused")
	assert.Empty(t, srv.RequestsTo(opCreate))
	api.create(person("1"))
}

func TestCutAnswer(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, srv *Server, api *caller) {
		for _, n := range []int{0, 1, 1 << 20} {
			srv.CutAnswer(opList, n)
			res, err := api.http.Do(api.request("GET", "/v1/checks", "", ""))
			require.NoError(t, err)
			body, err := io.ReadAll(res.Body)
			require.NoError(t, res.Body.Close())
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.Len(t, body, min(n, len(`{"checks":[],"self":"/v1/checks"}`)))
		}
		assert.JSONEq(t, `{"checks":[],"self":"/v1/checks"}`, api.get("/v1/checks").text)
	})
}

func TestSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		took := func() time.Duration {
			begin := time.Now()
			api.get("/v1/checks")
			return time.Since(begin)
		}
		srv.Slow("", time.Second)
		srv.Slow(opList, time.Minute)
		assert.Equal(t, time.Minute, took())
		assert.Equal(t, time.Minute, took(), "every later call")
		srv.Slow(opList, 0)
		assert.Equal(t, time.Second, took())
		srv.Slow("", 0)
		assert.Zero(t, took())
	})
}

func TestSlowOverASocket(t *testing.T) {
	t.Parallel()
	srv, api := overSocket(t)
	srv.Slow(opCreate, time.Minute)
	api.http.Timeout = 50 * time.Millisecond
	_, err := api.try(api.request("POST", "/v1/checks", formType, person("1").Encode()))
	require.ErrorContains(t, err, "Timeout")
	assert.Len(t, srv.Billed(), 1)
}

func TestOneCallTakesOneOfEachKind(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	id := api.create(person("1"))
	srv.Fail("", Status(500))
	srv.Fail(opGet, Status(502))
	srv.LoseAnswer(opGet)
	_, err := api.try(api.request("GET", "/v1/checks/"+id, "", ""))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, 502, api.get("/v1/checks/"+id).status, "the 500 was lost on the way")
	assert.Equal(t, 200, api.get("/v1/checks/"+id).status)
}

// A fault is taken off, and others stay.
func TestDisarm(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	arm := func() {
		srv.Fail(opList, Status(500))
		srv.LoseAnswer(opList)
		srv.Refuse(opList)
		srv.CutAnswer(opList, 1)
		srv.Slow(opList, time.Hour)
	}
	arm()
	srv.Fail("", Status(503))
	arm()
	for _, f := range srv.Armed() {
		if f.Op != "" {
			srv.Disarm(f.Lever, f.Op)
		}
	}
	assert.Equal(t, []ArmedFault{{Lever: "Fail", Status: 503}}, srv.Armed())
	assert.Equal(t, 503, api.get("/v1/checks").status)
	assert.Equal(t, 200, api.get("/v1/checks").status)
}
