// Package grammar holds the analyzers that keep the exported names of the SDK to
// one grammar, and its comments to plain English.
package grammar

import (
	"go/ast"
	"go/types"
	"iter"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// API returns the analyzers of exported names. The operations are those of the
// contract, each as METHOD /path.
func API(operations map[string]bool) []*analysis.Analyzer {
	return []*analysis.Analyzer{Enums, Params, Lists, Waits, Downloads, Answers, Arguments, Tags, RawJSON, Ops(operations)}
}

// Text returns the analyzers of comments.
func Text() []*analysis.Analyzer { return []*analysis.Analyzer{Width, Words} }

// analyzer makes an analyzer that looks at the exported methods of Service.
func analyzer(name, doc string, look func(*analysis.Pass, method)) *analysis.Analyzer {
	return &analysis.Analyzer{Name: name, Doc: doc, Run: func(pass *analysis.Pass) (any, error) {
		for m := range methods(pass.Pkg) {
			look(pass, m)
		}
		return nil, nil //nolint:nilnil // no other analyzer needs a result
	}}
}

// method is an exported method of a type Service.
type method struct {
	*types.Func
	service *types.Named
	sig     *types.Signature
}

func methods(pkg *types.Package) iter.Seq[method] {
	return func(yield func(method) bool) {
		obj, ok := pkg.Scope().Lookup("Service").(*types.TypeName)
		if !ok {
			return
		}
		service, ok := obj.Type().(*types.Named)
		if !ok {
			return
		}
		for f := range service.Methods() {
			if f.Exported() && !yield(method{f, service, f.Signature()}) {
				return
			}
		}
	}
}

// sibling returns another method of the service, or nil.
func (m method) sibling(name string) *types.Func {
	for f := range m.service.Methods() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// params returns the parameters after the context.
func (m method) params() []*types.Var {
	var list []*types.Var
	for v := range m.sig.Params().Variables() {
		if !is(v.Type(), "context", "Context") {
			list = append(list, v)
		}
	}
	return list
}

// result returns the first result without its pointer, or nil.
func (m method) result() types.Type {
	if m.sig.Results().Len() == 0 {
		return nil
	}
	return pointee(m.sig.Results().At(0).Type())
}

func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// is reports whether t is the named type of a package of that name.
func is(t types.Type, pkg, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Name() == pkg
}

// nameOf returns the name a type is written with, which may be that of an alias.
func nameOf(t types.Type) string {
	switch t := t.(type) {
	case *types.Alias:
		return t.Obj().Name()
	case *types.Named:
		return t.Obj().Name()
	default:
		return ""
	}
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// field returns a field of a struct type, or nil.
func field(t types.Type, name string) *types.Var {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// sources iterates over the files that are neither generated nor tests.
func sources(pass *analysis.Pass) iter.Seq[*ast.File] {
	return func(yield func(*ast.File) bool) {
		for _, f := range pass.Files {
			test := strings.HasSuffix(pass.Fset.Position(f.Package).Filename, "_test.go")
			if !test && !ast.IsGenerated(f) && !yield(f) {
				return
			}
		}
	}
}
