// Package truoratest is Truora in memory, for tests, examples and demos: background checks that move through their
// states as time passes, pages, files behind signed links, errors, and a ledger of what was billed.
//
//	srv := truoratest.NewServer(t)
//	client := srv.Client()
//
// There is no socket and no goroutine: what is due is worked out from time.Now when it is read, so a check of
// hours takes no time inside testing/synctest. [Server.Start] opens a listener for programs in other languages.
//
// Webhooks ([Server.AddWebhook]) fall due by the same clock, and are sent by whoever calls [Server.Deliver] or has
// [Server.Run] going. Each tells of what happened at its moment, also if nobody asked in between.
//
// Every person, company and file in it is made up. Where Truora's documents are silent the fake had to choose;
// such a choice is marked "the fake's choice" beside the code and proves nothing about Truora.
package truoratest
