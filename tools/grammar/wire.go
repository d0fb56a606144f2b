package grammar

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Ops requires every Op to be an operation of the contract, letter for letter.
func Ops(operations map[string]bool) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "ops",
		Doc:  "Op is METHOD /path as the contract has it",
		Run: func(pass *analysis.Pass) (any, error) {
			for file := range sources(pass) {
				ast.Inspect(file, func(n ast.Node) bool {
					for _, op := range named(pass, n) {
						if value := pass.TypesInfo.Types[op].Value; value != nil && !operations[constant.StringVal(value)] {
							pass.Reportf(op.Pos(), "%s is not an operation of the contract", value)
						}
					}
					return true
				})
			}
			return nil, nil //nolint:nilnil // no other analyzer needs a result
		},
	}
}

// named returns the expressions for an operation in a node: the member Op of a literal
// of package rest, or the argument op of one of its functions.
func named(pass *analysis.Pass, n ast.Node) []ast.Expr {
	var ops []ast.Expr
	switch n := n.(type) {
	case *ast.CompositeLit:
		if t, ok := types.Unalias(pass.TypesInfo.TypeOf(n)).(*types.Named); !ok || t.Obj().Pkg() == nil || t.Obj().Pkg().Name() != "rest" {
			return nil
		}
		for _, e := range n.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if key, isName := keyOf(kv, ok); isName && key == "Op" {
				ops = append(ops, kv.Value)
			}
		}
	case *ast.CallExpr:
		sig, ok := pass.TypesInfo.TypeOf(n.Fun).(*types.Signature)
		if !ok {
			return nil
		}
		for i := range min(sig.Params().Len(), len(n.Args)) {
			if p := sig.Params().At(i); p.Name() == "op" && p.Pkg() != nil && p.Pkg().Name() == "rest" {
				ops = append(ops, n.Args[i])
			}
		}
	}
	return ops
}

func keyOf(kv *ast.KeyValueExpr, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	id, ok := kv.Key.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

// Tags requires one style of struct tags: json before url; omitzero in JSON, which
// omits exactly the zero value; omitempty in forms, which have no other.
var Tags = &analysis.Analyzer{
	Name: "tags",
	Doc:  "struct tags are written in one style",
	Run: func(pass *analysis.Pass) (any, error) {
		for file := range sources(pass) {
			ast.Inspect(file, func(n ast.Node) bool {
				f, ok := n.(*ast.Field)
				if !ok || f.Tag == nil {
					return true
				}
				text, err := strconv.Unquote(f.Tag.Value)
				if err != nil {
					return true
				}
				if _, options, _ := strings.Cut(reflect.StructTag(text).Get("json"), ","); has(options, "omitempty") {
					pass.Reportf(f.Tag.Pos(), "json tag with omitempty: use omitzero")
				}
				if _, options, _ := strings.Cut(reflect.StructTag(text).Get("url"), ","); has(options, "omitzero") {
					pass.Reportf(f.Tag.Pos(), "url tag with omitzero: use omitempty")
				}
				if j, u := strings.Index(text, "json:"), strings.Index(text, "url:"); j > u && u >= 0 {
					pass.Reportf(f.Tag.Pos(), "the url tag stands before the json tag")
				}
				return true
			})
		}
		return nil, nil //nolint:nilnil // no other analyzer needs a result
	},
}

func has(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}

// rawReason marks a declaration that exposes raw JSON on purpose.
const rawReason = "//grammar:raw "

// RawJSON requires exported declarations not to use types of a JSON package, except
// those with a comment //grammar:raw and the reason. UnmarshalJSONFrom is exempt: the
// JSON package prescribes its signature.
var RawJSON = &analysis.Analyzer{
	Name: "rawjson",
	Doc:  "no jsontext or json.RawMessage in exported declarations",
	Run: func(pass *analysis.Pass) (any, error) {
		for file := range sources(pass) {
			for _, d := range file.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Name.IsExported() && d.Name.Name != "UnmarshalJSONFrom" && exportedReceiver(d) && !marked(d.Doc) {
						reportRaw(pass, d.Type)
					}
				case *ast.GenDecl:
					rawFields(pass, d)
				}
			}
		}
		return nil, nil //nolint:nilnil // no other analyzer needs a result
	},
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	id, ok := t.(*ast.Ident)
	return !ok || id.IsExported()
}

func rawFields(pass *analysis.Pass, d *ast.GenDecl) {
	if d.Tok != token.TYPE {
		return
	}
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok || !s.Name.IsExported() || marked(s.Doc) || marked(d.Doc) {
			continue
		}
		structure, ok := s.Type.(*ast.StructType)
		if !ok {
			reportRaw(pass, s.Type)
			continue
		}
		for _, f := range structure.Fields.List {
			if (len(f.Names) == 0 || f.Names[0].IsExported()) && !marked(f.Doc) && !marked(f.Comment) {
				reportRaw(pass, f.Type)
			}
		}
	}
}

func marked(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, rawReason) && len(c.Text) > len(rawReason) {
			return true
		}
	}
	return false
}

func reportRaw(pass *analysis.Pass, typ ast.Node) {
	ast.Inspect(typ, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		obj := pass.TypesInfo.Uses[sel.Sel]
		if obj == nil || obj.Pkg() == nil {
			return true
		}
		if pkg := obj.Pkg().Name(); pkg == "jsontext" || pkg == "json" && obj.Name() == "RawMessage" {
			pass.Reportf(sel.Pos(), "exported declaration shows %s.%s: give it a type, or the reason after %s", pkg, obj.Name(), rawReason)
		}
		return true
	})
}
