// Package hooks reads the log of the events that Truora has sent, or has yet to send,
// to the webhooks of an account. Package webhooks receives them.
//
// These operations are not in Truora's reference of 2024.
package hooks

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"reflect"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on the events of webhooks. It is the field Hooks of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// ListParams selects a page.
type ListParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// DeliveryStatus is the state of the delivery of an event.
type DeliveryStatus string

// Delivery statuses.
const (
	DeliveryStatusSuccess DeliveryStatus = "success"
	DeliveryStatusFailure DeliveryStatus = "failure"
	DeliveryStatusPending DeliveryStatus = "pending"
)

// Event is an event that was sent, or is to be sent, to a webhook.
type Event struct {
	IdempotencyKey string `json:"idempotency_key" contract:"required"` // the event's id
	ClientID       string `json:"client_id"`
	Product        string `json:"product"`      // e.g. checks
	EventType      string `json:"event_type"`   // e.g. check
	EventAction    string `json:"event_action"` // e.g. created, started, finished
	// Object is the subject of the event, such as a check, as it was at that
	// time.
	Object         Object         `json:"object"`
	DeliveryStatus DeliveryStatus `json:"delivery_status"`
	// DeliveryAttempts is 0 in Truora's sample of a pending event, and at most 5.
	DeliveryAttempts int       `json:"delivery_attempts"`
	Timestamp        time.Time `json:"timestamp"`
	UpdateDate       time.Time `json:"update_date"`
	apitype.Raw
}

// Object is a JSON document. It may hold personal data, so printing it does not
// show it. Truora sends it as a JSON string here and as an object in webhooks;
// both are accepted.
type Object struct{ raw apitype.Raw }

// UnmarshalJSONFrom reads the document from its string.
func (o *Object) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	var text []byte
	switch value.Kind() {
	case 'n':
	case '"':
		text, err = jsontext.AppendUnquote(nil, value)
	default:
		text = bytes.Clone(value)
	}
	received.Attach(&o.raw, text, nil)
	return err
}

// JSON returns the document, or nil if there is none. If Truora sent a string
// that is not JSON, it returns that string.
func (o Object) JSON() []byte { return o.raw.RawJSON() }

// Decode reads the document into v, a pointer, for example a *checks.Check.
func (o Object) Decode(v any) error {
	if p := reflect.ValueOf(v); p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("truora: the object of an event is decoded into a pointer, not into a %T", v)
	}
	if err := rest.Unmarshal(o.JSON(), v); err != nil {
		return fmt.Errorf("truora: the object of the event cannot be read: %w", err)
	}
	return nil
}

// MarshalText hides the document from encoding/json and similar packages.
func (o Object) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Format hides the document under every verb.
func (o Object) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte("hooks.Object{[redacted]}"))
}

// List returns a page of the account's events, including those that had no
// receiver. Truora keeps them for at least 60 days. Their order is not
// published.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Event], error) {
	return rest.List[Event](ctx, s.c, rest.Call{Op: "GET /v1/hooks/events", Query: params, Key: "events"})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Event, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// Get returns an event by its id, which a webhook contains too.
func (s *Service) Get(ctx context.Context, idempotencyKey string) (*Event, error) {
	return rest.Do[Event](ctx, s.c, rest.Call{Op: "GET /v1/hooks/events/{idempotency_key}", Args: []string{idempotencyKey}})
}
