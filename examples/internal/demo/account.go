package demo

import (
	"errors"
	"fmt"
	"os"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// Account is a Truora to call.
type Account struct {
	Client *truora.Client
	Fake   *truoratest.Server // nil for the real one
	Page   string             // where people go through processes; "" is Truora's own
}

// Connect returns the Truora that the environment asks for.
type Connect func(env func(string) string) (Account, error)

// HasKey reports whether env asks for the real Truora.
func HasKey(env func(string) string) bool {
	return env("TRUORA_API_KEY") != "" || env("TRUORA_API_KEY_FILE") != ""
}

// Embedded returns an Account that calls srv and polls at intervals that grow from
// often to seldom.
func Embedded(srv *truoratest.Server, often, seldom time.Duration) Account {
	return Account{Client: srv.Client(truora.WithPolling(often, seldom)), Fake: srv}
}

// Real returns an Account for the real Truora, or for the one that TRUORA_BASE_URL
// names, with the key in the environment.
func Real(userAgent string, opts ...truora.Option) (Account, error) {
	client, err := truora.FromEnv(append(opts, truora.WithUserAgent(userAgent))...)
	acct := Account{Client: client}
	if base := os.Getenv("TRUORA_BASE_URL"); base != "" {
		acct.Page = truora.HostsAt(base).Page
	}
	return acct, err
}

// Embedded reports whether everyone there is made up.
func (a Account) Embedded() bool { return a.Fake != nil }

// Greet says which Truora it is: embedded is the text for one in memory.
func (p Program) Greet(acct Account, embedded string) {
	switch {
	case acct.Page != "":
		embedded = "The Truora that TRUORA_BASE_URL names, under your API key.\n"
	case !acct.Embedded():
		embedded = "Truora, under your API key.\n"
	}
	p.Out.Printf("%s\n", embedded)
}

// Advice says what a user can do about an error of any area, or returns "". what is
// what the key must have permission for.
func Advice(err error, what string) string {
	e, answered := errors.AsType[*truora.Error](err)
	switch {
	case errors.Is(err, truora.ErrOutcomeUnknown):
		return "" // the example knows where to look
	case errors.Is(err, truora.ErrUnauthorized), errors.Is(err, truora.ErrForbidden):
		return "Is the key in TRUORA_API_KEY whole, of today, and allowed to use " + what + "?"
	case errors.Is(err, truora.ErrRateLimited) && answered && e.RetryAfter > 0:
		return fmt.Sprintf("Truora asks to wait %s. Nothing was carried out.", e.RetryAfter)
	case errors.Is(err, truora.ErrRateLimited):
		return "Too many calls at once; try again in a minute. Nothing was carried out."
	case errors.Is(err, truora.ErrServer):
		return "That is a fault at Truora; try again later."
	case answered && e.StatusCode == 0 && !errors.Is(err, truora.ErrInvalid):
		return "No answer from Truora: is there a network, and a proxy that lets this through?"
	}
	if _, unread := errors.AsType[*truora.DecodeError](err); unread {
		return "Truora carried it out, but this version of the SDK cannot read the answer: look for a newer one."
	}
	return ""
}
