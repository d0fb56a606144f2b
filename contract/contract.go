// Package contract describes Truora's REST API, as far as it is known from public
// material, and tests that the SDK agrees with it. It is a module of its own, so that
// users of the SDK do not depend on what it needs.
//
// README.md says where the facts come from and what the labels in the OpenAPI files
// mean.
package contract

import "embed"

//go:embed *.yaml *.csv
var files embed.FS
