// Command driftschema writes guard/drift/schema.json: the contract's schemas of
// answers, in the form that package drift reads. Run it in the directory contract; with
// -check it only compares.
package main

import (
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/generate"
)

const target = "../guard/drift/schema.json"

func main() { generate.Main(schemaFile) }

func schemaFile(then generate.Then) error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	text, err := render(spec)
	if err != nil {
		return err
	}
	return then(target, text)
}
