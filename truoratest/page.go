package truoratest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
)

// pageOf cuts the page a request asks for out of items that are sorted by a rising key. next is "" on the last page.
// A cursor names the last item handed out, so items that come or go in between neither repeat nor hide others.
func pageOf[T any](s *Server, r *request, items []T, key func(T) int) (page []T, next string, refused *reply) {
	if token := r.query.Get("start_key"); token != "" {
		after, ok := parseCursor(token, r.path)
		if !ok {
			bad := invalid("invalid start_key")
			return nil, "", &bad
		}
		i := 0
		for i < len(items) && key(items[i]) <= after {
			i++
		}
		items = items[i:]
	}
	if len(items) <= s.pageSize {
		return items, "", nil
	}
	page = items[:s.pageSize]
	query := cloneValues(r.query)
	query.Set("start_key", cursor(key(page[len(page)-1]), r.path))
	return page, r.path + "?" + query.Encode(), nil
}

// listReply answers with a page of items under name, each as wire shows it.
func listReply[T any](s *Server, r *request, name string, items []T, key func(T) int, wire func(T) obj) reply {
	page, next, refused := pageOf(s, r, items, key)
	if refused != nil {
		return *refused
	}
	shown := make([]obj, 0, len(page))
	for _, item := range page {
		shown = append(shown, wire(item))
	}
	return jsonReply(http.StatusOK, obj{name: shown, "next": next, "self": r.self()})
}

// cursor is base64 of a length that always ends in '=', as Truora's do: it has to survive percent-encoding.
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
