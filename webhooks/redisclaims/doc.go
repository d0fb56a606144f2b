// Package redisclaims keeps the claims of [webhooks.Handler] in Redis, so that several
// instances of a program hand each event on once.
//
//	store, err := redisclaims.New(redis.NewClient(&redis.Options{Addr: "…"}))
//	handler := webhooks.Handler(verifier, accept, webhooks.WithClaims(store))
//
// Each event is one key, and each call one script on it, so it works on a cluster too.
// Leases run by the clock of Redis, which deletes the keys by itself.
//
// What Redis forgets is handed on again: set maxmemory-policy to noeviction, and expect
// that a failover loses the last moments, since replicas follow asynchronously. Where
// that matters take webhooks/sqlclaims.
package redisclaims
