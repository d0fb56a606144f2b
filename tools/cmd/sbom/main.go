// Command sbom prints what a program that uses the SDK links: a bill of materials in
// CycloneDX JSON, from the packages of the root module without their tests. The same
// sources give the same output.
//
//	sbom [-root DIR] v0.2.0
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"

	"github.com/truora/truora-go/tools/published"
)

func main() {
	root := flag.String("root", ".", "directory of the root module")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *root, flag.Arg(0))
	stop()

	if err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// bom is the part of CycloneDX 1.6 that is used here.
type bom struct {
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Ref     string `json:"bom-ref"`
	Type    string `json:"type"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

func run(ctx context.Context, out io.Writer, root, version string) error {
	if !strings.HasPrefix(version, "v") {
		return fmt.Errorf("%q is not a version such as v0.2.0", version)
	}
	modules, err := linked(ctx, root)
	if err != nil {
		return err
	}
	b := bom{Format: "CycloneDX", Spec: "1.6", Version: 1, Components: []component{}}
	on := []string{}
	for _, m := range modules {
		path, at, linked := strings.Cut(m, " ")
		if !linked { // the module itself has no version here
			b.Metadata.Component = library(path, version)
			continue
		}
		c := library(path, at)
		b.Components, on = append(b.Components, c), append(on, c.Ref)
	}
	b.Dependencies = []dependency{{Ref: b.Metadata.Component.Ref, DependsOn: on}}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")

	return enc.Encode(b)
}

func library(path, version string) component {
	purl := "pkg:golang/" + path + "@" + version

	return component{Ref: purl, Type: "library", Name: path, Version: version, PURL: purl}
}

// linked returns the modules whose packages are linked, as "path version", sorted; the
// root module is a bare path.
func linked(ctx context.Context, root string) ([]string, error) {
	tree, err := published.Find(ctx, root)
	if err != nil {
		return nil, err
	}
	packages, err := tree.Modules[0].Packages() // all that a program can import
	if err != nil {
		return nil, err
	}
	args := append([]string{"list", "-deps", "-f", "{{with .Module}}{{.Path}}{{with .Version}} {{.}}{{end}}{{end}}"}, packages...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var said bytes.Buffer
	cmd.Stderr = &said
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, said.String())
	}
	modules := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' || r == '\r' })
	slices.Sort(modules)

	return slices.Compact(modules), nil
}
