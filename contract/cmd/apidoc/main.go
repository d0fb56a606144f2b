// Command apidoc writes docs/API.md, the map from Truora's operations to Go methods,
// and the table of new operations in CHANGELOG.md. Run it in the directory contract;
// with -check it only compares.
package main

import (
	"bytes"
	"errors"
	"flag"
	"log"
	"os"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

const (
	apiMap    = "../docs/API.md"
	changelog = "../CHANGELOG.md"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "fail if a file differs, write nothing")
	flag.Parse()
	then := write
	if *check {
		then = compare
	}
	if err := documents(then); err != nil {
		log.Fatal(err)
	}
}

// documents makes each document and hands it to then.
func documents(then func(file string, text []byte) error) error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	packages, err := scan.Areas("..")
	if err != nil {
		return err
	}
	methods := scan.Index(packages)
	old, err := os.ReadFile(changelog)
	if err != nil {
		return err
	}
	text, err := withTable(string(old), spec, methods)
	if err != nil {
		return err
	}
	return errors.Join(
		then(apiMap, render(spec, methods)),
		then(changelog, text),
	)
}

func compare(file string, text []byte) error {
	old, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(old, text) {
		err = errors.New(file + " is out of date: run go run ./cmd/apidoc in contract/")
	}
	return err
}

func write(file string, text []byte) error {
	return os.WriteFile(file, text, 0o644) //nolint:gosec // one of two constants
}
