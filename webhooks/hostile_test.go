package webhooks_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/webhooks"
)

// hostile are bodies that anyone may send, with the status expected for each.
func hostile() map[string]struct {
	body string
	want int
} {
	part := base64.RawURLEncoding.EncodeToString
	arrays := func(n int) string { return strings.Repeat("[", n) }
	signature := part(make([]byte, 32))
	return map[string]struct {
		body string
		want int
	}{
		"header of nested arrays, 1 MiB": {part([]byte(arrays(3<<18))) + ".e30." + signature, http.StatusRequestEntityTooLarge},
		"the same as large as allowed":   {part([]byte(arrays(190_000))) + ".e30." + signature, http.StatusBadRequest},
		"payload of nested arrays":       {"e30." + part([]byte(arrays(190_000))) + "." + signature, http.StatusUnauthorized},
		"wrapper of nested arrays":       {`{"a":` + arrays(260_000), http.StatusBadRequest},
		"wrapper of empty arrays":        {`{"a":[` + strings.Repeat("[],", 87_000), http.StatusBadRequest},
		"wrapper of many members":        {`{` + strings.Repeat(`"data":"",`, 26_000), http.StatusBadRequest},
		"wrapper in wrapper":             {strings.Repeat(`{"data":`, 32_000), http.StatusBadRequest},
		"string of escapes":              {`"` + strings.Repeat(`\u0061`, 43_000) + `"`, http.StatusBadRequest},
		"dots":                           {strings.Repeat(".", 260_000), http.StatusBadRequest},
		"long signature":                 {"e30.e30." + strings.Repeat("a", 260_000), http.StatusUnauthorized},
	}
}

// atOnce posts a body 64 times at once, with its length or in chunks.
func atOnce(h http.Handler, body string, chunked bool, want func(status int)) {
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
			if chunked {
				req = httptest.NewRequest(http.MethodPost, "/", io.MultiReader(strings.NewReader(body)))
			}
			res := httptest.NewRecorder()
			h.ServeHTTP(res, req)
			want(res.Code)
		})
	}
	all.Wait()
}

// underRace reports whether the race detector is on, under which growing a slice
// allocates twice.
func underRace() bool {
	info, _ := debug.ReadBuildInfo()
	return info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// 64 unauthenticated requests at once cost less than 64 MiB, counting all allocations,
// and nothing that they send is parsed.
func TestStrangersCostLittle(t *testing.T) { // not parallel, because it measures the whole process
	h, limit := webhooks.Handler(verifier(t, key, another), (&inbox{}).accept), uint64(64)
	if underRace() {
		limit *= 2
	}
	for name, c := range hostile() {
		for _, chunked := range []bool{false, true} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			atOnce(h, c.body, chunked, func(status int) { assert.Equal(t, c.want, status, name) })
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			assert.Less(t, used, limit, "MiB, %s, chunked %v", name, chunked)
		}
	}
}

func BenchmarkStrangers(b *testing.B) {
	v, err := webhooks.NewVerifier(key)
	if err != nil {
		b.Fatal(err)
	}
	h := webhooks.Handler(v, (&inbox{}).accept)
	for name, c := range hostile() {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				atOnce(h, c.body, true, func(int) {})
			}
		})
	}
}

// A signed body may be as large as the limit, at a reasonable cost.
func TestLargestDelivery(t *testing.T) {
	t.Parallel()
	claims := `{"events":[{"id":"1","event_type":"check","event_action":"finished","object":{"check_id":"CHK1","more":"` + strings.Repeat("x", 195_000) + `"}}]}`
	body := hs256(key, plainHeader, claims)
	in := &inbox{}
	h := webhooks.Handler(verifier(t, key), in.accept)
	assert.Equal(t, http.StatusOK, post(t, h, body), "%d bytes", len(body))
	assert.Equal(t, http.StatusRequestEntityTooLarge, post(t, h, body+strings.Repeat(" ", 256<<10-len(body)+1)))
	assert.Equal(t, "1", in.got())

	large := hs256(key, plainHeader, `{"events":[],"x":"`+string(bytes.Repeat([]byte("x"), 1<<20))+`"}`)
	assert.Equal(t, http.StatusRequestEntityTooLarge, post(t, h, large))
	assert.Equal(t, http.StatusOK, post(t, webhooks.Handler(verifier(t, key).WithMaxBody(2<<20), in.accept), large))
}
