package rest

import (
	"net/http"
	"strings"
)

// Trouble is an error that Truora identifies by its message, where the status says
// less.
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

// texts are messages that Truora's hosts are known to send, in lowercase. Truora's own
// SDK relies on some of them; all may change.
var texts = [...]struct {
	part    string
	trouble Trouble
	status  int // the only status that it counts with; 0 is any
}{
	{"max rate limit reached", RateLimited, http.StatusBadRequest},
	{"process expired", Expired, 0},
	{"key has expired", Expired, 0},
	{"invalid current step", Conflict, 0},
	{"already queued", Conflict, 0},
	{"config already exists", Unchanged, http.StatusBadRequest},
	{"already has the default value", Unchanged, http.StatusBadRequest},
	// The file store's refusal of a signed link that is used up, expired or altered;
	// also inside a 5xx.
	{"<code>accessdenied</code>", LinkIsRefused, 0},
	{"<code>signaturedoesnotmatch</code>", LinkIsRefused, 0},
	{"<code>expiredtoken</code>", LinkIsRefused, 0},
	{"missing authentication token", NoSuchPath, http.StatusForbidden},
	{"explicit deny", NoGrant, http.StatusForbidden},
}

// Says reports whether the text of an answer with the given status means trouble.
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
