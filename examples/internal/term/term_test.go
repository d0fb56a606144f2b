package term

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

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

func TestColorsOnlyWhereWanted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		terminal      bool
		env           map[string]string
		color, redraw bool
	}{
		{true, nil, true, true},
		{true, map[string]string{"NO_COLOR": "1"}, false, true},
		{true, map[string]string{"TERM": "dumb"}, false, false},
		{false, nil, false, false},
	} {
		s := screen(io.Discard, c.terminal, func(name string) string { return c.env[name] })
		assert.Equal(t, c.color, strings.Contains(s.Red("x"), "\x1b"), "%+v", c)
		assert.Equal(t, c.redraw, s.Redraw, "%+v", c)
	}
}

func TestWrapped(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	Screen{W: &buf}.Wrapped("  ", strings.Repeat("palabra ", 30))
	assert.Equal(t, 30, strings.Count(buf.String(), "palabra"))
	for line := range strings.Lines(buf.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), Width)
		assert.True(t, strings.HasPrefix(line, "  palabra"))
	}
}

func TestForeignTextCannotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a [2J b c", Plain("a\x1b[2J\r\n\tb\u202e c\x00"))
}

func TestBar(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{-1: "░░░░", 0: "░░░░", 0.25: "█░░░", 0.5: "██░░", 0.99: "███░", 1: "████", 7: "████"} {
		assert.Equal(t, want, Bar(share, 4), "%v", share)
	}
	assert.Equal(t, "███████░░░", Bar(0.7, 10), "0.7*10 is a little less than 7")
}

func TestCount(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "1 source", Count(1, "source", "sources"))
	assert.Equal(t, "0 sources", Count(0, "source", "sources"))
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
