// Package contract holds what Truora's REST API is, as far as public material
// shows it, and the tests that keep this SDK and that knowledge together. It is
// a module of its own, so that users of the SDK do not inherit what it needs.
//
// README.md says where the facts come from and what the labels in the OpenAPI
// files mean.
package contract

import "embed"

//go:embed *.yaml *.csv
var files embed.FS
