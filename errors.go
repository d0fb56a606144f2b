package truora

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truora/truora-go/internal/rest"
)

// What an [Error] can be, for errors.Is. One error can be several of them. The
// HTTP status decides, not Truora's code, which contradicts it at times.
var (
	// ErrInvalid: the call was refused because of its input: by this SDK, before
	// anything was sent (StatusCode 0), or by Truora (400, 422).
	ErrInvalid = errors.New("truora: invalid")
	// ErrUnauthorized: the API key is missing or malformed (401).
	ErrUnauthorized = errors.New("truora: unauthorized")
	// ErrForbidden: the key may not do this, or has expired, or there is no such
	// path on this host (403).
	ErrForbidden = errors.New("truora: forbidden")
	// ErrNotFound: there is no such thing in this account (404).
	ErrNotFound = errors.New("truora: not found")
	// ErrConflict: the thing is not in a state that allows this (409).
	ErrConflict = errors.New("truora: conflict")
	// ErrExpired: the process, the API key or the signed link is past its time.
	ErrExpired = errors.New("truora: expired")
	// ErrRateLimited: too many requests (429, or a 400 that says so). Nothing was
	// carried out, whatever the call; Error.RetryAfter may hold the wait.
	ErrRateLimited = errors.New("truora: rate limited")
	// ErrServer: a fault or a time-out on Truora's side (5xx, 408).
	ErrServer = errors.New("truora: server error")
	// ErrPartial: a part of what was asked for failed (207); the message and Body
	// say which.
	ErrPartial = errors.New("truora: partial failure")
	// ErrOutcomeUnknown: the call changes something and its answer was lost, so
	// Truora may or may not have carried it out. A call that creates, bills or
	// messages has been sent once and no more. Find out before you repeat it.
	ErrOutcomeUnknown = rest.ErrOutcomeUnknown
	// ErrUnchanged: the call would have changed nothing, which Truora refuses (a
	// 400): things are already as asked for.
	ErrUnchanged = errors.New("truora: unchanged")
	// ErrNotReady: what was waited for was not there in time.
	ErrNotReady = errors.New("truora: not ready")
)

// Error is a call that failed. Its text names the operation and says what
// Truora said; it never holds the API key, a URL, or a value that was sent.
// Message, Hint and Body are as received: take care where you print them.
type Error struct {
	// Op is the operation: "GET /v1/checks/{check_id}".
	Op string
	// StatusCode is the HTTP status; 0 if no answer came. Where an error came under a
	// 200, it is the status in the body.
	StatusCode int
	// Code is Truora's own number, such as 10404; 0 if the answer has none. Do
	// not decide by it: a 429 comes with 10400.
	Code int
	// Message is what Truora said, in words that change over time.
	Message string
	// Hint says where to look, if Truora or this SDK knows.
	Hint string
	// RequestID names the request in the logs of Truora's gateway, if the answer
	// had one. undocumented: Truora promises no such header.
	RequestID string
	// RetryAfter is the wait that the answer asked for; 0 if none.
	RetryAfter time.Duration
	// Body is the whole answer, up to 1 MiB of it.
	Body []byte

	kinds   []error
	private []string
	cause   error // a [cause], or nil
}

// Error returns, for example,
// "truora: GET /v1/checks/{check_id}: 404: Resource not found".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("truora: ")
	b.WriteString(e.Op)
	if e.StatusCode != 0 {
		b.WriteString(": ")
		b.WriteString(strconv.Itoa(e.StatusCode))
	} else if e.Is(ErrInvalid) {
		b.WriteString(": not sent")
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	} else {
		b.WriteString(": ")
		b.WriteString(e.said())
	}
	if e.Is(ErrOutcomeUnknown) {
		b.WriteString(" (whether it was carried out is unknown)")
	}
	if e.Is(ErrNotReady) {
		b.WriteString(" (not ready)")
	}
	if e.Hint != "" {
		b.WriteString(" (" + rest.Scrub(e.Hint, e.private) + ")")
	}
	return b.String()
}

func (e *Error) said() string {
	if e.Message != "" {
		return rest.Scrub(e.Message, e.private)
	}
	if text := http.StatusText(e.StatusCode); text != "" {
		return text
	}
	return "no message"
}

// Is reports whether the error is target, one of the Err variables.
func (e *Error) Is(target error) bool {
	return slices.Contains(e.kinds, target)
}

// Unwrap returns the cause: of the network, or of the context.
func (e *Error) Unwrap() error { return e.cause }

// cause is the error of a transport or a context. Its text is scrubbed, for
// some transports put the URL into it; errors.Is and errors.As look through.
type cause struct {
	err  error
	text string
}

func (c *cause) Error() string        { return c.text }
func (c *cause) Is(target error) bool { return errors.Is(c.err, target) }
func (c *cause) As(target any) bool   { return errors.As(c.err, target) }

// GoString is the text of the error: the fields may hold a person's data.
func (e *Error) GoString() string { return e.Error() }

// Format prints the text of the error under every verb.
func (e *Error) Format(f fmt.State, verb rune) { formatText(f, verb, e.Error()) }

