package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Call is one operation as data.
type Call struct {
	// Op is the method and path letter for letter as Truora writes them:
	// "GET /v1/checks/{check_id}".
	Op string
	// Args fill the {names} of Op in their order. They are escaped here.
	Args []string
	// Query and Form are structs with url tags; Form is the body of the request.
	Query, Form any
	// JSON is encoded as the body of the request.
	JSON any
	// Header is added to the request; empty values are left out.
	Header map[string]string
	// Key names the member of the answer that holds the result; "" means that the
	// answer is the result.
	Key string
	// Also are other names that Key goes by, where Truora's documents disagree.
	// Lists only.
	Also []string
	// Lone names a member that only an item of the list has: an answer that has it
	// and no Key is itself the one item of its page.
	Lone string
	// Invalid is what is wrong with the arguments: if set, nothing is sent.
	Invalid error
	// Empty is the message of the 404 that says that a list has no items. Lists
	// only: with another message a 404 stays an error.
	Empty string
	// Missing is asked what a 404 means, where that can be several things. Optional.
	Missing func(context.Context) Meaning
	// Effect says what sending twice does. The zero value goes by the method.
	Effect Effect
	// Link: it goes to a signed link, without the key.
	Link bool

	seen *Seen // for what surrounds the call; nil if nothing does
}

// Meaning is what an answer means beyond its status.
type Meaning struct {
	// Kind is an error of the area that errors.Is shall find; nil for none.
	Kind error
	// NotReady: what was asked for may come yet.
	NotReady bool
	// Unknown: the call may have been carried out all the same.
	Unknown bool
}

// interpret asks what a 404 means, where that can be several things.
func (c *Call) interpret(ctx context.Context, f *Failure) {
	if f.Status != http.StatusNotFound || c.Missing == nil {
		return
	}
	meaning := c.Missing(ctx)
	f.Kind, f.NotReady = meaning.Kind, meaning.NotReady
	f.Unknown = f.Unknown || meaning.Unknown
}

// Effect is what carrying out a call a second time does.
type Effect uint8

const (
	byMethod Effect = iota
	// Read changes nothing.
	Read
	// Idempotent changes nothing more the second time.
	Idempotent
	// Dedupe creates, but Truora documents that it gives back the first result for
	// an equal call. The options can make it Once.
	Dedupe
	// Once creates, bills or messages a person each time.
	Once
)

// DedupeUnless is Dedupe, or Once if the caller forces a new creation.
func DedupeUnless(force bool) Effect {
	if force {
		return Once
	}
	return Dedupe
}

// IdempotentUnless is Idempotent, or Once if each call sets off something more.
func IdempotentUnless(once bool) Effect {
	if once {
		return Once
	}
	return Idempotent
}

// Arg is the argument that takes the place of {name} in Op, or "".
func (c *Call) Arg(name string) string {
	_, rest, _ := strings.Cut(c.Op, "{")
	for _, arg := range c.Args {
		this, after, _ := strings.Cut(rest, "}")
		if this == name {
			return arg
		}
		_, rest, _ = strings.Cut(after, "{")
	}
	return ""
}

func (c *Call) method() string {
	method, _, _ := strings.Cut(c.Op, " ")
	return method
}

func (c *Call) effect() Effect {
	if c.Effect != byMethod {
		return c.Effect
	}
	switch c.method() {
	case http.MethodGet, http.MethodHead:
		return Read
	case http.MethodPut, http.MethodDelete:
		return Idempotent
	default:
		return Once
	}
}

// path fills the names of Op with the escaped arguments, behind base.
func (c *Call) path(base string) (string, error) {
	_, rest, _ := strings.Cut(c.Op, " ")
	var path strings.Builder
	size := len(base) + len(rest)
	for _, arg := range c.Args {
		size += len(arg)
	}
	path.Grow(size)
	path.WriteString(base)
	for _, arg := range c.Args {
		before, after, found := strings.Cut(rest, "{")
		name, after, closed := strings.Cut(after, "}")
		if !found || !closed {
			return "", fmt.Errorf("%s has more arguments than names", c.Op)
		}
		if err := checkArg(name, arg); err != nil {
			return "", err
		}
		path.WriteString(before)
		// Some servers read a bare plus in a path as a blank.
		path.WriteString(strings.ReplaceAll(url.PathEscape(arg), "+", "%2B"))
		rest = after
	}
	if strings.Contains(rest, "{") {
		return "", fmt.Errorf("%s lacks an argument", c.Op)
	}
	path.WriteString(rest)
	return path.String(), nil
}

// checkArg refuses arguments that would address something else than the named
// thing once a server or proxy has tidied up the path.
func checkArg(name, arg string) error {
	if arg == "" {
		return errors.New(name + " is empty")
	}
	for _, r := range arg {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return errors.New(name + " holds a control character or is not UTF-8")
		}
	}
	for segment := range strings.FieldsFuncSeq(arg, func(r rune) bool { return r == '/' || r == '\\' }) {
		if segment == "." || segment == ".." {
			return errors.New(name + " holds a relative path")
		}
	}
	return nil
}
