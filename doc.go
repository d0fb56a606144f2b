// Package truora is a client for the REST API of Truora: background checks,
// validators, digital identity, WhatsApp, contacts and customers.
//
//	client, err := truora.FromEnv()
//	check, err := client.Checks.Create(ctx, checks.CreateParams{
//		Country: apitype.CountryColombia, Type: checks.TypePerson,
//		NationalID: "1000000001", UserAuthorized: true,
//	})
//	check, err = client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{})
//
// # What is sent again
//
// A call is sent again when its answer is lost or says that the server failed,
// but only if that cannot buy or create something, or message a person, twice.
// That depends on what the call does, not on its HTTP method:
//
//   - reads, and writes that set a state, are sent again, with growing pauses;
//   - calls that create, bill or message are sent again only if they provably never
//     left the machine, if Truora itself said that it did nothing (429, 503 with a
//     valid Retry-After, or its rate-limit text), or if Truora documents that an
//     equal call returns the first result, as Checks.Create does without
//     ForceCreation ([WithoutDedupeRetries] turns that off). Otherwise the error is
//     [ErrOutcomeUnknown].
//
// No layer below repeats a call on its own: what net/http would send again is
// stopped, and counts as one of the attempts that [WithRetries] allows. Redirects
// are followed for reads only, and only on the same host; a file may come from
// another host, over https and without the key.
//
// The whole of a call, its pauses included, ends with its context. An answer of
// which no byte arrives for a minute counts as lost. Apart from that, a call
// without a deadline may take as long as the server lets it.
//
// # Errors
//
// A failure is an [*Error], and errors.Is tells which kind it is: [ErrNotFound],
// [ErrRateLimited] and so on. An answer that cannot be read is a [*DecodeError],
// which holds all of the answer. A JSON member of an unexpected type is not an
// error: see apitype.Raw.Problems.
//
// # The key and personal data
//
// The API key is sent to Truora's hosts only, never along a redirect to another
// host or to a signed link. No error, log record or printed value of this
// package holds the key, a URL or what a call says about a person.
package truora
