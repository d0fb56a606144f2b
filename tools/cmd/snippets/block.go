package main

import (
	"fmt"
	"regexp"
	"strings"
)

// block is a fenced block of Go in a document.
type block struct {
	file      string
	line      int // of its first line of code
	text      string
	excerptOf string // the file that must contain it
	skip      bool
}

var directive = regexp.MustCompile(`^<!-- compile: (?:excerpt of (\S+)|skip because (\S.*)) -->$`)

// blocksOf finds the blocks whose fence says go.
func blocksOf(file, text string) ([]block, error) {
	var (
		blocks []block
		open   *block
		fence  string // what ends the current block, of any language
		before string // the last line outside a block that is not blank
	)
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "" && trimmed == fence:
			if open != nil {
				blocks = append(blocks, *open)
			}
			open, fence, before = nil, "", ""
		case fence != "":
			if open != nil {
				open.text += line + "\n"
			}
		case strings.HasPrefix(trimmed, "```"):
			info := strings.TrimLeft(trimmed, "`")
			fence = strings.TrimSuffix(trimmed, info)
			if info != "go" {
				break
			}
			open = &block{file: file, line: i + 2}
			if err := open.obey(before); err != nil {
				return nil, err
			}
		case trimmed != "":
			before = trimmed
		}
	}
	if fence != "" {
		return nil, fmt.Errorf("%s: a fenced block has no end", file)
	}

	return blocks, nil
}

func (b *block) obey(comment string) error {
	if !strings.HasPrefix(comment, "<!-- compile:") {
		return nil
	}
	m := directive.FindStringSubmatch(comment)
	if m == nil {
		return fmt.Errorf("%s:%d: not understood: %s", b.file, b.line-1, comment)
	}
	b.excerptOf, b.skip = m[1], m[2] != ""

	return nil
}

// standsIn reports whether text contains the block, ignoring white space.
func (b *block) standsIn(text string) bool {
	one := func(s string) string { return " " + strings.Join(strings.Fields(s), " ") + " " }

	return strings.Contains(one(text), one(b.text))
}
