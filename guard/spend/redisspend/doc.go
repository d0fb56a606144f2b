// Package redisspend keeps what guard/spend counts in Redis, so that several programs
// and machines share their budgets.
//
//	store, err := redisspend.New(redis.NewClient(&redis.Options{Addr: "…"}))
//	guard, err := spend.New(budgets, spend.WithStore(store))
//
// Each call is one script. On a cluster all keys lie on one node, for a purchase counts
// in several of them at once.
//
// What Redis forgets can be spent again: set maxmemory-policy to noeviction and
// appendonly to yes, and expect that a failover loses the last moments, since replicas
// follow asynchronously. Where that matters take guard/spend/sqlspend.
package redisspend
