package redisspend_test

import (
	"log"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/redisspend"
)

// Without output, for it needs a Redis.
func Example() {
	rdb := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDR")})
	defer rdb.Close()
	store, err := redisspend.New(rdb)
	if err != nil {
		log.Fatal(err)
	}
	guard, err := spend.New([]spend.Budget{{
		Name: "checks a day", Limit: 500, Period: spend.PerDay(time.UTC),
	}}, spend.WithStore(store))
	if err != nil {
		log.Fatal(err)
	}
	client, err := truora.FromEnv(truora.WithInterceptor(guard.Intercept))
	if err != nil {
		log.Fatal(err)
	}
	_ = client.Checks
}
