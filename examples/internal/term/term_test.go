package term

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTable(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	Screen{W: &out}.Table(8, []string{"name", "score"}, [][]string{{"ANA\x1b[31m MARIA PRUEBA", "1"}, {"LUIS"}, {"Ñ", "0.5", "more"}})
	assert.Equal(t, "  name      score\n  ANA [31…  1\n  LUIS\n  Ñ         0.5\n", out.String())
}

func TestColorsAndLinesNeedATerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	plain, full := Screen{W: &out}, Screen{W: &out, Redraw: true, Color: true}
	plain.Line("half")
	plain.Heading("Title")
	assert.Equal(t, "\nTitle\n", out.String())
	assert.Equal(t, "x", plain.Red("x"))
	out.Reset()
	full.Line("%d of %d", 1, 2)
	full.Clear()
	assert.Equal(t, "\r\x1b[K1 of 2\r\x1b[K", out.String())
	for _, colour := range []func(string) string{full.Red, full.Green, full.Yellow} {
		assert.True(t, strings.HasPrefix(colour("x"), "\x1b["))
	}
	file, err := os.Create(t.TempDir() + "/x")
	require.NoError(t, err)
	defer func() { assert.NoError(t, file.Close()) }()
	assert.False(t, NewScreen(file).Redraw)
}

func TestBar(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "██░░", Bar(0.5, 4))
	assert.Equal(t, "░░", Bar(-1, 2))
	assert.Equal(t, "██", Bar(7, 2))
}

func TestAsk(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"y\n": true, "Sí\n": true, "yes": true, "\n": false, "": false, "no\n": false} {
		got, err := Ask(t.Context(), strings.NewReader(answer), Screen{W: io.Discard}, "Buy?")
		require.NoError(t, err)
		assert.Equal(t, want, got, "%q", answer)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, end := io.Pipe()
	defer func() { assert.NoError(t, end.Close()) }()
	_, err := Ask(ctx, in, Screen{W: io.Discard}, "Buy?")
	require.ErrorIs(t, err, context.Canceled)
}

func TestWords(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "not found", Words("not_found\r\n"))
}
