package redisclaims_test

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/redis/go-redis/v9"

	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/redisclaims"
)

// Without output, because it needs a Redis.
func Example() {
	client := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDR")})
	defer client.Close()
	store, err := redisclaims.New(client)
	if err != nil {
		log.Fatal(err)
	}
	verifier, err := webhooks.NewVerifier(os.Getenv("TRUORA_WEBHOOK_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	accept := func(context.Context, webhooks.Event) error { return nil } // put it into a queue
	http.Handle("POST /truora", webhooks.Handler(verifier, accept, webhooks.WithClaims(store)))
}
