package grammar

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Params requires the struct that a method takes to be called <Method>Params. A method
// All… takes the params of the method whose pages it iterates over.
var Params = analyzer("params", "params are called <Method>Params", func(pass *analysis.Pass, m method) {
	for _, p := range m.params() {
		if !isStruct(p.Type()) {
			continue
		}
		got, want := nameOf(p.Type()), m.Name()+"Params"
		if rest, ok := strings.CutPrefix(m.Name(), "All"); ok {
			want = "List" + rest + "Params"
			if m.sibling("List"+rest) == nil {
				want = strings.TrimSuffix(got, "Params") + "Params" // of whichever method returns the pages
			}
		}
		if got != want {
			pass.Reportf(m.Pos(), "%s takes a %s: want %s", m.Name(), got, want)
		}
	}
})

// Lists requires List… to return a page and to have its All…, and anything else that
// returns a page to be called List….
var Lists = analyzer("lists", "List… gives an *apitype.Page and has its All…", func(pass *analysis.Pass, m method) {
	rest, list := strings.CutPrefix(m.Name(), "List")
	page := m.result() != nil && is(m.result(), "apitype", "Page")
	switch {
	case list && !page:
		pass.Reportf(m.Pos(), "%s gives no *apitype.Page: call it Get%s", m.Name(), rest)
	case page && !list && !strings.HasPrefix(m.Name(), "Update"): // an update may return the whole list
		pass.Reportf(m.Pos(), "%s gives an *apitype.Page: only List… does", m.Name())
	case list && m.sibling("All"+rest) == nil:
		pass.Reportf(m.Pos(), "%s has no All%s", m.Name(), rest)
	}
})

// Waits requires every Wait… to be (ctx, id string, Wait…Params) (*T, error), with
// OnUpdate and Notifier in the params.
var Waits = analyzer("waits", "every Wait… has one shape", func(pass *analysis.Pass, m method) {
	if !strings.HasPrefix(m.Name(), "Wait") {
		return
	}
	ps, results := m.params(), m.sig.Results()
	if len(ps) != 2 || !isString(ps[0].Type()) || !isStruct(ps[1].Type()) || results.Len() != 2 {
		pass.Reportf(m.Pos(), "%s is not (ctx, id string, %sParams) (*T, error)", m.Name(), m.Name())
		return
	}
	update := field(ps[1].Type(), "OnUpdate")
	if update == nil || !takes(update.Type(), results.At(0).Type()) {
		pass.Reportf(m.Pos(), "the params of %s have no OnUpdate func(%s)", m.Name(), types.TypeString(results.At(0).Type(), types.RelativeTo(pass.Pkg)))
	}
	if notifier := field(ps[1].Type(), "Notifier"); notifier == nil || !is(notifier.Type(), "apitype", "Notifier") {
		pass.Reportf(m.Pos(), "the params of %s have no Notifier apitype.Notifier", m.Name())
	}
})

func takes(f, t types.Type) bool {
	sig, ok := f.Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 1 && types.Identical(sig.Params().At(0).Type(), t)
}

// Downloads requires every Download… to be (ctx, from string, w io.Writer,
// Download…Params) error, with Progress in the params. A download of several files has
// Open in its params instead of the writer, and returns what became of them.
var Downloads = analyzer("downloads", "every Download… has one shape", func(pass *analysis.Pass, m method) {
	if !strings.HasPrefix(m.Name(), "Download") {
		return
	}
	ps := m.params()
	several := len(ps) == 2 && isString(ps[0].Type()) && isStruct(ps[1].Type()) && field(ps[1].Type(), "Open") != nil
	one := len(ps) == 3 && isString(ps[0].Type()) && is(ps[1].Type(), "io", "Writer") && isStruct(ps[2].Type()) && m.sig.Results().Len() == 1
	if !one && !several {
		pass.Reportf(m.Pos(), "%s is not (ctx, from string, w io.Writer, %sParams) error", m.Name(), m.Name())
		return
	}
	if field(ps[len(ps)-1].Type(), "Progress") == nil {
		pass.Reportf(m.Pos(), "the params of %s have no Progress", m.Name())
	}
})

// Answers requires a method whose answer says nothing to return only an error.
var Answers = analyzer("answers", "what says nothing returns an error alone", func(pass *analysis.Pass, m method) {
	if r := m.result(); r != nil && is(r, "apitype", "Message") {
		pass.Reportf(m.Pos(), "%s gives back a message that says nothing: return error", m.Name())
	}
})

// Arguments requires methods to take the ids of the path, then at most one reader or
// writer, then at most one struct.
var Arguments = analyzer("arguments", "ids, then a reader or writer, then params", func(pass *analysis.Pass, m method) {
	const ids, stream, params = 1, 2, 3
	last := 0
	for _, p := range m.params() {
		kind := 0
		switch t := p.Type(); {
		case isString(t):
			kind = ids
		case is(t, "io", "Reader"), is(t, "io", "Writer"):
			kind = stream
		case isStruct(t):
			kind = params
		}
		if kind == 0 || kind < last || kind == last && kind != ids {
			pass.Reportf(m.Pos(), "%s takes %s beside its params: put it into them", m.Name(), p.Name())
			return
		}
		last = kind
	}
})
