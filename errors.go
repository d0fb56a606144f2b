package truora

import (
	"cmp"
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

// Kinds of [Error], for errors.Is. One error can be of several kinds. They
// follow from the HTTP status, not from Truora's code, which sometimes
// contradicts it.
var (
	// ErrInvalid means that the call was refused because of its input: by this
	// SDK before anything was sent (StatusCode 0), or by Truora (400, 422).
	ErrInvalid = errors.New("truora: invalid")
	// ErrUnauthorized means that the API key is missing or malformed (401).
	ErrUnauthorized = errors.New("truora: unauthorized")
	// ErrForbidden means that the key may not do this or has expired, or that
	// this host has no such path (403).
	ErrForbidden = errors.New("truora: forbidden")
	// ErrNotFound means that the account has no such resource (404).
	ErrNotFound = rest.ErrNotFound
	// ErrConflict means that the resource is not in a state that allows the
	// call (409).
	ErrConflict = errors.New("truora: conflict")
	// ErrExpired means that the process, the API key or the signed link has
	// expired.
	ErrExpired = errors.New("truora: expired")
	// ErrRateLimited means that there were too many requests (429, or a 400 that
	// says so). Nothing was carried out, whatever the call; Error.RetryAfter may
	// hold the wait.
	ErrRateLimited = errors.New("truora: rate limited")
	// ErrServer means a fault or a time-out on Truora's side (5xx, 408).
	ErrServer = errors.New("truora: server error")
	// ErrPartial means that a part of the request failed (207); the message and
	// Body say which part.
	ErrPartial = errors.New("truora: partial failure")
	// ErrOutcomeUnknown means that the call changes something and its answer
	// was lost, so Truora may or may not have carried it out. A call that
	// creates, bills or messages was not sent again, unless Truora documents that an
	// equal call returns the first result. Find out whether it was carried out before
	// you repeat it.
	ErrOutcomeUnknown = rest.ErrOutcomeUnknown
	// ErrUnchanged means that the call would have changed nothing, which Truora
	// refuses with a 400: the state is already the requested one.
	ErrUnchanged = errors.New("truora: unchanged")
	// ErrRefused means that an [Interceptor] refused the call; nothing was sent. The
	// error wraps what it returned.
	ErrRefused = errors.New("truora: refused")
	// ErrNotReady means that a file, such as a PDF, was not ready in time.
	ErrNotReady = errors.New("truora: not ready")
)

// Error describes a call that failed. Its text has the operation and Truora's
// message, and never the API key, a URL, or a value that was sent. Printing,
// logging and encoding/json show this text only. Message, Hint and Body are as
// received and may hold personal data: take care where you print them.
//
//nolint:recvcheck // what prints has a value receiver, to cover *err; what makes it an error has not, so that errors.As takes one type
type Error struct {
	// Op is the operation: "GET /v1/checks/{check_id}".
	Op string
	// StatusCode is the HTTP status, or 0 if there was no answer. If Truora sent the
	// error with status 200, it is the status in the body.
	StatusCode int
	// Code is Truora's own error code, such as 10404; 0 if the answer has none.
	// Do not base decisions on it: a 429 has the code 10400.
	Code int
	// Message is Truora's error message. Its wording changes over time.
	Message string
	// Hint says where to look, if Truora or this SDK knows.
	Hint string
	// RequestID names the request in the logs of Truora's gateway, if the answer
	// had one. undocumented: Truora promises no such header.
	RequestID string
	// RetryAfter is the wait that the answer asked for, or 0 if it asked for
	// none.
	RetryAfter time.Duration
	// Body is the body of the answer; under an error status, up to 1 MiB of it.
	Body []byte

	kinds []error
	cause *cause
	// shown returns the text with the values that were sent redacted. It is a
	// function so that code that prints or walks a struct does not see those values.
	shown func() string
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
	} else if e.Is(ErrInvalid) || e.Is(ErrRefused) {
		b.WriteString(": not sent")
	}
	b.WriteString(": ")
	if e.shown != nil {
		b.WriteString(e.shown())
	} else { // constructed by hand, in a test
		b.WriteString(e.said(nil))
	}
	if e.Is(ErrOutcomeUnknown) {
		b.WriteString(" (whether it was carried out is unknown)")
	}
	if e.Is(ErrNotReady) {
		b.WriteString(" (not ready)")
	}
	return b.String()
}

// said is the cause or the message, and the hint, fit to print.
func (e *Error) said(private rest.Private) string {
	text := cmp.Or(rest.Scrub(e.Message, private), http.StatusText(e.StatusCode), "no message")
	if e.cause != nil {
		text = e.cause.text
	}
	if e.Hint != "" {
		text += " (" + rest.Scrub(e.Hint, private) + ")"
	}
	return text
}

// Is reports whether the error is target, one of the Err variables.
func (e *Error) Is(target error) bool {
	return slices.Contains(e.kinds, target)
}

// Unwrap returns the cause, such as an error of the network or of the context,
// or nil.
func (e *Error) Unwrap() error {
	if e.cause == nil {
		return nil
	}
	return e.cause
}

// GoString returns the text of the error: the fields may hold personal data.
func (e Error) GoString() string { return e.Error() }

// Format prints the text of the error under every verb.
func (e Error) Format(f fmt.State, verb rune) { formatText(f, verb, e.Error()) }

// MarshalText returns the text of the error, for encoding/json and similar
// packages.
func (e Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// LogValue returns the error without personal data.
func (e Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("op", e.Op),
		slog.Int("status", e.StatusCode),
		slog.Int("code", e.Code),
		slog.String("request_id", e.RequestID),
		slog.String("error", e.Error()),
	)
}

// cause is the error of a transport or a context, with a text of our own.
// errors.Is and errors.As see the original; printing does not, because it may
// hold a URL.
type cause struct {
	text string
	err  func() error
}

func causeOf(f *rest.Failure) *cause {
	if f.Err == nil {
		return nil
	}
	return &cause{f.Reason(), func() error { return f.Err }}
}

func (c cause) Error() string                 { return c.text }
func (c cause) Format(f fmt.State, verb rune) { formatText(f, verb, c.text) }
func (c cause) Is(target error) bool          { return errors.Is(c.err(), target) }
func (c cause) As(target any) bool            { return errors.As(c.err(), target) }

// DecodeError describes a successful answer that could not be read: the call
// has been carried out. Body holds the whole answer, which you may have paid
// for.
//
//nolint:recvcheck // as with Error
type DecodeError struct {
	// Op is the operation.
	Op string
	// StatusCode is the HTTP status, a 2xx.
	StatusCode int
	// Body is the whole answer, or as much of it as [WithMaxBody] allows.
	Body []byte
	// Err says what is wrong and where, without quoting a value.
	Err error
}

// Error returns, for example, "truora: GET /v1/checks/{check_id}: the answer
// cannot be read: /check/check_id is missing".
func (e *DecodeError) Error() string {
	text := "truora: " + e.Op + ": the answer cannot be read"
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns Err.
func (e *DecodeError) Unwrap() error { return e.Err }

// GoString returns the text of the error: Body may hold personal data.
func (e DecodeError) GoString() string { return e.Error() }

// Format prints the text of the error under every verb.
func (e DecodeError) Format(f fmt.State, verb rune) { formatText(f, verb, e.Error()) }

// MarshalText returns the text of the error, for encoding/json and similar
// packages.
func (e DecodeError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// LogValue returns the error without personal data.
func (e DecodeError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

func formatText(f fmt.State, verb rune, text string) {
	if verb == 'q' {
		text = strconv.Quote(text)
	}
	_, _ = f.Write([]byte(text))
}
