package main

import (
	"fmt"
	"os"
	"strings"
)

// The markers around the report in a document.
const (
	opening = "<!-- peers: written by `make bench-peers` -->\n"
	closing = "<!-- /peers -->\n"
)

func canTake(file string) error {
	_, _, err := around(file)
	return err
}

// place replaces what is between the markers in file.
func place(file, text string) error {
	before, after, err := around(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(before+"\n"+text+"\n"+after), 0o644)
}

func around(file string) (before, after string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", "", err
	}
	before, rest, opened := strings.Cut(string(text), opening)
	_, after, closed := strings.Cut(rest, closing)
	if !opened || !closed {
		return "", "", fmt.Errorf("%s lacks the marks %q and %q", file, strings.TrimSpace(opening), strings.TrimSpace(closing))
	}
	return before + opening, closing + after, nil
}
