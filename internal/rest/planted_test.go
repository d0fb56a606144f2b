package rest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Behaviour that no other test saw when it was broken on purpose: see
// tools/cmd/mutants.

// An answer that is too large means that the call was carried out.
func TestTooLargeAnswerIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, effect := range effects {
		sent := 0
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			sent++
			return answerWith(req, 200, `{"id":"`+strings.Repeat("x", 200)+`"}`), nil
		}, func(cfg *Config) { cfg.MaxBody = 100 })
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things", Effect: effect}))
		assert.True(t, f.Decode)
		assert.Equal(t, 1, sent)
	}
}

// The program's cookies are not sent to the store behind signed links.
func TestSignedLinksGetNoCookies(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	const link = "https://files.example.test/a?Signature=made-up"
	jar.SetCookies(mustParse(t, link), []*http.Cookie{{Name: "session", Value: "secret"}})
	c := clientOf(t, "https://files.example.test", func(cfg *Config) {
		cfg.HTTPClient = &http.Client{Jar: jar, Transport: trip(func(req *http.Request) (*http.Response, error) {
			assert.Empty(t, req.Header.Get("Cookie"))
			return answerWith(req, 200, "content"), nil
		})}
	})
	require.NoError(t, Fetch(t.Context(), c, "GET file", link, io.Discard, File{}))
}

// A syntax error gives its place by names that the server chose.
func TestErrorsOfDecodingNameNoMember(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "record"} {
		body := `{"record":{"CEDULA-77":{"a":[}}}`
		_, err := Do[thing](t.Context(), inMemory(t, always(200, body)), Call{Op: "GET /v1/things", Key: key})
		f := asFailure(t, err)
		assert.True(t, f.Decode)
		assert.NotContains(t, f.Err.Error(), "CEDULA")
	}
}

// The signature of a link covers its bytes: a link that would be sent with different
// bytes is refused.
func TestLinkThatWouldChangeIsNotUsed(t *testing.T) {
	t.Parallel()
	c := inMemory(t, func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})
	for _, link := range []string{
		"HTTPS://files.example.test/a", "https://files.example.test/ñ", "https://files.example.test/a?x=1#", "https://files.example.test/a|b",
	} {
		f := asFailure(t, Fetch(t.Context(), c, "GET file", link, io.Discard, File{}))
		assert.True(t, f.Invalid, link)
	}
}

// Only one reset code guarantees that nothing was done.
func TestOnlyARefusedStreamProvesThatNothingWasDone(t *testing.T) {
	t.Parallel()
	for code := range uint32(14) {
		assert.Equal(t, code == refusedStream, unprocessed(streamError{Code: code}), code)
	}
}

// The pauses between attempts grow up to the longest.
func TestPausesDouble(t *testing.T) {
	t.Parallel()
	longest := func(attempt int) (most time.Duration) {
		for range 1000 {
			most = max(most, backoff(time.Second, time.Minute, attempt, nil))
		}
		return most
	}
	for attempt, seconds := range []int{1, 2, 4, 8, 16, 32, 60, 60} {
		ceiling := time.Duration(seconds) * time.Second
		got := longest(attempt)
		assert.LessOrEqual(t, got, ceiling)
		assert.Greater(t, got, ceiling*3/4)
	}
}
