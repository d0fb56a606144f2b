// Package faults breaks calls on their way between the SDK and the fake, and
// says what must come of it. The rules stand here once, by the effect of an
// operation in the inventory, and hold for every operation.
package faults

import (
	"net/http"
	"time"

	"github.com/truora/truora-go/contract"
)

// Kind is what a fault tells the SDK, or fails to tell.
type Kind int

const (
	// NeverLeft: the request provably did not reach the server.
	NeverLeft Kind = iota
	// TurnedAway: the server says that it did nothing, and to come again.
	TurnedAway
	// TooLong is TurnedAway for longer than anybody waits.
	TooLong
	// Lost: carried out or not, the answer does not tell.
	Lost
	// Cut: the answer breaks off within its body.
	Cut
	// Unreadable: success, in a body that is not the result.
	Unreadable
	// Told: success by its status, an error by its body.
	Told
	// Oversized: success, in a body larger than is read.
	Oversized
	// Elsewhere: the server points to a host that is not Truora's.
	Elsewhere
	// GivenUp: the context ends before the request has left.
	GivenUp
	// Abandoned: the context ends while the answer is awaited.
	Abandoned
	// Slow: the answer takes its time, and comes.
	Slow
)

// Fault is one way to fail.
type Fault struct {
	Name       string
	Kind       Kind
	Status     int           // of the answer; 0 if none comes
	RetryAfter time.Duration // that the answer asks for
	trip       func(*attempt) (*http.Response, error)
}

// Within reports whether the fault needs an answer with a body.
func (f Fault) Within() bool {
	switch f.Name {
	case "reset in the middle of the body", "slow body", "cancelled in the middle of the body":
		return true
	default:
		return false
	}
}

// All is every fault.
func All() []Fault {
	faults := []Fault{
		{Name: "connection refused", Kind: NeverLeft, trip: refused},
		{Name: "no such host", Kind: NeverLeft, trip: noSuchHost},
		{Name: "TLS failure", Kind: NeverLeft, trip: untrusted},
		{Name: "reset before the request", Kind: NeverLeft, trip: resetEarly},
		{Name: "reset after the request", Kind: Lost, trip: resetLate},
		{Name: "connection closed without an answer", Kind: Lost, trip: hungUp},
		{Name: "no answer in time", Kind: Lost, trip: timedOut},
		{Name: "failure of a transport that reports nothing", Kind: Lost, trip: silent},
		{Name: "reset in the middle of the body", Kind: Cut, trip: cutBody},
		{Name: "slow body", Kind: Slow, trip: slowBody},
		{Name: "400 max rate limit reached", Kind: TurnedAway, Status: 400, trip: turnedAway(400, rateLimited, "")},
		{Name: "429", Kind: TurnedAway, Status: 429, trip: turnedAway(429, jsonEcho, "")},
		{Name: "429 with Retry-After", Kind: TurnedAway, Status: 429, RetryAfter: 7 * time.Second, trip: turnedAway(429, jsonEcho, "7")},
		{Name: "503 with Retry-After", Kind: TurnedAway, Status: 503, RetryAfter: 7 * time.Second, trip: turnedAway(503, jsonEcho, "7")},
		{Name: "429 for longer than a minute", Kind: TooLong, Status: 429, RetryAfter: 61 * time.Second, trip: turnedAway(429, jsonEcho, "61")},
		{Name: "502 with HTML", Kind: Lost, Status: 502, trip: lostInside(502, htmlEcho)},
		{Name: "truncated JSON", Kind: Unreadable, trip: body("application/json", truncatedEcho)},
		{Name: "JSON of another kind", Kind: Unreadable, trip: body("application/json", stringEcho)},
		{Name: "wrong content type", Kind: Unreadable, trip: body("text/html", htmlEcho)},
		{Name: emptyBody, Kind: Unreadable, trip: body("application/json", nothing)},
		{Name: emptyObject, Kind: Unreadable, trip: body("application/json", saying(`{}`))},
		{Name: null, Kind: Unreadable, trip: body("application/json", saying(`null`))},
		{Name: "error under a 200", Kind: Told, Status: 404, trip: body("application/json", saying(notFound))},
		{Name: "65 MiB body", Kind: Oversized, trip: endless},
		{Name: "302 to another host", Kind: Elsewhere, trip: redirect(302)},
		{Name: "307 to another host", Kind: Elsewhere, trip: redirect(307)},
		{Name: "cancelled before the request", Kind: GivenUp, trip: cancelEarly},
		{Name: "cancelled after the request", Kind: Abandoned, trip: cancelLate},
		{Name: "cancelled in the middle of the body", Kind: Abandoned, trip: cancelBody},
		{Name: "deadline", Kind: Abandoned, trip: deadline},
	}
	for _, status := range []int{408, 500, 503, 504} {
		faults = append(faults, Fault{Name: http.StatusText(status), Kind: Lost, Status: status, trip: lostInside(status, jsonEcho)})
	}
	return faults
}

// These are no fault of an answer in which nothing must be.
const (
	emptyBody   = "empty body"
	emptyObject = "empty object"
	null        = "null"
)

// saysEnough reports whether the fault is none for the operation.
func (f Fault) saysEnough(e *contract.Endpoint) bool {
	switch f.Name {
	case emptyBody:
		return e.MayAnswerNothing()
	case emptyObject, null:
		return len(e.Needs()) == 0
	default:
		return false
	}
}
