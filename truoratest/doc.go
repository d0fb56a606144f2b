// Package truoratest is Truora in memory, for tests and demonstrations. What you create
// exists, changes state as time passes, can be listed, and is billed in a ledger.
//
//	srv := truoratest.NewServer(t)
//	client := srv.Client()
//
// A [Server] is shaped like the client: client.Checks makes a check, srv.Checks scripts
// the next one ([Checks.Next]) or finishes one ([Checks.Finish]). Faults of the network
// are methods of the server: [Server.Fail], [Server.LoseAnswer], [Server.Slow]. What
// happened is in [Server.Billed] and [Server.Requests].
//
// There is no socket and no goroutine. A state is computed from the time when it is
// read, so hours pass at once inside testing/synctest. Elsewhere, [WithClock] gives a
// server a clock that is moved by hand, and [WithPace] speeds it up. [Server.Start]
// opens a listener, for programs and for other languages.
//
// Events are sent to receivers ([Webhooks.Add]) by [Webhooks.Deliver], or all the time by
// [Webhooks.Run].
//
// Every person, company and file is fictional. Where Truora's documents say nothing,
// the fake had to choose. Such choices prove nothing about Truora; docs/testing.md
// lists them.
package truoratest
