// Command apidoc writes docs/API.md, the map from Truora's operations to Go methods,
// and the table of new operations in CHANGELOG.md. Run it in the directory contract;
// with -check it only compares.
package main

import (
	"errors"
	"os"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/generate"
	"github.com/truora/truora-go/contract/scan"
)

const (
	apiMap    = "../docs/API.md"
	changelog = "../CHANGELOG.md"
)

func main() { generate.Main(documents) }

// documents makes each document and hands it to then.
func documents(then generate.Then) error {
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
