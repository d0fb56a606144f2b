// Package generate is shared by the commands that generate files from the contract.
package generate

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
)

// ErrOutOfDate means that a file is not what its command would write.
var ErrOutOfDate = errors.New("out of date")

// Then receives a generated file: [Write] or [Compare].
type Then func(file string, text []byte) error

// Main is the body of a command's main. It passes the generated files to Write or, with
// the flag -check, to Compare. It runs in the directory contract.
func Main(files func(Then) error) {
	log.SetFlags(0)
	check := flag.Bool("check", false, "fail if a file differs, write nothing")
	flag.Parse()
	then := Then(Write)
	if *check {
		then = Compare
	}
	if err := files(then); err != nil {
		log.Fatal(err)
	}
}

// Write writes the file.
func Write(file string, text []byte) error {
	return os.WriteFile(file, text, 0o644) //nolint:gosec // the names are constants
}

// Compare fails if the file's content is different.
func Compare(file string, text []byte) error {
	old, err := os.ReadFile(file) //nolint:gosec // the names are constants
	if err == nil && !bytes.Equal(old, text) {
		err = fmt.Errorf("%s is %w: run make generate", file, ErrOutOfDate)
	}
	return err
}
