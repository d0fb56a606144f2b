package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
)

// Reason says why the call failed, in text that comes from this SDK only.
func (f *Failure) Reason() string {
	if f.Invalid || f.Decode || f.Refused {
		return Hide(f.Err.Error(), f.Private)
	}
	return classified(f.Err).Error()
}

// own is an error whose text is this SDK's own.
type own string

func (e own) Error() string { return string(e) }

// classified replaces the text of a transport's, reader's or writer's error, which may
// quote data or name a path, by one that says what failed. errors.Is and errors.As
// still find the original.
func classified(err error) error {
	if err = withoutURL(err); err == nil || isOurs(err) {
		return err
	}
	return &classifiedError{err, class(err)}
}

// isOurs reports whether the text of err is our own, or quotes nothing.
func isOurs(err error) bool {
	switch err { //nolint:errorlint // an error that wraps one of these may say more
	case context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, errRepeated, errStreamRefused, errStalled, errSpent:
		return true
	}
	switch err.(type) { //nolint:errorlint // as above
	case own, refusal, tooLargeError, *classifiedError, *callerError:
		return true
	default:
		return false
	}
}

// classifiedError is an error with its text replaced.
type classifiedError struct {
	err  error
	text string
}

func (f *classifiedError) Error() string        { return f.text }
func (f *classifiedError) Is(target error) bool { return errors.Is(f.err, target) }
func (f *classifiedError) As(target any) bool   { return errors.As(f.err, target) }

func class(err error) string {
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return "the file: " + file.Op + systemError(err)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "the host was not found"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate of the server was not accepted"
	}
	if refused, ok := errors.AsType[refusal](err); ok {
		return refused.Error()
	}
	if stream, ok := errors.AsType[streamError](err); ok {
		return stream.Error()
	}
	switch {
	case unprocessed(err):
		return errStreamRefused.Error()
	case errors.Is(err, errStalled):
		return errStalled.Error()
	case isTimeout(err):
		return "no answer in time"
	case failedIn(err, "dial"), failedIn(err, "proxyconnect"):
		return "no connection" + systemError(err)
	}
	text := err.Error()
	for _, known := range transportTexts {
		if strings.Contains(text, known.has) {
			return known.class
		}
	}
	if system := systemError(err); system != "" || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection was lost" + system
	}
	return "the transport failed"
}

// transportTexts occur in errors of net/http that have no type.
var transportTexts = []struct{ has, class string }{
	{"malformed", "the answer is not HTTP"},
	{"http2:", "the HTTP/2 connection failed"},
	{"tls:", "TLS failed"},
	{"server closed idle connection", "the connection was lost: the server closed it"},
}

// systemError returns the operating system's text for err, which quotes nothing.
func systemError(err error) string {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return ": " + number.Error()
	}
	return ""
}
