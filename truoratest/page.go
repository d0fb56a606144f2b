package truoratest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// pageOf returns the page that a request asks for, out of items sorted by an ascending
// key. next is "" on the last page. A cursor names the last item of its page, so items
// that are added or removed in between do not make others appear twice or not at all.
// If key is nil, the index is the key.
func pageOf[T any](r *request, items []T, key func(T) int) (page []T, next string, err error) {
	begin := 0
	if token := r.query.Get("start_key"); token != "" {
		after, ok := parseCursor(token, r.path)
		if !ok {
			return nil, "", invalid("invalid start_key")
		}
		begin = min(max(after, 0), len(items))
		if key != nil {
			begin = 0
			for begin < len(items) && key(items[begin]) <= after {
				begin++
			}
		}
	}
	end := begin + r.pageSize
	if end >= len(items) {
		return items[begin:], "", nil
	}
	last := end
	if key != nil {
		last = key(items[end-1])
	}
	query := cloneValues(r.query)
	query.Set("start_key", cursor(last, r.path))
	return items[begin:end], r.path + "?" + query.Encode(), nil
}

// listReply answers with a page of items under name, each converted by wire. change may
// modify the answer.
func listReply[T any](r *request, name string, items []T, key func(T) int, wire func(T) obj, change ...func(obj)) (reply, error) {
	page, next, err := pageOf(r, items, key)
	if err != nil {
		return reply{}, err
	}
	out := obj{name: each(page, wire), "next": next, "self": r.self()}
	for _, f := range change {
		f(out)
	}
	return jsonReply(http.StatusOK, out), nil
}

// withoutEmptyNext is for lists whose last page has no next.
func withoutEmptyNext(out obj) {
	if out["next"] == "" {
		delete(out, "next")
	}
}

// each returns wire of each item.
func each[T any](items []T, wire func(T) obj) []obj {
	out := make([]obj, 0, len(items))
	for _, item := range items {
		out = append(out, wire(item))
	}
	return out
}

// filter returns the items that fit.
func filter[T any](items []T, fits func(T) bool) []T {
	var out []T
	for _, item := range items {
		if fits(item) {
			out = append(out, item)
		}
	}
	return out
}

// newest returns the items in reverse order.
func newest[T any](oldest []T) []T {
	out := slices.Clone(oldest)
	slices.Reverse(out)
	return out
}

// cursor is base64 that always ends in '=', as Truora's does, so that a client that
// does not escape it fails.
func cursor(after int, path string) string {
	text := fmt.Sprintf("%d@%s", after, path)
	if len(text)%3 == 0 {
		text += "/"
	}
	return base64.StdEncoding.EncodeToString([]byte(text))
}

func parseCursor(token, path string) (int, bool) {
	text, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return 0, false
	}
	number, of, _ := strings.Cut(string(text), "@")
	var after int
	if _, err := fmt.Sscanf(number, "%d", &after); err != nil {
		return 0, false
	}
	return after, strings.TrimSuffix(of, "/") == strings.TrimSuffix(path, "/")
}

// limit makes pages smaller if the call asks for that.
func (r *request) limit(refusal string) error {
	if text := r.query.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 {
			return failure(http.StatusBadRequest, "%s", refusal)
		}
		r.pageSize = min(r.pageSize, limit)
	}
	return nil
}
