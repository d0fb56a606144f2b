// Command driftschema writes guard/drift/schema.json: what the contract says of the
// answers, in the form in which the package drift looks at them. Run it in the
// directory contract; with -check it only compares.
package main

import (
	"bytes"
	"errors"
	"flag"
	"log"
	"os"

	"github.com/truora/truora-go/contract"
)

const target = "../guard/drift/schema.json"

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "fail if the file differs, write nothing")
	flag.Parse()
	if err := run(*check); err != nil {
		log.Fatal(err)
	}
}

func run(check bool) error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	text, err := render(spec)
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(target, text, 0o644) //nolint:gosec // a constant
	}
	old, err := os.ReadFile(target)
	if err == nil && !bytes.Equal(old, text) {
		err = errors.New(target + " is out of date: run go run ./cmd/driftschema in contract/")
	}
	return err
}
