package rest

import "reflect"

// HasPlan reports whether a params type is not left to go-querystring.
func HasPlan(t reflect.Type) bool { return planOf(t) != nil }
