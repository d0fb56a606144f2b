// Command apidoc writes docs/API.md, the table from Truora's operations to Go methods,
// the table of new operations in CHANGELOG.md, and the list of operations that the
// command line has. Run it in the directory contract; with -check it only compares.
package main

import (
	"errors"
	"os"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/generate"
	"github.com/truora/truora-go/contract/scan"
)

const (
	apiMap     = "../docs/API.md"
	changelog  = "../CHANGELOG.md"
	operations = "../cmd/truora-go/internal/operations/operations.json"
)

func main() { generate.Main(documents) }

// documents generates each document and passes it to then.
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
	hooks, err := contract.LoadWebhooks()
	if err != nil {
		return err
	}
	operationList, err := list(spec, methods, hooks)
	if err != nil {
		return err
	}
	return errors.Join(
		then(apiMap, render(spec, methods)),
		then(changelog, text),
		then(operations, operationList),
	)
}
