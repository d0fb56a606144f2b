// Package term is the terminal of the examples: it prints for people, and can ask them.
package term

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Screen prints for people.
type Screen struct {
	W      io.Writer
	Redraw bool // a line can be redrawn
	Color  bool
}

// NewScreen returns a Screen for f.
func NewScreen(f *os.File) Screen {
	return screen(f, IsTerminal(f), os.Getenv)
}

func screen(w io.Writer, terminal bool, env func(string) string) Screen {
	drawable := terminal && env("TERM") != "dumb"
	return Screen{W: w, Redraw: drawable, Color: drawable && env("NO_COLOR") == ""}
}

// Width is the width of text in columns, so that nothing wraps on a terminal of 80.
const Width = 78

// IsTerminal reports whether f may be a terminal.
func IsTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a character device, too
	return err != nil || !os.SameFile(info, null)
}

// Printf prints.
func (s Screen) Printf(format string, args ...any) { _, _ = fmt.Fprintf(s.W, format, args...) }

// Heading prints a title.
func (s Screen) Heading(title string) { s.Printf("\n%s\n", s.Bold(title)) }

// Bold makes text bold.
func (s Screen) Bold(text string) string { return s.ansi("1", text) }

// Red makes text red.
func (s Screen) Red(text string) string { return s.ansi("31", text) }

// Green makes text green.
func (s Screen) Green(text string) string { return s.ansi("32", text) }

// Yellow makes text yellow.
func (s Screen) Yellow(text string) string { return s.ansi("33", text) }

func (s Screen) ansi(code, text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Line draws a line that the next one replaces. Where that is not possible it prints
// nothing: use Printf for what matters.
func (s Screen) Line(format string, args ...any) {
	if s.Redraw {
		s.Printf("\r\x1b[K"+format, args...)
	}
}

// Clear erases the line drawn last.
func (s Screen) Clear() { s.Line("") }

// Wrapped prints prose with an indent.
func (s Screen) Wrapped(indent, text string) {
	line := ""
	for word := range strings.FieldsSeq(Plain(text)) {
		if line != "" && utf8.RuneCountInString(indent+line+word) >= Width {
			s.Printf("%s%s\n", indent, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	s.Printf("%s%s\n", indent, line)
}

// Table prints rows below a header, in columns of at most width characters.
func (s Screen) Table(width int, head []string, rows [][]string) {
	widths := make([]int, len(head))
	clipped := [][]string{head}
	clipped = append(clipped, rows...)
	for i, row := range clipped {
		cells := make([]string, len(head))
		for column := range cells {
			if column < len(row) {
				cells[column] = Clip(Plain(row[column]), width)
			}
			widths[column] = max(widths[column], utf8.RuneCountInString(cells[column]))
		}
		clipped[i] = cells
	}
	for i, row := range clipped {
		var line strings.Builder
		for column, cell := range row {
			fmt.Fprintf(&line, "  %-*s", widths[column], cell)
		}
		text := strings.TrimRight(line.String(), " ")
		if i == 0 {
			text = s.Bold(text)
		}
		s.Printf("%s\n", text)
	}
}

// Bar is a bar of n characters, filled up to a part of 1; it is full at 1 and not
// before.
func Bar(part float64, n int) string {
	filled := int(math.Floor(min(max(part, 0), 1)*float64(n) + 1e-9))
	return strings.Repeat("█", filled) + strings.Repeat("░", n-filled)
}

// Plain makes foreign text one line, without the control characters that a terminal
// would interpret.
func Plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// Clip shortens text to n characters.
func Clip(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:max(n-1, 0)]) + "…"
}

// Words writes an enum value of Truora's for people: not_found becomes not found.
func Words(word string) string { return strings.ReplaceAll(Plain(word), "_", " ") }

// Count writes a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// Ask asks for a yes; anything else is a no, including the end of the input.
func Ask(ctx context.Context, in io.Reader, out Screen, question string) (bool, error) {
	out.Printf("%s [y/N] ", question)
	got := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(in).ReadString('\n')
		got <- text
	}()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case text := <-got:
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "y", "yes", "s", "si", "sí", "sim":
			return true, nil
		}
		return false, nil
	}
}
