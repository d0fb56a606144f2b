// Command bundle writes openapi.yaml, the whole contract as one OpenAPI document, from
// the files of the areas and the inventory. Run it in the directory contract; with
// -check it only compares.
package main

import (
	"os"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/generate"
)

const target = "openapi.yaml"

func main() { generate.Main(document) }

func document(then generate.Then) error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	ops := make([]contract.Operation, 0, len(spec.Endpoints))
	for _, e := range spec.Endpoints {
		ops = append(ops, e.Operation)
	}
	text, err := bundle(os.DirFS("."), ops)
	if err != nil {
		return err
	}
	return then(target, text)
}
