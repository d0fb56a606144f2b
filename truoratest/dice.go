package truoratest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// digest returns the first n hex digits, 64 at most, of a hash of the parts.
func digest(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])[:n]
}

// pick returns a small number below n that depends only on the parts.
func pick(n int, parts ...string) int {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	x := 0
	for _, b := range sum[:3] {
		x = x<<8 | int(b)
	}
	return x % n
}
