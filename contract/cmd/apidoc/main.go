// Command apidoc writes docs/API.md, the map from Truora's operations to Go
// methods. Run it in the directory contract; with -check it only compares.
package main

import (
	"bytes"
	"errors"
	"flag"
	"log"
	"os"
	"path/filepath"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "fail if the file differs, write nothing")
	file := flag.String("file", "../docs/API.md", "the file to write")
	flag.Parse()
	text, err := apiMap()
	if err == nil && *check {
		err = compare(*file, text)
	} else if err == nil {
		err = write(*file, text)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func apiMap() ([]byte, error) {
	spec, err := contract.Load()
	if err != nil {
		return nil, err
	}
	packages, err := scan.Areas("..")
	if err != nil {
		return nil, err
	}
	return render(spec, scan.Index(packages)), nil
}

func compare(file string, text []byte) error {
	old, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(old, text) {
		err = errors.New(file + " is out of date: run go run ./cmd/apidoc in contract/")
	}
	return err
}

func write(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
