// Package webhooks receives the events that Truora sends: it verifies deliveries,
// types their events, answers Truora, and wakes the waits of the SDK.
//
//	verifier, err := webhooks.NewVerifier(os.Getenv("TRUORA_WEBHOOK_KEY"))
//	hub := webhooks.NewHub()
//	http.Handle("POST /truora", webhooks.Handler(verifier, hub.Handle))
//	check, err := client.Checks.Wait(ctx, id, checks.WaitParams{Notifier: hub})
//
// A delivery is an HTTP request whose whole body is a JWT, signed by HMAC-SHA256
// with the key of the webhook; the API key plays no part. It holds one event or
// several. An event is a hint: it may come late, twice, out of order or never, so
// read the state itself from the API before acting on it.
//
// Several instances at one address share a store: see [Claims].
//
// The package needs no client. docs/webhooks.md is the guide.
package webhooks
