package rest

import (
	"errors"
	"fmt"
	"strings"
)

// streamError lets errors.As find the error of an HTTP/2 stream, whose type net/http
// does not export: the fields must have the same names.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamError) Error() string { return fmt.Sprintf("HTTP/2 stream reset with code %d", e.Code) }

const refusedStream = 7 // RFC 9113, section 7

// What net/http says when the server did not process a request.
const (
	goneAway      = "http2: Transport received Server's graceful shutdown GOAWAY"
	goneAwayFirst = "http2: Transport received GOAWAY from server ErrCode:"
	notAgain      = "http2: Transport: cannot retry err [" // … "] after Request.Body was written; …"
)

// unprocessed reports whether HTTP/2 itself proves that a request was not processed:
// its stream was refused, or a GOAWAY does not cover it.
func unprocessed(err error) bool {
	if errors.Is(err, errStreamRefused) {
		return true
	}
	if stream, ok := errors.AsType[streamError](err); ok {
		return stream.Code == refusedStream
	}
	err = withoutURL(err)
	if err == nil {
		return false
	}
	text := err.Error()
	if inner, found := strings.CutPrefix(text, notAgain); found {
		text, _, _ = strings.Cut(inner, "]")
	}
	return text == goneAway || strings.HasPrefix(text, goneAwayFirst) ||
		strings.HasPrefix(text, "stream error: stream ID ") && strings.Contains(text, "; REFUSED_STREAM; received from peer")
}
