// Package redisclaims keeps the claims of [webhooks.Handler] in Redis, so that several
// instances of a program process each event once.
//
//	store, err := redisclaims.New(redis.NewClient(&redis.Options{Addr: "…"}))
//	handler := webhooks.Handler(verifier, accept, webhooks.WithClaims(store))
//
// Each event is one key, and each call is one script on it, so a cluster works too.
// Leases expire by the clock of Redis, which deletes the keys by itself.
//
// Events that Redis forgets are processed again. Set maxmemory-policy to noeviction,
// and expect a failover to lose the last moments, because replication is asynchronous.
// If that matters, use webhooks/sqlclaims.
package redisclaims
