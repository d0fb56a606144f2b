package main

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/truora/truora-go/tools/published"
)

// feature is a line of the baseline: something that users can name, and all of it that
// may not change.
type feature struct {
	name string // checks.Service.Create
	text string // method (*Service) Create(ctx context.Context, params CreateParams) (*Check, error)
}

// features of a package, in the order of their lines.
func features(p *types.Package) []feature {
	var all []feature
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() {
			all = append(all, featuresOf(p, o)...)
		}
	}
	slices.SortFunc(all, func(a, b feature) int { return strings.Compare(a.text, b.text) })
	return all
}

func featuresOf(p *types.Package, o types.Object) []feature {
	in := func(other *types.Package) string {
		if other == p {
			return ""
		}
		return other.Name()
	}
	name := p.Name() + "." + o.Name()
	switch o := o.(type) {
	case *types.Const:
		return []feature{{name, types.ObjectString(o, in) + " = " + o.Val().ExactString()}}
	case *types.Func:
		return []feature{{name, "func " + o.Name() + strings.TrimPrefix(types.TypeString(unnamed(o.Type()), in), "func")}}
	case *types.TypeName:
		if o.IsAlias() {
			return []feature{{name, types.ObjectString(o, in)}}
		}
		return append([]feature{{name, declaration(o, in)}}, members(o, name, in)...)
	default: // a variable
		return []feature{{name, types.ObjectString(o, in)}}
	}
}

// declaration is a type without the fields that have lines of their own. Those who
// implement an interface have to have every method, so it is one line.
func declaration(o *types.TypeName, in types.Qualifier) string {
	name := strings.TrimPrefix(types.TypeString(o.Type(), in), o.Pkg().Name()+".") // with type parameters
	if _, ok := o.Type().Underlying().(*types.Struct); ok {
		return "type " + name + " struct"
	}
	return "type " + name + " " + types.TypeString(unnamed(o.Type().Underlying()), in)
}

// unnamed is a type without the names of parameters, which can change; generic functions
// keep them.
func unnamed(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Signature:
		if t.TypeParams().Len() > 0 || t.RecvTypeParams().Len() > 0 {
			return t
		}
		return types.NewSignatureType(nil, nil, nil, tuple(t.Params()), tuple(t.Results()), t.Variadic())
	case *types.Interface:
		var methods []*types.Func
		for m := range t.ExplicitMethods() {
			methods = append(methods, types.NewFunc(0, m.Pkg(), m.Name(), unnamed(m.Type()).(*types.Signature)))
		}
		return types.NewInterfaceType(methods, slices.Collect(t.EmbeddedTypes()))
	default:
		return t
	}
}

func tuple(t *types.Tuple) *types.Tuple {
	var all []*types.Var
	for v := range t.Variables() {
		all = append(all, types.NewVar(0, v.Pkg(), "", unnamed(v.Type())))
	}
	return types.NewTuple(all...)
}

func members(o *types.TypeName, name string, in types.Qualifier) []feature {
	var all []feature
	if s, ok := o.Type().Underlying().(*types.Struct); ok {
		for f := range s.Fields() {
			if f.Exported() {
				embedded := ""
				if f.Embedded() {
					embedded = " (embedded)"
				}
				all = append(all, feature{name + "." + f.Name(), "field " + o.Name() + "." + f.Name() + " " + types.TypeString(unnamed(f.Type()), in) + embedded})
			}
		}
	}
	named, ok := o.Type().(*types.Named)
	if !ok {
		return all
	}
	for m := range named.Methods() {
		if m.Exported() {
			signature := strings.TrimPrefix(types.TypeString(unnamed(m.Type()), in), "func")
			all = append(all, feature{name + "." + m.Name(), "method (" + types.TypeString(m.Signature().Recv().Type(), in) + ") " + m.Name() + signature})
		}
	}
	return all
}

// baselineFile is where a module's baseline stands.
func baselineFile(root string, m published.Module) string {
	name := "root"
	if m.Dir != "" {
		name = strings.ReplaceAll(m.Dir, "/", "-")
	}
	return filepath.Join(root, "tools", "cmd", "api", "baseline", name+".txt")
}

func record(ctx context.Context, root string) error {
	tree, err := published.Find(ctx, root)
	if err != nil {
		return err
	}
	all, err := loadAll(tree, workspace)
	if err != nil {
		return err
	}
	dir := filepath.Dir(baselineFile(root, tree.Modules[0]))
	if err := os.RemoveAll(dir); err != nil { // of modules that are gone too
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, s := range all {
		var b strings.Builder
		for _, p := range s.packages {
			fmt.Fprintf(&b, "package %s // %s\n", p.Name(), p.Path())
			for _, f := range features(p) {
				fmt.Fprintf(&b, "\t%s\n", f.text)
			}
		}
		if err := os.WriteFile(baselineFile(root, s.module), []byte(b.String()), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sinceBaseline is what the baseline has and the modules now have not, or otherwise.
func sinceBaseline(root string, now []surface) ([]change, error) {
	after := map[string]surface{}
	for _, s := range now {
		after[baselineFile(root, s.module)] = s
	}
	files, err := filepath.Glob(filepath.Join(root, "tools", "cmd", "api", "baseline", "*.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("no baseline: make api-baseline")
	}
	var found []change
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		s, ok := after[file]
		if !ok {
			found = append(found, change{filepath.Base(file), "module is gone"})
			continue
		}
		found = append(found, compare(string(text), s.packages)...)
	}
	return found, nil
}

// compare reads a baseline. A member says nothing where its type is gone, nor a name
// where its package is.
func compare(baseline string, packages []*types.Package) []change {
	var found []change
	has, texts := map[string]bool{}, map[string]string{}
	in, gone := "", ""
	for line := range strings.Lines(baseline) {
		line = strings.TrimSuffix(line, "\n")
		text, inside := strings.CutPrefix(line, "\t")
		if !inside {
			_, in, _ = strings.Cut(line, " // ")
			has, texts = map[string]bool{}, map[string]string{}
			gone = ""
			i := slices.IndexFunc(packages, func(p *types.Package) bool { return p.Path() == in })
			if i < 0 {
				found, gone = append(found, change{in, "package is gone"}), in
				continue
			}
			for _, f := range features(packages[i]) {
				has[f.text], texts[f.name] = true, f.text
			}
			in = packages[i].Name()
			continue
		}
		if gone != "" || has[text] {
			continue
		}
		name := in + "." + nameOf(text)
		owner := name[:strings.LastIndexByte(name, '.')]
		if owner != in && texts[owner] == "" {
			continue
		}
		message := "was " + text
		if texts[name] != "" {
			message += ", is " + texts[name]
		} else {
			message += ", is gone"
		}
		found = append(found, change{name, message})
	}
	return found
}

// nameOf is the name in a line, as in Service.Create.
func nameOf(text string) string {
	kind, rest, _ := strings.Cut(text, " ")
	if kind == "method" {
		receiver, method, _ := strings.Cut(strings.TrimPrefix(rest, "("), ") ")
		return until(strings.TrimPrefix(receiver, "*"), "[") + "." + until(method, "(")
	}
	return until(rest, " ([")
}

func until(text, ends string) string {
	if i := strings.IndexAny(text, ends); i >= 0 {
		return text[:i]
	}
	return text
}
