package truoratest

import (
	"errors"
	"fmt"
	"net/http"
)

// refusal is an error that is answered.
type refusal struct{ answer reply }

func (r refusal) Error() string { return fmt.Sprintf("%d: %s", r.answer.status, r.answer.body) }

// refuse makes an error of any answer.
func refuse(answer reply) error { return refusal{answer} }

// answerOf is the answer to the caller for what a handler returned.
func answerOf(out reply, err error) reply {
	if err == nil {
		return out
	}
	var no refusal
	if !errors.As(err, &no) {
		panic(err) // handlers return refusals only
	}
	return no.answer
}

// errorBody is Truora's usual error.
func errorBody(status, code int, message string) reply {
	return jsonReply(status, obj{"code": code, "http_code": status, "message": message})
}

// coded is an error whose code does not follow from the status.
func coded(status, code int, message string) error {
	return refuse(errorBody(status, code, message))
}

// failure is an error with the code of its status.
func failure(status int, format string, args ...any) error {
	return coded(status, 10000+status, fmt.Sprintf(format, args...))
}

// invalid is the usual 400.
func invalid(format string, args ...any) error {
	return failure(http.StatusBadRequest, "Invalid request: "+format, args...)
}

func notFound() error { return failure(http.StatusNotFound, "Resource not found") }

// storageError is the XML of the storage behind files.truora.com.
func storageError(status int, code, message string) error {
	return refuse(typed(status, "application/xml", fmt.Appendf(nil,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>", code, message)))
}
