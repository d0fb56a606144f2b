package main

import (
	"bytes"
	"io"
	"os"
)

// files are what is uploaded; reverse is nil if there is none.
type files struct{ front, reverse, selfie io.Reader }

// open returns pictures of a made-up person, or opens the files that the flags name.
func (cmd command) open(embedded bool) (files, error) {
	given := cmd.front != "" || cmd.reverse != "" || cmd.selfie != ""
	switch {
	case embedded && given:
		return files{}, errNoFiles
	case embedded:
		return cmd.madeUp()
	case cmd.front == "" || cmd.selfie == "" || cmd.impostor:
		return files{}, errFiles
	}
	var out files
	for _, f := range []struct {
		name string
		to   *io.Reader
	}{{cmd.front, &out.front}, {cmd.reverse, &out.reverse}, {cmd.selfie, &out.selfie}} {
		if f.name == "" {
			continue
		}
		opened, err := os.Open(f.name)
		if err != nil {
			out.close()
			return files{}, err
		}
		*f.to = opened
	}
	return out, nil
}

func (cmd command) madeUp() (files, error) {
	who := ana
	if cmd.impostor {
		who = impostor
	}
	selfie, err := who.selfie()
	return files{
		front: bytes.NewReader(ana.cardFront()), reverse: bytes.NewReader(cardReverse()), selfie: bytes.NewReader(selfie),
	}, err
}

func (f files) close() {
	for _, r := range []io.Reader{f.front, f.reverse, f.selfie} {
		if opened, ok := r.(io.Closer); ok {
			_ = opened.Close() // it was only read
		}
	}
}
