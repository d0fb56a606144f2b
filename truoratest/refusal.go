package truoratest

import (
	"errors"
	"fmt"
	"net/http"
)

// refusal is an error that carries the answer.
type refusal struct{ answer reply }

func (r refusal) Error() string { return fmt.Sprintf("%d: %s", r.answer.status, r.answer.body) }

// refuse turns any answer into an error.
func refuse(answer reply) error { return refusal{answer} }

// answerOf returns the answer for what a handler returned.
func answerOf(out reply, err error) reply {
	if err == nil {
		return out
	}
	var no refusal
	if !errors.As(err, &no) {
		panic(err) // handlers return no other errors
	}
	return no.answer
}

// errorBody returns an error in Truora's usual format.
func errorBody(status, code int, message string) reply {
	return jsonReply(status, obj{"code": code, "http_code": status, "message": message})
}

// coded returns an error whose code does not follow from the status.
func coded(status, code int, message string) error {
	return refuse(errorBody(status, code, message))
}

// failure returns an error with the code for its status.
func failure(status int, format string, args ...any) error {
	return coded(status, 10000+status, fmt.Sprintf(format, args...))
}

// invalid returns the usual 400.
func invalid(format string, args ...any) error {
	return failure(http.StatusBadRequest, "Invalid request: "+format, args...)
}

func notFound() error { return failure(http.StatusNotFound, "Resource not found") }

// storageError returns the XML of the storage behind files.truora.com.
func storageError(status int, code, message string) error {
	return refuse(typed(status, "application/xml", fmt.Appendf(nil,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>", code, message)))
}
