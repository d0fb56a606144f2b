// Package faults injects faults between the SDK and the fake, and says what must
// result. The rules are stated here once, by the effect of an operation in the
// inventory, and apply to every operation.
package faults

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/truora/truora-go/contract"
)

// Kind says what the SDK can learn from a fault.
type Kind int

const (
	// NeverLeft: the request provably did not reach the server.
	NeverLeft Kind = iota
	// TurnedAway: the server says that it did nothing, and to try again.
	TurnedAway
	// TooLong is TurnedAway with a longer wait than anyone accepts.
	TooLong
	// Lost: the answer does not say whether the call was carried out.
	Lost
	// Cut: the answer breaks off within its body.
	Cut
	// Unreadable: a success whose body is not the result.
	Unreadable
	// Told: the status is a success, the body an error.
	Told
	// Oversized: a success whose body is larger than the limit.
	Oversized
	// Moved: the server redirects to another path of its own.
	Moved
	// Elsewhere: the server redirects to a host that is not Truora's.
	Elsewhere
	// Downgraded: the server redirects to an address without TLS.
	Downgraded
	// Unprocessed: the protocol says that the request was not processed.
	Unprocessed
	// GivenUp: the context ends before the request has been sent.
	GivenUp
	// Abandoned: the context ends before the answer arrives.
	Abandoned
	// Late: the context ends after the answer has been read completely.
	Late
	// Slow: the answer takes long, and arrives.
	Slow
)

// Fault is one way to fail.
type Fault struct {
	Name       string
	Kind       Kind
	Status     int           // of the answer; 0 if none comes
	RetryAfter time.Duration // requested by the answer
	within     bool          // happens inside a body
	request    bool          // needs a request with a body
	framed     bool          // happens over HTTP/2
	trip       func(*attempt) (*http.Response, error)
}

// Within reports whether the fault needs an answer with a body.
func (f Fault) Within() bool { return f.within }

// Framed reports whether the fault happens over HTTP/2, where net/http may repeat
// a request by itself.
func (f Fault) Framed() bool { return f.framed }

// Needs reports whether the fault needs a request with a body.
func (f Fault) Needs() (body bool) { return f.request }

// All returns every fault that a transport in memory can have.
func All() []Fault {
	return slices.Concat(connections(), answers(), bodies(), redirects(), endings())
}

func connections() []Fault {
	return []Fault{
		{Name: "connection refused", Kind: NeverLeft, trip: refused},
		{Name: "no such host", Kind: NeverLeft, trip: noSuchHost},
		{Name: "TLS failure", Kind: NeverLeft, trip: untrusted},
		{Name: "reset before the request", Kind: NeverLeft, trip: resetEarly},
		{Name: "reset after the request", Kind: Lost, trip: resetLate},
		{Name: "connection closed without an answer", Kind: Lost, trip: hungUp},
		{Name: "no answer in time", Kind: Lost, trip: timedOut},
		{Name: "time-out before the header", Kind: Lost, trip: stuck},
		{Name: "failure of a transport that reports nothing", Kind: Lost, trip: silent},
		{Name: "failure of a transport that reports GetConn only", Kind: Lost, trip: partly},
		{Name: "refused connection and a fallback that reports nothing", Kind: Lost, trip: fallback},
		{Name: "reset of a transport that repeats by itself", Kind: Lost, trip: replaying},
	}
}

