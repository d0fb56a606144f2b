package rest

import (
	"errors"
	"net/url"
	"strings"
)

// cursor extracts the start key from Truora's next link. Only the key is used, never
// the address around it, but a foreign address is refused, because its cursor is not
// Truora's.
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
	// Not QueryUnescape: a bare plus is a plus, a base64 digit.
	key, err := url.PathUnescape(raw)
	if err != nil {
		key = raw
	}
	if key != "" && key == asked.Query().Get("start_key") {
		return "", nil // it links to the page itself: the end
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
