// Package truora is a client for the REST API of Truora: background checks,
// validators, digital identity, WhatsApp, contacts and customers.
//
//	client, err := truora.FromEnv()
//	check, err := client.Checks.Create(ctx, checks.CreateParams{
//		Country: apitype.Colombia, Type: checks.Person,
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
//     never left, or if Truora turned them away (429, or 503 with Retry-After).
//     Otherwise the error is [ErrOutcomeUnknown].
//
// The whole of a call, its pauses included, ends with its context. A call
// without a deadline may take as long as the server lets it.
//
// # Errors
//
// A failure is an [*Error], and errors.Is tells what it is: [ErrNotFound],
// [ErrRateLimited] and so on. An answer that cannot be read is a [*DecodeError],
// with all of the answer.
//
// # The key and personal data
//
// The API key goes to Truora's hosts only, never to a redirect elsewhere or to a
// signed link. No error, log record or printed value of this package holds the
// key, a URL or what a call says about a person.
package truora
