package main

import (
	"context"
	"errors"

	truora "github.com/truora/truora-go"
)

// exitCode is what the program ends with. The numbers are stable: scripts use them.
type exitCode int

const (
	exitDone        exitCode = 0
	exitFailed      exitCode = 1
	exitUsage       exitCode = 2
	exitUnknown     exitCode = 3
	exitKey         exitCode = 4
	exitNotFound    exitCode = 5
	exitRefused     exitCode = 6
	exitRateLimited exitCode = 7
	exitUnavailable exitCode = 8
	exitUnconfirmed exitCode = 9
	exitNegative    exitCode = 10
	exitUnfinished  exitCode = 11
	exitInterrupted exitCode = 130
)

// exitMeanings is the table of docs/cli.md.
var exitMeanings = []struct {
	code    exitCode
	meaning string
}{
	{exitDone, "done"},
	{exitFailed, "failed for a reason that has no code of its own"},
	{exitUsage, "the command line is wrong; nothing was sent"},
	{exitUnknown, "outcome unknown: the answer was lost, and the call may have been carried out"},
	{exitKey, "the API key is missing, refused, or has no grant for this; or the signing key of webhooks is missing"},
	{exitNotFound, "the account has no such resource"},
	{exitRefused, "Truora refused it, because of the input or of the state; the call changed nothing"},
	{exitRateLimited, "too many requests; the call changed nothing"},
	{exitUnavailable, "Truora, or what else was to be called, cannot be reached or has a fault; no call of Truora changed anything"},
	{exitUnconfirmed, "this is billed and was not confirmed; nothing was sent"},
	{exitNegative, "it went through, and the result is negative: a failed check or process, a finding"},
	{exitUnfinished, "not finished in the time given; it goes on at Truora"},
	{exitInterrupted, "interrupted"},
}

// usageError is a command line that is wrong.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// codedError is an error with an exit code that does not follow from its kind.
type codedError struct {
	error
	code exitCode
}

func (e codedError) Unwrap() error { return e.error }

// errorKinds are looked through in this order: whether money may be gone comes first.
var errorKinds = []struct {
	kind error
	code exitCode
}{
	{errUnconfirmed, exitUnconfirmed},
	{truora.ErrOutcomeUnknown, exitUnknown},
	{context.Canceled, exitInterrupted},
	{truora.ErrRateLimited, exitRateLimited},
	{truora.ErrUnauthorized, exitKey},
	{truora.ErrForbidden, exitKey},
	{truora.ErrNotFound, exitNotFound},
	{truora.ErrInvalid, exitRefused},
	{truora.ErrConflict, exitRefused},
	{truora.ErrExpired, exitRefused},
	{truora.ErrUnchanged, exitRefused},
	{truora.ErrNotReady, exitUnfinished},
	{truora.ErrServer, exitUnavailable},
	{context.DeadlineExceeded, exitUnfinished},
}

func codeOf(err error) exitCode {
	if err == nil {
		return exitDone
	}
	if coded, ok := errors.AsType[codedError](err); ok {
		return coded.code
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	call, isCall := errors.AsType[*truora.Error](err)
	if isCall && call.StatusCode == 0 && call.Is(truora.ErrInvalid) {
		return exitUsage // the SDK did not send it
	}
	for _, known := range errorKinds {
		if errors.Is(err, known.kind) {
			return known.code
		}
	}
	if isCall && call.StatusCode == 0 {
		return exitUnavailable
	}
	return exitFailed
}
