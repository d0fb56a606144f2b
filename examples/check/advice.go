package main

import (
	"context"
	"errors"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/examples/internal/demo"
)

// failure is what ended the program, and what is needed to say how to continue.
type failure struct {
	err       error
	ended     error  // of the context: interrupted, or out of time
	id        string // of the check, once there is one
	reference string // the custom_input of a check that was requested
	embedded  bool
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

const resumeCommand = "go run ./examples/check -check "

// tell prints what went wrong and what to do.
func (f *failure) tell(p program) {
	out := p.Err
	switch {
	case errors.Is(f.ended, context.Canceled):
		out.Printf("\nInterrupted.\n")
	case errors.Is(f.err, errDeclined):
	case errors.Is(f.ended, context.DeadlineExceeded):
		out.Printf("\nerror: the time is over; -timeout gives more\n")
	default:
		p.Fail(f.err, advice(f.err))
	}
	_, unread := errors.AsType[*truora.DecodeError](f.err)
	switch {
	case f.id == "" && (unread || errors.Is(f.err, truora.ErrOutcomeUnknown)):
		out.Printf("Truora may have made the check, and billed it. Before you repeat this, look for a check\n"+
			"whose custom_input is %s (client.Checks.All, or the dashboard),\n"+
			"and if there is one go on with %sCHK…\n", f.reference, resumeCommand)
	case f.id == "" && (f.ended != nil || errors.Is(f.err, errDeclined)):
		out.Printf("Nothing was bought.\n")
	case f.id == "" || errors.Is(f.err, truora.ErrNotFound) && f.ended == nil:
	case f.embedded:
		out.Printf("The embedded Truora ends with this program and forgets the check. On the real one\n"+
			"it runs on, and this would go on with it without buying another:\n  %s%s\n", resumeCommand, f.id)
	default:
		out.Printf("To go on with the check later, without buying another:\n  %s%s\n", resumeCommand, f.id)
	}
}

// advice says what a user can do about an error.
func advice(err error) string {
	switch {
	case errors.Is(err, errSubject):
		return "Name them with -document, -plate, -company or -first-name and -last-name."
	case errors.Is(err, truora.ErrOutcomeUnknown):
		return "" // tell says more
	case errors.Is(err, truora.ErrNotReady):
		return "Truora is still making it, or has no such file. The check itself is not affected."
	case errors.Is(err, truora.ErrNotFound):
		return "The account of this key has no such check: is the id right, and the key?"
	case errors.Is(err, truora.ErrInvalid):
		return "Correct the flags (-h lists them). Nothing was created."
	}
	return demo.Advice(err, "checks")
}
