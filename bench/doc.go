// Package bench measures what the SDK costs beside the same call written by
// hand with net/http and encoding/json. Everything goes over a transport in
// memory: what is left is the time and the memory of the client side.
package bench
