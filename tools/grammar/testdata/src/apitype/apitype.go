// Package apitype stands for the one of the SDK.
package apitype

type Page[T any] struct{ Items []T }

type Message struct{ Message string }

type Notifier interface{ Notify(id string) }
