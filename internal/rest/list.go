package rest

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/truora/truora-go/apitype"
)

// List carries out a call whose result is a page: an envelope with the items
// under Key, or a bare array.
func List[T any](ctx context.Context, c *Client, call Call) (*apitype.Page[T], error) {
	ans, failure := c.try(ctx, call, false)
	if failure != nil && call.saysEmpty(failure) {
		page := new(apitype.Page[T])
		apitype.Attach(page, failure.Body)
		return page, nil
	}
	if failure != nil {
		return nil, c.core.fail(failure)
	}
	page, err := decodePage[T](ans.body, &call)
	if err == nil {
		page.Next, err = c.cursor(page.Next, ans.Request.URL)
	}
	if err != nil {
		return nil, c.undecodable(&call, ans, err)
	}
	return page, nil
}

// saysEmpty tells the 404 of a list without items from the others.
func (c *Call) saysEmpty(f *Failure) bool {
	return c.Empty != "" && f.Status == http.StatusNotFound &&
		strings.EqualFold(ReadErrorBody(f.Body).Message, c.Empty)
}

// decodePage leaves Truora's next path in Next.
func decodePage[T any](body []byte, call *Call) (*apitype.Page[T], error) {
	page := new(apitype.Page[T])
	r := newReader(body)
	defer r.close()
	var err error
	switch r.dec.PeekKind() {
	case '[':
		if page.Items, err = readItems[T](r); err == nil {
			err = r.over()
		}
	case '{':
		_, err = r.dec.ReadToken()
		if err == nil {
			err = readEnvelope(r, call, page)
		}
	default:
		err = errors.New("the answer is neither a JSON object nor an array")
	}
	if err != nil {
		return nil, err
	}
	apitype.Attach(page, body)
	return page, nil
}

// readEnvelope reads the members. An envelope without the key is an empty page,
// unless something else in it could be the items under another name.
func readEnvelope[T any](r *reader, call *Call, page *apitype.Page[T]) error {
	var found, strange, lone bool
	var self string
	for r.more() {
		name, err := r.name()
		if err != nil {
			return err
		}
		isKey := name == call.Key || slices.Contains(call.Also, name)
		switch kind := r.dec.PeekKind(); {
		case isKey && kind == '[':
			found = true
			page.Items, err = readItems[T](r)
		case name == "next" && kind == '"':
			err = r.value(&page.Next)
		case name == "self" && kind == '"':
			err = r.value(&self)
		case isKey && kind != 'n':
			err = fmt.Errorf("%q is not an array", name)
		default:
			found = found || isKey
			lone = lone || call.Lone != "" && name == call.Lone
			strange = strange || kind == '[' || kind == '{'
			err = r.dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	switch {
	case !found && lone:
		page.Items = make([]T, 1)
		return decodeWhole(r.body, &page.Items[0])
	case !found && strange:
		return fmt.Errorf("the answer has no %q", call.Key)
	}
	if page.Next == self {
		page.Next = "" // some lists end by naming themselves
	}
	return r.end()
}

func readItems[T any](r *reader) ([]T, error) {
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	var items []T
	for r.more() {
		if r.dec.PeekKind() == 'n' {
			if err := r.dec.SkipValue(); err != nil {
				return nil, err
			}
			continue
		}
		var item T
		items = append(items, item)
		if err := r.value(&items[len(items)-1]); err != nil {
			return nil, err
		}
	}
	_, err := r.dec.ReadToken()
	return items, err
}

// cursor takes the start key out of Truora's next. Only the key is used, never
// the address around it; an address on a foreign host is refused all the same,
// because a cursor from there is not Truora's.
func (c *Client) cursor(next string, asked *url.URL) (string, error) {
	if next == "" {
		return "", nil
	}
	path, search, hasQuery := strings.Cut(next, "?")
	if foreignHost(path, asked) {
		return "", errors.New("the next page is on another host")
	}
	raw := next
	if hasQuery || strings.HasPrefix(path, "/") || strings.Contains(path, "://") {
		raw = startKey(search)
	}
	// Not QueryUnescape: a bare plus is a plus, a digit of base64.
	key, err := url.PathUnescape(raw)
	if err != nil {
		key = raw
	}
	if key != "" && key == asked.Query().Get("start_key") {
		return "", nil // it names the page itself: the end
	}
	return key, nil
}

func startKey(search string) string {
	search, _, _ = strings.Cut(search, "#")
	for pair := range strings.SplitSeq(search, "&") {
		if value, ok := strings.CutPrefix(pair, "start_key="); ok {
			return value
		}
	}
	return ""
}

func foreignHost(path string, asked *url.URL) bool {
	if !strings.Contains(path, "://") && !strings.HasPrefix(path, "//") {
		return false
	}
	u, err := url.Parse(path)
	if err != nil {
		return true
	}
	if u.Scheme == "" {
		u.Scheme = asked.Scheme
	}
	return authority(u) != authority(asked)
}

// All walks over all pages of list, beginning with params. It fetches a page
// when its first item is asked for, goes on past empty pages, and ends with the
// first error.
func All[T, P any](ctx context.Context, params P, list func(context.Context, P) (*apitype.Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		params := params
		seed, followed := maphash.MakeSeed(), map[uint64]struct{}{} // of hashes: a long list has long cursors
		for {
			page, err := list(ctx, params)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			mark := maphash.String(seed, page.Next)
			if _, again := followed[mark]; again {
				yield(none, errCircle)
				return
			}
			followed[mark] = struct{}{}
			reflect.ValueOf(&params).Elem().FieldByName("StartKey").SetString(page.Next)
		}
	}
}

// AllOf is [All] for a list below the resource with the given id.
func AllOf[T, P any](ctx context.Context, id string, params P, list func(context.Context, string, P) (*apitype.Page[T], error)) iter.Seq2[T, error] {
	return All(ctx, params, func(ctx context.Context, p P) (*apitype.Page[T], error) {
		return list(ctx, id, p)
	})
}

var errCircle = errors.New("truora: the pages of the list go round in a circle")
