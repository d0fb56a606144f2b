package truoratest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// FuzzAnySequence sends any requests: all are answered, none panics, and JSON answers
// are valid.
func FuzzAnySequence(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x02\x05\x01\x05\x02\x06\x03\x07\x04\x08\x00\x09\x01"), "1000000001", "a=b")
	f.Add([]byte("\x01\x01\x03\x01\x02\x01\x00\x00"), "\x00", "start_key=MUAvdjEvY2hlY2tz")
	f.Add([]byte{1, 0, 14, 0, 15, 0, 16, 3, 255, 255}, "../", "method=GET&Expires=1&Signature=x")
	f.Fuzz(func(t *testing.T, steps []byte, id, query string) {
		synctest.Test(t, func(t *testing.T) {
			srv := NewServer(t)
			srv.SetPageSize(2)
			paths := []string{url.PathEscape(id)}
			for i := 0; i+1 < len(steps) && i < 60; i += 2 {
				if created := srv.Billed(); len(created) > 0 {
					paths = append(paths[:1], created[len(created)-1].ID)
				}
				req := spell(t, srv.router, steps[i], steps[i+1], paths[int(steps[i+1])%len(paths)], id, query)
				res, err := srv.RoundTrip(req)
				if err != nil {
					t.Fatalf("%s %s: %v", req.Method, req.URL, err)
				}
				body, err := io.ReadAll(res.Body)
				if err != nil || res.StatusCode < 200 || res.StatusCode > 499 {
					t.Fatalf("%s %s: %d %v", req.Method, req.URL, res.StatusCode, err)
				}
				_ = res.Body.Close()
				if res.Header.Get("Content-Type") == "application/json" && !json.Valid(body) {
					t.Fatalf("%s %s: %q is no JSON", req.Method, req.URL, body)
				}
				time.Sleep(time.Duration(steps[i+1]) * time.Second)
			}
		})
	})
}

func spell(t *testing.T, routes router, which, how byte, arg, id, query string) *http.Request {
	rt := routes[int(which)%len(routes)]
	method, pattern, _ := strings.Cut(rt.op, " ")
	for _, name := range []string{"{check_id}", "{database_id}", "{presigned_path}"} {
		pattern = strings.ReplaceAll(pattern, name, arg)
	}
	target := &url.URL{Scheme: "https", Host: rt.host, Opaque: "", RawQuery: query}
	target.Path, _ = url.PathUnescape(pattern)
	target.RawPath = pattern
	body, contentType := person(id, "type", []string{"person", "company", "vehicle"}[how%3]).Encode(), formType
	if rt.takes == jsonBody {
		body, contentType = `{"username":`+string(mustJSON(id))+`,"password":"p"}`, "application/json"
	}
	if how > 200 {
		body = query
	}
	req, err := http.NewRequestWithContext(t.Context(), method, "https://"+rt.host, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.URL = target
	req.Header.Set("Content-Type", contentType)
	if how != 13 && rt.host != hostFiles {
		req.Header.Set("Truora-API-Key", APIKey)
	}
	return req
}

func mustJSON(s string) []byte {
	out, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return out
}
