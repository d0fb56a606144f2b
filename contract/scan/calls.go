package scan

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// source is one package, parsed.
type source struct {
	files     *token.FileSet
	functions map[string][]*ast.FuncDecl // by name; methods of different types share one
	constants map[string]string          // string constants of the package
	service   bool                       // it declares a type Service
}

// collect adds the declarations of a file.
func (s *source) collect(file *ast.File, pkg *Package) {
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			s.functions[declaration.Name.Name] = append(s.functions[declaration.Name.Name], declaration)
		case *ast.GenDecl:
			for _, spec := range declaration.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					s.service = s.service || spec.Name.Name == "Service"
					alias(spec, pkg)
				case *ast.ValueSpec:
					s.constant(declaration.Tok, spec, pkg)
				}
			}
		}
	}
}

// alias records a type that is an alias of another package's.
func alias(spec *ast.TypeSpec, pkg *Package) {
	if of, ok := spec.Type.(*ast.SelectorExpr); ok && spec.Assign.IsValid() {
		if from, ok := of.X.(*ast.Ident); ok {
			pkg.Aliases[spec.Name.Name] = from.Name + "." + of.Sel.Name
		}
	}
}

func (s *source) constant(tok token.Token, spec *ast.ValueSpec, pkg *Package) {
	if tok != token.CONST {
		return
	}
	for i, name := range spec.Names {
		if i >= len(spec.Values) {
			return
		}
		text, ok := literal(spec.Values[i])
		if !ok {
			continue
		}
		s.constants[name.Name] = text
		if typ, ok := spec.Type.(*ast.Ident); ok {
			pkg.Constants[typ.Name] = append(pkg.Constants[typ.Name], text)
		}
	}
}

// calls finds the operations in a function and in the unexported functions of the
// package that it mentions.
func (s *source) calls(function *ast.FuncDecl, seen map[*ast.FuncDecl]bool) []Call {
	if seen[function] || function.Body == nil {
		return nil
	}
	seen[function] = true
	var found []Call
	ast.Inspect(function.Body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CompositeLit:
			if call, ok := s.call(node); ok {
				found = append(found, call)
			}
		case *ast.Ident:
			if node.IsExported() {
				break
			}
			for _, used := range s.functions[node.Name] {
				found = append(found, s.calls(used, seen)...)
			}
		}
		return true
	})
	slices.SortStableFunc(found, func(a, b Call) int { return cmp.Compare(a.Op, b.Op) })
	return found
}

// call reads a literal of a type of internal/rest that names an operation:
// rest.Call{Op: …}, or another such as rest.Waiting[T]{Op: …}.
func (s *source) call(node *ast.CompositeLit) (Call, bool) {
	typ := restType(node.Type)
	if typ == "" {
		return Call{}, false
	}
	call := Call{Type: typ, Body: "none", Pos: s.files.Position(node.Pos())}
	named := typ == "Call"
	for _, element := range node.Elts {
		field, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if name, ok := field.Key.(*ast.Ident); ok {
			named = named || name.Name == "Op"
			s.field(&call, name.Name, field.Value)
		}
	}
	if call.Effect == "" {
		call.Effect = effectOf(&call)
	}
	return call, named
}

func restType(typ ast.Expr) string {
	switch generic := typ.(type) {
	case *ast.IndexExpr:
		typ = generic.X
	case *ast.IndexListExpr:
		typ = generic.X
	}
	selector, ok := typ.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if pkg, ok := selector.X.(*ast.Ident); !ok || pkg.Name != "rest" {
		return ""
	}
	return selector.Sel.Name
}

func (s *source) field(call *Call, name string, value ast.Expr) {
	switch name {
	case "Op":
		call.Op = s.text(value)
	case "Key":
		call.Key = s.text(value)
	case "Effect":
		call.Effect = effectName(value)
	case "Form":
		call.Body = "form"
	case "JSON":
		call.Body = "json"
	case "Body":
		call.Body = "raw"
	case "Repeat":
		call.Effect = "idempotent"
	}
}

func (s *source) text(value ast.Expr) string {
	if text, ok := literal(value); ok {
		return text
	}
	if name, ok := value.(*ast.Ident); ok {
		return s.constants[name.Name]
	}
	return ""
}

func literal(value ast.Expr) (string, bool) {
	basic, ok := value.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

// effectName reads rest.Dedupe and the like. A computed effect, such as
// rest.DedupeUnless(p.ForceCreation), is named after the function that computes it.
func effectName(value ast.Expr) string {
	if computed, ok := value.(*ast.CallExpr); ok {
		value = computed.Fun
	}
	if selector, ok := value.(*ast.SelectorExpr); ok {
		name, _, _ := strings.Cut(selector.Sel.Name, "Unless")
		return strings.ToLower(name)
	}
	return "unknown"
}

// effectOf is the default of internal/rest for a call that names no effect.
func effectOf(call *Call) string {
	method, _, _ := strings.Cut(call.Op, " ")
	switch {
	case call.Type == "Upload":
		return "once"
	case method == "GET":
		return "read"
	case method == "PUT" || method == "DELETE":
		return "idempotent"
	}
	return "once"
}

func receiver(function *ast.FuncDecl) string {
	if function.Recv == nil || len(function.Recv.List) != 1 {
		return ""
	}
	typ := function.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	name, _ := typ.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}