// LogValue is the error without anybody's data.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("op", e.Op),
		slog.Int("status", e.StatusCode),
		slog.Int("code", e.Code),
		slog.String("request_id", e.RequestID),
		slog.String("error", e.Error()),
	)
}

// DecodeError is a successful answer that could not be read: the call has been
// carried out. Body holds all of the answer, which may have been paid for.
type DecodeError struct {
	// Op is the operation.
	Op string
	// StatusCode is the HTTP status, a 2xx.
	StatusCode int
	// Body is the whole answer, or as much of it as [WithMaxBody] allows.
	Body []byte
	// Err says what is wrong and where, without repeating a value.
	Err error
}

// Error returns, for example, "truora: GET /v1/checks/{check_id}: the answer
// cannot be read: /check/check_id is missing".
func (e *DecodeError) Error() string {
	return "truora: " + e.Op + ": the answer cannot be read: " + e.Err.Error()
}

// Unwrap returns Err.
func (e *DecodeError) Unwrap() error { return e.Err }

// GoString is the text of the error: Body may hold a person's data.
func (e *DecodeError) GoString() string { return e.Error() }

// Format prints the text of the error under every verb.
func (e *DecodeError) Format(f fmt.State, verb rune) { formatText(f, verb, e.Error()) }

// LogValue is the error without anybody's data.
func (e *DecodeError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

func formatText(f fmt.State, verb rune, text string) {
	if verb == 'q' {
		text = strconv.Quote(text)
	}
	_, _ = f.Write([]byte(text))
}

// publicError turns what internal/rest knows of a failure into what callers see.
func publicError(f *rest.Failure) error {
	if f.Decode {
		return &DecodeError{Op: f.Op, StatusCode: f.Status, Body: f.Body, Err: &cause{f.Err, rest.Scrub(f.Err.Error(), f.Private)}}
	}
	said := rest.ReadErrorBody(f.Body)
	e := &Error{
		Op: f.Op, StatusCode: f.Status, Code: said.Code, Message: said.Message, Hint: said.Hint,
		RequestID: f.RequestID(), RetryAfter: f.RetryAfter, Body: f.Body,
		private: f.Private,
	}
	if f.Err != nil {
		e.cause = &cause{f.Err, rest.Scrub(f.Err.Error(), f.Private)}
	}
	e.kinds = kinds(f, strings.ToLower(said.Message))
	if e.Hint == "" {
		e.Hint = hint(f, said.Message)
	}
	return e
}

// kinds decides what a failure is. Truora's own SDK goes by a few texts before
// the status, for some cases arrive under a general one.
func kinds(f *rest.Failure, message string) []error {
	var list []error
	add := func(is bool, kind error) {
		if is {
			list = append(list, kind)
		}
	}
	limited := f.Status == http.StatusTooManyRequests || f.Status == http.StatusBadRequest && rest.RateLimitedText(f.Body)
	expired := f.Expired || f.Status == http.StatusGone || f.Link && (f.Status == http.StatusForbidden || f.Status >= 400 && rest.LinkRefused(f.Body)) ||
		f.Status >= 400 && (strings.Contains(message, "process expired") || strings.Contains(message, "key has expired"))
	conflict := f.Status == http.StatusConflict || f.Status >= 400 && containsAny(message, "invalid current step", "already queued")
	unchanged := f.Status == http.StatusBadRequest && containsAny(message, "config already exists", "already has the default value")
	specific := limited || expired || conflict || unchanged
	switch {
	case f.Invalid:
		list = append(list, ErrInvalid)
	case f.Status == http.StatusBadRequest || f.Status == http.StatusUnprocessableEntity:
		add(!specific, ErrInvalid)
	case f.Status == http.StatusUnauthorized:
		list = append(list, ErrUnauthorized)
	case f.Status == http.StatusForbidden:
		list = append(list, ErrForbidden)
	case f.Status == http.StatusNotFound:
		list = append(list, ErrNotFound)
	case f.Status == http.StatusMultiStatus:
		list = append(list, ErrPartial)
	case f.Status >= 500 || f.Status == http.StatusRequestTimeout:
		list = append(list, ErrServer)
	}
	add(limited, ErrRateLimited)
	add(expired, ErrExpired)
	add(conflict, ErrConflict)
	add(unchanged, ErrUnchanged)
	add(f.Unknown, ErrOutcomeUnknown)
	add(f.NotReady, ErrNotReady)
	add(f.Kind != nil, f.Kind)
	return list
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// hint explains the answers that mislead.
func hint(f *rest.Failure, message string) string {
	switch {
	case f.Link && (f.Status == http.StatusForbidden || rest.LinkRefused(f.Body)):
		return "the signed link is spent, altered or past its time: ask for a new one"
	case f.Status != http.StatusForbidden:
		return ""
	case strings.Contains(message, "Missing Authentication Token"):
		return "this host has no such path: check the hosts"
	case strings.Contains(message, "explicit deny"):
		return "the key has no grant for this, or it has expired"
	}
	return ""
}

// transient reports whether a wait may go on after err.
func transient(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Is(ErrInvalid) {
		return false
	}
	return e.StatusCode == 0 || e.Is(ErrServer) || e.Is(ErrRateLimited)
}
