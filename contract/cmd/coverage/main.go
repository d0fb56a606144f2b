// Command coverage prints how many of Truora's operations the SDK implements with a
// test that drives them. Run it in the directory contract.
package main

import (
	"log"
	"os"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	packages, err := scan.Areas("..")
	if err != nil {
		return err
	}
	rows, err := scan.Rows(".")
	if err != nil {
		return err
	}
	return scan.Cover(spec, scan.Index(packages), rows).Print(os.Stdout)
}
