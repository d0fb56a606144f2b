package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

// BenchmarkSandbox measures calls without a socket.
func BenchmarkSandbox(b *testing.B) {
	call := func(b *testing.B, s *Server, method, path, body string) {
		req := httptest.NewRequest(method, "http://localhost"+checksAt+path, strings.NewReader(body))
		req.Header.Set(keyHeader, truoratest.APIKey)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, req); w.Code >= http.StatusMultipleChoices {
			b.Fatal(w.Body.String())
		}
	}
	person := func(n int) string {
		return "country=CO&type=person&user_authorized=true&national_id=" + strconv.Itoa(1_000_000_000+n)
	}
	sandbox := func(b *testing.B, dir string) *Server {
		s, err := newAt(Options{Data: dir}, time.Now)
		require.NoError(b, err)
		b.Cleanup(func() { _ = s.Close() })
		return s
	}
	b.Run("get", func(b *testing.B) {
		s := sandbox(b, "")
		call(b, s, "POST", "/v1/checks", person(0))
		id := s.Default().Billed()[0].ID
		require.NoError(b, s.Default().Advance(time.Hour))
		b.ReportAllocs()
		for b.Loop() {
			call(b, s, "GET", "/v1/checks/"+id, "")
		}
	})
	for name, dir := range map[string]string{"create": "", "create kept": b.TempDir()} {
		b.Run(name, func(b *testing.B) {
			s := sandbox(b, dir)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				call(b, s, "POST", "/v1/checks", person(n))
			}
		})
	}
}
