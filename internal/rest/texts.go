package rest

import (
	"net/http"
	"strings"
)

// Trouble is what Truora says in words, where the status says less.
type Trouble uint8

// The kinds of trouble.
const (
	RateLimited Trouble = iota + 1
	Expired
	Conflict
	Unchanged
	LinkIsRefused
	NoSuchPath
	NoGrant
)

// texts are the words that Truora's hosts are known to say, in small letters.
// Its own SDK goes by some of them; all may change.
var texts = [...]struct {
	part    string
	trouble Trouble
	status  int // the only one that it counts with; 0 is any
}{
	{"max rate limit reached", RateLimited, http.StatusBadRequest},
	{"process expired", Expired, 0},
	{"key has expired", Expired, 0},
	{"invalid current step", Conflict, 0},
	{"already queued", Conflict, 0},
	{"config already exists", Unchanged, http.StatusBadRequest},
	{"already has the default value", Unchanged, http.StatusBadRequest},
	// How the file store turns a signed link away that is spent, past its time or
	// altered; also inside a 5xx.
	{"<code>accessdenied</code>", LinkIsRefused, 0},
	{"<code>signaturedoesnotmatch</code>", LinkIsRefused, 0},
	{"<code>expiredtoken</code>", LinkIsRefused, 0},
	{"missing authentication token", NoSuchPath, http.StatusForbidden},
	{"explicit deny", NoGrant, http.StatusForbidden},
}

// Says reports whether the text of an answer with that status tells of trouble.
func Says[T ~string | ~[]byte](status int, text T, trouble Trouble) bool {
	if status < http.StatusBadRequest {
		return false
	}
	lower := strings.ToLower(string(text))
	for _, known := range texts {
		if known.trouble == trouble && (known.status == 0 || known.status == status) && strings.Contains(lower, known.part) {
			return true
		}
	}
	return false
}
