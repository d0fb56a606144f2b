package rest

import (
	"context"
	"net/http"
	"strings"
)

// KeyHeader carries the API key.
const KeyHeader = "Truora-API-Key"

// keyHeader is [KeyHeader] in canonical form.
var keyHeader = http.CanonicalHeaderKey(KeyHeader)

func (c *Core) key(ctx context.Context) ([]string, error) {
	key, err := c.cfg.Key(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, own("the key source failed") // its error may contain the key
	}
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	return []string{key}, nil
}

// CheckKey refuses what cannot be a key, or would break out of its header.
func CheckKey(key string) error {
	if key == "" {
		return own("the API key is empty")
	}
	for _, b := range []byte(key) {
		if b <= ' ' || b >= 0x7f {
			return own("the API key contains a space, a line break or a character outside ASCII")
		}
	}
	if strings.ContainsAny(key, "\"'`") {
		return own("the API key contains a quotation mark")
	}
	if name, _, is := strings.Cut(key, "="); is && strings.HasSuffix(strings.ToUpper(name), "KEY") {
		return own("the API key is an assignment: use only the part after the equals sign")
	}
	return nil
}
