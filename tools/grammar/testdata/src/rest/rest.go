// Package rest stands for internal/rest.
package rest

import "context"

type Call struct{ Op string }

func Do(ctx context.Context, call Call) error { return nil }

func Fetch(ctx context.Context, op, link string) error { return nil }
