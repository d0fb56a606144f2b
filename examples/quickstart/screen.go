package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// screen is where people read.
type screen struct {
	w      io.Writer
	redraw bool // a line can be drawn again
	color  bool
}

func newScreen(w io.Writer, terminal bool, env func(string) string) screen {
	drawable := terminal && env("TERM") != "dumb"
	return screen{w: w, redraw: drawable, color: drawable && env("NO_COLOR") == ""}
}

const width = 78 // columns, so that nothing wraps on a terminal of 80

func (s screen) printf(format string, args ...any) { _, _ = fmt.Fprintf(s.w, format, args...) }

func (s screen) heading(title string) { s.printf("\n%s\n", s.bold(title)) }

func (s screen) bold(text string) string   { return s.ansi("1", text) }
func (s screen) red(text string) string    { return s.ansi("31", text) }
func (s screen) green(text string) string  { return s.ansi("32", text) }
func (s screen) yellow(text string) string { return s.ansi("33", text) }

func (s screen) ansi(code, text string) string {
	if !s.color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// wrapped prints prose under an indent.
func (s screen) wrapped(indent, text string) {
	line := ""
	for word := range strings.FieldsSeq(plain(text)) {
		if line != "" && utf8.RuneCountInString(indent+line+word) >= width {
			s.printf("%s%s\n", indent, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	s.printf("%s%s\n", indent, line)
}

// plain makes one line of foreign text, without the control characters that a
// terminal would obey.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// clip shortens text to n columns.
func clip(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:max(n-1, 0)]) + "…"
}

// words writes Truora's word as a person would: not_found is not found.
func words(word string) string { return strings.ReplaceAll(plain(word), "_", " ") }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}