func answers() []Fault {
	all := []Fault{
		{Name: "400 max rate limit reached", Kind: TurnedAway, Status: 400, trip: turnedAway(400, rateLimited)},
		{Name: "429", Kind: TurnedAway, Status: 429, trip: turnedAway(429, jsonEcho)},
		{Name: "429 with Retry-After", Kind: TurnedAway, Status: 429, RetryAfter: 7 * time.Second, trip: turnedAway(429, jsonEcho, seconds("7"))},
		{Name: "429 with Retry-After: 0", Kind: TurnedAway, Status: 429, trip: turnedAway(429, jsonEcho, seconds("0"))},
		{Name: "429 with a date that is past", Kind: TurnedAway, Status: 429, trip: turnedAway(429, jsonEcho, date(0, -2*time.Minute))},
		{Name: "429 with a date, by a clock that is slow", Kind: TurnedAway, Status: 429, RetryAfter: 7 * time.Second, trip: turnedAway(429, jsonEcho, date(-5*time.Minute, 7*time.Second))},
		{Name: "429 with a date, by a clock that is fast", Kind: TurnedAway, Status: 429, RetryAfter: 7 * time.Second, trip: turnedAway(429, jsonEcho, date(5*time.Minute, 7*time.Second))},
		{Name: "503 with Retry-After", Kind: TurnedAway, Status: 503, RetryAfter: 7 * time.Second, trip: turnedAway(503, jsonEcho, seconds("7"))},
		{Name: "429 for longer than a minute", Kind: TooLong, Status: 429, RetryAfter: 61 * time.Second, trip: turnedAway(429, jsonEcho, seconds("61"))},
		{Name: "503 with a word as Retry-After", Kind: Lost, Status: 503, trip: lostInside(503, jsonEcho, seconds("soon"))},
		{Name: "503 with a negative Retry-After", Kind: Lost, Status: 503, trip: lostInside(503, jsonEcho, seconds("-7"))},
		{Name: "502 with HTML", Kind: Lost, Status: 502, trip: lostInside(502, htmlEcho)},
	}
	for _, status := range []int{408, 500, 503, 504} {
		all = append(all, Fault{Name: http.StatusText(status), Kind: Lost, Status: status, trip: lostInside(status, jsonEcho)})
	}
	return all
}

func bodies() []Fault {
	return []Fault{
		{Name: "reset in the middle of the body", Kind: Cut, within: true, trip: cutBody},
		{Name: "stall in the middle of the body", Kind: Cut, within: true, trip: stalledBody},
		{Name: "slow body", Kind: Slow, within: true, trip: slowBody},
		{Name: "truncated JSON", Kind: Unreadable, trip: body("application/json", truncatedEcho)},
		{Name: "JSON of another kind", Kind: Unreadable, trip: body("application/json", stringEcho)},
		{Name: "wrong content type", Kind: Unreadable, trip: body("text/html", htmlEcho)},
		{Name: emptyBody, Kind: Unreadable, trip: body("application/json", nothing)},
		{Name: emptyObject, Kind: Unreadable, trip: body("application/json", saying(`{}`))},
		{Name: null, Kind: Unreadable, trip: body("application/json", saying(`null`))},
		{Name: "error under a 200", Kind: Told, Status: 404, trip: body("application/json", saying(notFound))},
		{Name: "65 MiB body", Kind: Oversized, trip: endless},
	}
}

func redirects() []Fault {
	var all []Fault
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []struct {
			kind       Kind
			name, base string
		}{
			{Moved, "the same host", ""},
			{Elsewhere, "another host", "https://" + Foreign},
			{Downgraded, "an address without TLS", "http://" + Foreign},
		} {
			name := fmt.Sprintf("%d to %s", status, to.name)
			all = append(all, Fault{Name: name, Kind: to.kind, Status: status, trip: redirect(status, to.base)})
		}
	}
	return all
}

func endings() []Fault {
	return []Fault{
		{Name: "cancelled before the request", Kind: GivenUp, trip: cancelEarly},
		{Name: "cancelled after the request", Kind: Abandoned, trip: cancelLate},
		{Name: "cancelled in the middle of the body", Kind: Abandoned, within: true, trip: cancelBody},
		{Name: "cancelled with the last byte of the body", Kind: Late, within: true, trip: cancelDone},
		{Name: "deadline", Kind: Abandoned, trip: deadline},
	}
}

// These are not faults for an answer that need not contain anything.
const (
	emptyBody   = "empty body"
	emptyObject = "empty object"
	null        = "null"
)

// saysEnough reports whether the fault is not one for the operation.
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
