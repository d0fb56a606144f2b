// Package webhooks receives the events that Truora sends: it verifies deliveries,
// decodes their events into typed payloads, answers Truora, and wakes the SDK's waits.
//
//	verifier, err := webhooks.NewVerifier(os.Getenv("TRUORA_WEBHOOK_KEY"))
//	hub := webhooks.NewHub()
//	http.Handle("POST /truora", webhooks.Handler(verifier, hub.Handle))
//	check, err := client.Checks.Wait(ctx, id, checks.WaitParams{Notifier: hub})
//
// A delivery is an HTTP request whose whole body is a JWT, signed by HMAC-SHA256 with
// the key of the webhook, not the API key. It contains one or more events. An event is
// only a hint: it may arrive late, twice, out of order or never, so read the current
// state from the API before acting on it.
//
// Several instances at one address share a store: see [Claims].
//
// The package needs no client. docs/webhooks.md is the guide.
package webhooks
