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
// but only if that cannot buy, create or message anything twice. What a call
// does decides, not its HTTP method:
//
//   - reads, and writes that set a state, are sent again, with growing pauses;
//   - calls that create, bill or message are sent again only if they provably
//     never left, or if Truora itself said that it did nothing (429, 503 with a
//     valid Retry-After, its rate-limit text), or where Truora documents that an
//     equal call returns the first result, as of Checks.Create without
//     ForceCreation ([WithoutDedupeRetries] turns that off). Otherwise the error is
//     [ErrOutcomeUnknown].
//
// No layer below repeats a call by itself: what net/http would send again is
// stopped, and counts as one of [WithRetries]. Redirects are followed for reads
// only, on the same host; a file may come from another one, over https and without
// the key.
//
// The whole of a call, its pauses included, ends with its context. An answer of
// which no byte comes for a minute is a lost one. Otherwise a call without a
// deadline may take as long as the server lets it.
//
// # Errors
//
// A failure is an [*Error], and errors.Is tells what it is: [ErrNotFound],
// [ErrRateLimited] and so on. An answer that cannot be read is a [*DecodeError],
// with all of the answer. Odd members are no error: see apitype.Raw.Problems.
//
// # The key and personal data
//
// The API key goes to Truora's hosts only, never to a redirect elsewhere or to a
// signed link. No error, log record or printed value of this package holds the
// key, a URL or what a call says about a person.
package truora
