// Command fidelity prints how certain the contract is: how many operations, parameters,
// members of answers and values it has; how many of them are documented, observed or
// inferred; and which of them no row of the drive tests sends or receives. Run it in
// the directory contract.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/truora/truora-go/contract"
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	spec, err := contract.Load()
	if err != nil {
		return err
	}
	names, err := drive(ctx)
	if err != nil {
		return err
	}
	facts := spec.Facts()
	if err := facts.SeeNames(names); err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(report(facts))
	return err
}

// drive runs the rows, which are tests, and returns the names of the facts they
// covered.
func drive(ctx context.Context) ([]string, error) {
	dir, err := os.MkdirTemp("", "fidelity-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "driven")
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-run", "^TestDrive$", ".", "-driven", file)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go test: %w\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), err
}
