package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPath(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		op   string
		args []string
		want string
	}{
		"no names":       {"GET /v1/checks", nil, "/v1/checks"},
		"one":            {"GET /v1/checks/{check_id}", []string{"CHK1"}, "/v1/checks/CHK1"},
		"two":            {"DELETE /v1/a/{x}/b/{y}", []string{"1", "2"}, "/v1/a/1/b/2"},
		"name in middle": {"GET /v1/checks/{check_id}/details", []string{"CHK1"}, "/v1/checks/CHK1/details"},
		"slash":          {"GET /v1/checks/{check_id}", []string{"a/b"}, "/v1/checks/a%2Fb"},
		"question mark":  {"GET /v1/checks/{check_id}", []string{"a?b#c"}, "/v1/checks/a%3Fb%23c"},
		"percent":        {"GET /v1/checks/{check_id}", []string{"%2e%2e"}, "/v1/checks/%252e%252e"},
		"braces":         {"GET /v1/a/{x}/b/{y}", []string{"{y}", "2"}, "/v1/a/%7By%7D/b/2"},
		"plus and space": {"GET /v1/lines/{n}", []string{"+57 300"}, "/v1/lines/%2B57%20300"},
		"dots inside":    {"GET /v1/envs/{n}", []string{"a..b"}, "/v1/envs/a..b"},
		"accents":        {"GET /v1/envs/{n}", []string{"año"}, "/v1/envs/a%C3%B1o"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := Call{Op: tt.op, Args: tt.args}
			got, err := call.path("")
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestHostileArgumentsAreNotSent(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"empty": {""}, "dot": {"."}, "dot dot": {".."}, "newline": {"a\nb"}, "nul": {"a\x00"}, "del": {"a\x7f"},
		"climbing": {"x/../../v1/other"}, "climbing backwards": {`x\..\y`}, "begins with dots": {"../x"}, "ends with a dot": {"x/."},
		"not UTF-8": {"\xff"}, "too few": {}, "too many": {"a", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := inMemory(t, func(*http.Request) (*http.Response, error) {
				t.Error("something was sent")
				return nil, http.ErrAbortHandler
			})
			err := Run(t.Context(), c, Call{Op: "GET /v1/checks/{check_id}", Args: args})
			f := asFailure(t, err)
			assert.True(t, f.Invalid)
			for _, arg := range args {
				if len(arg) > 3 {
					assert.NotContains(t, f.Err.Error(), arg, "the text repeats the argument")
				}
			}
		})
	}
}

func FuzzPath(f *testing.F) {
	for _, seed := range []string{"CHK1", "..", "a/b", "%2e", "{x}", "\x00", "a\\..", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		call := Call{Op: "GET /v1/checks/{check_id}/pdf", Args: []string{arg}}
		path, err := call.path("")
		if err != nil {
			return
		}
		inner, ok := strings.CutPrefix(path, "/v1/checks/")
		require.True(t, ok)
		inner, ok = strings.CutSuffix(inner, "/pdf")
		require.True(t, ok)
		require.NotContains(t, inner, "/")
		require.NotContains(t, inner, "?")
		require.NotContains(t, inner, "#")
	})
}

func TestEffectGoesByMethodUnlessSaid(t *testing.T) {
	t.Parallel()
	for op, want := range map[string]Effect{"GET /x": Read, "PUT /x": Idempotent, "DELETE /x": Idempotent, "POST /x": Once, "PATCH /x": Once} {
		assert.Equal(t, want, (&Call{Op: op}).effect(), op)
	}
	assert.Equal(t, Read, (&Call{Op: "POST /x", Effect: Read}).effect())
	assert.Equal(t, Once, DedupeUnless(true))
	assert.Equal(t, Dedupe, DedupeUnless(false))
	assert.Equal(t, Once, IdempotentUnless(true))
	assert.Equal(t, Idempotent, IdempotentUnless(false))
}

// The error of the key source is not quoted, but the end of the context is reported.
func TestKeySourceEndsWithTheContext(t *testing.T) {
	t.Parallel()
	waits := func(cfg *Config) {
		cfg.Key = func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return "", errors.New("lost: " + testKey)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err := Run(ctx, inMemory(t, always(200, ""), waits), Call{Op: "GET /v1/things"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
