package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/truora/truora-go"
)

// failure is what ended the program, with what is needed to say how to go on.
type failure struct {
	err       error
	ended     error  // of the context: interrupted, or out of time
	id        string // of the check, once there is one
	reference string // the custom_input of a check that was asked for
	embedded  bool
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

const resumeCommand = "go run ./examples/quickstart -check "

// tell prints what went wrong and what to do.
func (f *failure) tell(out screen) {
	switch {
	case errors.Is(f.ended, context.Canceled):
		out.printf("\nInterrupted.\n")
	case errors.Is(f.err, errDeclined):
	case errors.Is(f.ended, context.DeadlineExceeded):
		out.printf("\nerror: the time is over; -timeout gives more\n")
	default:
		out.printf("\nerror: %s\n", plain(f.err.Error()))
		if text := advice(f.err); text != "" {
			out.printf("       %s\n", text)
		}
	}
	_, unread := errors.AsType[*truora.DecodeError](f.err)
	switch {
	case f.id == "" && (unread || errors.Is(f.err, truora.ErrOutcomeUnknown)):
		out.printf("Truora may have made the check, and billed it. Before you repeat this, look for a check\n"+
			"whose custom_input is %s (client.Checks.All, or the dashboard),\n"+
			"and if there is one go on with %sCHK…\n", f.reference, resumeCommand)
	case f.id == "" && (f.ended != nil || errors.Is(f.err, errDeclined)):
		out.printf("Nothing was bought.\n")
	case f.id == "" || errors.Is(f.err, truora.ErrNotFound) && f.ended == nil:
	case f.embedded:
		out.printf("The embedded Truora ends with this program and forgets the check. On the real one\n"+
			"it runs on, and this would go on with it without buying another:\n  %s%s\n", resumeCommand, f.id)
	default:
		out.printf("To go on with the check later, without buying another:\n  %s%s\n", resumeCommand, f.id)
	}
}

// advice says what a person can do about an error.
func advice(err error) string {
	e, answered := errors.AsType[*truora.Error](err)
	switch {
	case errors.Is(err, errSubject):
		return "Name them with -document, -plate, -company or -first-name and -last-name."
	case errors.Is(err, truora.ErrOutcomeUnknown):
		return "" // tell says more
	case errors.Is(err, truora.ErrUnauthorized), errors.Is(err, truora.ErrForbidden):
		return "Is the key in TRUORA_API_KEY whole, of today, and allowed to use checks?"
	case errors.Is(err, truora.ErrRateLimited) && e.RetryAfter > 0:
		return fmt.Sprintf("Truora asks to wait %s. Nothing was carried out.", e.RetryAfter)
	case errors.Is(err, truora.ErrRateLimited):
		return "Too many calls at once; try again in a minute. Nothing was carried out."
	case errors.Is(err, truora.ErrNotReady):
		return "Truora is still making it, or has no such file. The check itself is not affected."
	case errors.Is(err, truora.ErrNotFound):
		return "The account of this key has no such check: is the id right, and the key?"
	case errors.Is(err, truora.ErrInvalid):
		return "Correct the flags (-h lists them). Nothing was created."
	case errors.Is(err, truora.ErrServer):
		return "That is a fault at Truora; try again later."
	case answered && e.StatusCode == 0:
		return "No answer from Truora: is there a network, and a proxy that lets this through?"
	}
	if _, unread := errors.AsType[*truora.DecodeError](err); unread {
		return "Truora carried it out, but this version of the SDK cannot read the answer: look for a newer one."
	}
	return ""
}
