package truora_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
)

// create returns how often a check was asked for, and the error.
func create(t *testing.T, answer trip, force bool, opts ...truora.Option) (sent int, err error) {
	t.Helper()
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		sent++
		return answer(req)
	}, opts...)
	_, err = client.Checks.Create(t.Context(), checks.CreateParams{
		Country: "CO", Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true, ForceCreation: force,
	})
	return sent, err
}

func TestWithoutDedupeRetries(t *testing.T) {
	t.Parallel()
	sent, err := create(t, always(500, ""), false)
	require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
	assert.Equal(t, truora.DefaultRetries+1, sent)
	sent, err = create(t, always(500, ""), false, truora.WithoutDedupeRetries())
	require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
	assert.Equal(t, 1, sent)
	sent, err = create(t, always(429, ""), false, truora.WithoutDedupeRetries())
	require.ErrorIs(t, err, truora.ErrRateLimited)
	assert.Equal(t, truora.DefaultRetries+1, sent, "a call that Truora refused to process is sent again")
}

func TestUnknownOutcomeIsLogged(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	logger := truora.WithLogger(slog.New(slog.NewTextHandler(&text, nil)))
	for force, retries := range map[bool]int{true: 3, false: 0} { // a once call, and one that was not to be repeated
		text.Reset()
		_, err := create(t, always(500, ""), force, truora.WithRetries(retries), logger)
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Equal(t, 1, strings.Count(text.String(), "level=WARN"))
		assert.Contains(t, text.String(), "outcome=unknown")
	}
	text.Reset()
	_, err := newClient(t, always(500, ""), truora.WithRetries(0), logger).Checks.Get(t.Context(), "CHK1")
	require.Error(t, err)
	assert.Empty(t, text.String(), "a read has no outcome, and is not sent again")
}
