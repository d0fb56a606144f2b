// Package redisspend keeps the amounts of guard/spend in Redis, so that several
// programs and machines share their budgets.
//
//	store, err := redisspend.New(redis.NewClient(&redis.Options{Addr: "…"}))
//	guard, err := spend.New(budgets, spend.WithStore(store))
//
// Each call is one script. On a cluster all keys are on one node, because a purchase
// counts in several of them at once.
//
// What Redis forgets can be spent again. Set maxmemory-policy to noeviction and
// appendonly to yes, and expect a failover to lose the last moments, because
// replication is asynchronous. If that matters, use guard/spend/sqlspend.
package redisspend
