package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Call describes one operation.
type Call struct {
	// Op is the method and path exactly as Truora writes them: "GET
	// /v1/checks/{check_id}".
	Op string
	// Args are the values of the {names} in Op, in order and not escaped.
	Args []string
	// Query and Form are structs with url tags; Form is the request body.
	Query, Form any
	// JSON is encoded as the request body.
	JSON any
	// Header is added to the request; empty values are left out.
	Header map[string]string
	// Key names the member of the answer that holds the result; "" means that the whole
	// answer is the result.
	Key string
	// Also lists other names for Key, where Truora's documents disagree. Lists only.
	Also []string
	// Lone names a member that only an item of the list has: an answer that has it, and
	// no Key, is itself the only item.
	Lone string
	// Invalid is the error in the arguments, if any: then nothing is sent.
	Invalid error
	// Empty is the message of the 404 that means that a list has no items. Lists only:
	// with any other message a 404 is an error.
	Empty string
	// Missing reports what a 404 means, where it can mean several things. Optional.
	Missing func(context.Context) Meaning
	// Effect says what sending the call twice does. Zero means the default for the
	// method.
	Effect Effect
	// Reused is given the result, a *T of [Do], and reports whether it is proven to be
	// that of an earlier call. Optional.
	Reused func(result any) bool
	// Link: the call goes to a signed link, without the key.
	Link bool

	// For Surround; nil without one.

	seen *Seen
	made *made
}

// Meaning is what an answer means beyond its status.
type Meaning struct {
	// Kind is an error of the area that errors.Is must find; nil for none.
	Kind error
	// NotReady: what was asked for may still appear.
	NotReady bool
	// Unknown: the call may have been carried out all the same.
	Unknown bool
}

// interpret finds out what a 404 means, where it can mean several things.
func (c *Call) interpret(ctx context.Context, f *Failure) {
	if f.Status != http.StatusNotFound || c.Missing == nil {
		return
	}
	meaning := c.Missing(ctx)
	f.Kind, f.NotReady = meaning.Kind, meaning.NotReady
	f.Unknown = f.Unknown || meaning.Unknown
}

// Effect is what sending a call a second time does.
type Effect uint8

const (
	byMethod Effect = iota
	// Read changes nothing.
	Read
	// Idempotent changes nothing more the second time.
	Idempotent
	// Dedupe creates, but Truora documents that it returns the first result for an
	// equal call. The options can turn it into Once.
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

// IdempotentUnless is Idempotent, or Once if each call has a further effect.
func IdempotentUnless(once bool) Effect {
	if once {
		return Once
	}
	return Idempotent
}

// Arg returns the argument for {name} in Op, or "".
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

// path returns base followed by Op's path with the escaped arguments.
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
		// Some servers decode a bare plus in a path as a space.
		path.WriteString(strings.ReplaceAll(url.PathEscape(arg), "+", "%2B"))
		rest = after
	}
	if strings.Contains(rest, "{") {
		return "", fmt.Errorf("%s lacks an argument", c.Op)
	}
	path.WriteString(rest)
	return path.String(), nil
}

// checkArg refuses arguments that would address another resource once a server or proxy
// has normalized the path.
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
