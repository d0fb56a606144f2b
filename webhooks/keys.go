package webhooks

import (
	"encoding/hex"
	"errors"
	"strings"
)

// The least that a signing key must have: as many characters as HMAC-SHA256 has
// bytes (RFC 7518, section 3.2), of which a random key has more kinds than this.
const (
	minKeyLength = 32
	minKeyKinds  = 8
)

// checkKey refuses keys that Truora did not make: one that can be guessed lets anyone
// sign, and one with a line break, from the file it was in, verifies nothing.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("webhooks: a key is empty")
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return errors.New("webhooks: a key holds a blank, a line break or a character outside ASCII")
	case strings.ContainsAny(key, "\"'`") || strings.Contains(strings.TrimRight(key, "="), "="):
		return errors.New("webhooks: a key has quotes around it or its name before it")
	case len(key) < minKeyLength:
		return errors.New("webhooks: a key is shorter than 32 characters: take the signing key that the dashboard shows, 64 hexadecimal digits")
	case kinds(key) < minKeyKinds || isText(key):
		return errors.New("webhooks: a key is not random: take the signing key that the dashboard shows")
	}
	return nil
}

// kinds counts the different characters.
func kinds(key string) int {
	seen := map[rune]bool{}
	for _, r := range key {
		seen[r] = true
	}
	return len(seen)
}

// isText reports whether the key is text written in hexadecimal digits, as the keys
// of examples are. 32 random bytes are so once in 10^13.
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
