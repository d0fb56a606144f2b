package webhooks

import (
	"encoding/hex"
	"errors"
	"strings"
)

// The minimum for a signing key: as many characters as HMAC-SHA256 has bytes (RFC 7518,
// section 3.2), and fewer distinct characters than any random key has.
const (
	minKeyLength = 32
	minKeyKinds  = 8
)

// checkKey refuses keys that Truora cannot have made. With a key that can be guessed
// anyone can sign, and one with the line break of the file it came from verifies
// nothing.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("webhooks: a key is empty")
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return errors.New("webhooks: a key contains a space, a line break or a character outside ASCII")
	case strings.ContainsAny(key, "\"'`") || strings.Contains(strings.TrimRight(key, "="), "="):
		return errors.New("webhooks: a key has quotes around it or its name in front")
	case len(key) < minKeyLength:
		return errors.New("webhooks: a key is shorter than 32 characters: take the signing key that the dashboard shows, 64 hexadecimal digits")
	case kinds(key) < minKeyKinds || isText(key):
		return errors.New("webhooks: a key is not random: take the signing key that the dashboard shows")
	}
	return nil
}

// kinds counts the distinct characters.
func kinds(key string) int {
	seen := map[rune]bool{}
	for _, r := range key {
		seen[r] = true
	}
	return len(seen)
}

// isText reports whether the key is text encoded in hexadecimal digits, as keys in
// examples are. That is true of one random key in 10^13.
func isText(key string) bool {
	text, err := hex.DecodeString(key)
	if err != nil {
		return false
	}
	for _, b := range text {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
