// Package bench measures what the SDK costs compared with the same call written by hand
// with net/http and encoding/json. The transport is in memory, so only the client side
// is measured.
package bench
