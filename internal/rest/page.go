package rest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/received"
)

// pageReader decodes a page in one pass over its body. If that fails at an unexpected
// member, it starts over carefully and decodes each item separately.
type pageReader[T any] struct {
	*reader
	call    *Call
	page    *apitype.Page[T]
	notes   received.Notes
	careful bool
	budget  *lenient.Budget // for all items; nil if it need not be counted
	objects bool            // only an object can be decoded into an item
}

// decodePage leaves Truora's next link in Next.
func decodePage[T any](body []byte, call *Call) (*apitype.Page[T], error) {
	body = lenient.Trim(body)
	budget := lenient.BudgetFor(body, reflect.TypeFor[T]())
	page, err := readPage[T](body, call, budget, budget != nil)
	if budget == nil && lenient.IsSemantic(err) {
		return readPage[T](body, call, lenient.SharedBudget(body), true)
	}
	return page, err
}

func readPage[T any](body []byte, call *Call, budget *lenient.Budget, careful bool) (*apitype.Page[T], error) {
	r := &pageReader[T]{reader: newReader(body), call: call, page: new(apitype.Page[T]), budget: budget, careful: careful}
	r.objects = lenient.Odd('[', reflect.TypeFor[T]())
	defer r.close()
	if err := r.read(); err != nil {
		return nil, err
	}
	var notes *received.Notes
	if len(r.notes.Problems) > 0 {
		notes = &r.notes
	}
	received.Attach(r.page, body, notes)
	return r.page, nil
}

func (r *pageReader[T]) read() error {
	switch r.dec.PeekKind() {
	case '[':
		if err := r.items(""); err != nil {
			return err
		}
		return r.over()
	case '{':
		if _, err := r.dec.ReadToken(); err != nil {
			return err
		}
		return r.envelope()
	default:
		return errors.New("the answer is neither a JSON object nor an array")
	}
}

// envelope decodes the members. Without the key it is an empty page, if that is
// certain: nothing else in it could be the items under another name.
func (r *pageReader[T]) envelope() error {
	var found, strange, lone, enveloped bool
	var self string
	for r.more() {
		name, err := r.name()
		if err != nil {
			return err
		}
		isKey := name == r.call.Key || slices.Contains(r.call.Also, name)
		kind := r.dec.PeekKind()
		enveloped = enveloped || name == "next" || name == "self"
		switch {
		case isKey && kind == '[':
			found = true
			err = r.items("/" + name)
		case name == "next" && kind == '"':
			err = r.dec.Decode(&r.page.Next)
		case name == "self" && kind == '"':
			err = r.dec.Decode(&self)
		case isKey && kind != 'n':
			err = fmt.Errorf("%q is not an array", name)
		default:
			if name == "next" && kind != 'n' {
				r.notes.Add(received.Problem{Pointer: "/next", Want: "string", Got: lenient.Kind(kind)})
			}
			found = found || isKey
			lone = lone || r.call.Lone != "" && name == r.call.Lone
			strange = strange || kind == '[' || kind == '{'
			err = r.dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	switch {
	case !found && lone:
		r.page.Items = make([]T, 1)
		return decodeWhole(r.body, &r.page.Items[0])
	case !found && (strange || !enveloped):
		return errLacks(r.call.Key)
	}
	if r.page.Next == self {
		r.page.Next = "" // some lists end by linking to themselves
	}
	return r.end()
}

// items decodes the array at the pointer.
func (r *pageReader[T]) items(pointer string) error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	var items []T
	start := r.dec.InputOffset()
	for i := 0; r.more(); i++ {
		if r.dec.PeekKind() == 'n' {
			if err := r.dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if len(items) == cap(items) {
			if !r.mayGrow(len(items)) {
				return lenient.ErrUnfolds
			}
			items = slices.Grow(items, r.expected(i, start))
		}
		items = items[:len(items)+1]
		clear(items[len(items)-1:]) // an item that was left out may have been here
		err := r.item(&items[len(items)-1])
		if odd, ok := errors.AsType[*lenient.OddError](err); ok {
			items = items[:len(items)-1]
			if !r.notes.Full() {
				odd.Pointer = pointer + "/" + strconv.Itoa(i) + odd.Pointer
				r.notes.Add(odd.Problem)
			}
		} else if err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	r.page.Items = items
	return err
}

// expected returns for how many more items there should be room after the first i of an
// array: as many as the rest of the text may hold, if they are as long as those; but no
// more memory than the text takes.
func (r *pageReader[T]) expected(i int, start int64) int {
	if i == 0 {
		return 1
	}
	at := r.dec.InputOffset()
	left := int64(len(r.body)) - at
	n := left*int64(i)/(at-start) + 1
	return int(max(1, min(n, left/max(1, lenient.SizeOf(reflect.TypeFor[T]())))))
}

// mayGrow bounds the memory of the items by the length of the answer.
func (r *pageReader[T]) mayGrow(n int) bool {
	return lenient.Fits(len(r.body), int64(n)*lenient.SizeOf(reflect.TypeFor[T]())*5/4)
}

func (r *pageReader[T]) item(out *T) error {
	var text []byte
	var notes *received.Notes
	var err error
	if kind := r.dec.PeekKind(); r.objects && kind != '{' {
		if _, err = r.text(); err == nil {
			err = lenient.Mismatch(kind, reflect.TypeFor[T]())
		}
	} else if r.careful {
		if text, err = r.text(); err == nil {
			if odd := lacksName(reflect.TypeFor[T](), text); odd != nil {
				return odd
			}
			notes, err = r.budget.Read(text, out)
		}
	} else {
		text, err = r.value(out)
	}
	if err != nil {
		return err
	}
	return take(out, text, notes)
}
