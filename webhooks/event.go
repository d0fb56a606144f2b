package webhooks

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/received"
)

// Event is something that happened. Type and Action are in canonical spelling; RawType
// and RawAction are as Truora wrote them.
type Event struct {
	// ID is the same each time Truora sends the event (HKE…). Events that are read back
	// from the API have the idempotency key (HIK…) here instead.
	ID        string
	Type      Type
	Action    Action
	RawType   string
	RawAction string
	Version   string // of the event's format
	Timestamp time.Time
	// Payload describes the subject of the event. Its type depends on Type and Action,
	// such as *[Check], or is *[Unknown]. It is not nil in a parsed event.
	Payload Payload
	// Raw is the whole event.
	apitype.Raw
}

// Payload describes the subject of an event.
type Payload interface {
	// RawJSON returns the object as Truora sent it.
	RawJSON() []byte
}

// Unknown is the payload of an event that this version does not know, or whose
// object has an unexpected shape. RawJSON returns it.
type Unknown struct{ apitype.Raw }

// ParseEvent parses one event from JSON that is not signed: an item of GET
// /v1/hooks/events, or the stored RawJSON of an event. It fails only if text is not a
// JSON object.
func ParseEvent(text []byte) (Event, error) {
	if !jsontext.Value(text).IsValid(lenient.Options) || jsontext.Value(text).Kind() != '{' {
		return Event{}, errors.New("webhooks: an event must be a JSON object")
	}
	return parseEvent(bytes.Clone(text)), nil // which is the caller's
}

// wireEvent is an event as it is transmitted, with the object as a span to be read, and
// as its text to be written.
type wireEvent[Object span | jsontext.Value] struct {
	ID             loose     `json:"id"`
	IdempotencyKey loose     `json:"idempotency_key"`
	Type           loose     `json:"event_type"`
	Action         loose     `json:"event_action"`
	Object         Object    `json:"object"`
	Version        loose     `json:"version"`
	Timestamp      time.Time `json:"timestamp"`
}

// parseEvent never fails: an unexpected payload becomes Unknown.
func parseEvent(text jsontext.Value) Event {
	var w wireEvent[span]
	_ = json.Unmarshal(text, &w, lenient.Options) // w stays empty if text is not an object
	e := Event{
		ID: string(w.ID), RawType: string(w.Type), RawAction: string(w.Action),
		Version: string(w.Version), Timestamp: w.Timestamp,
	}
	if e.ID == "" {
		e.ID = string(w.IdempotencyKey)
	}
	e.Type, e.Action = normalize(e.RawType, e.RawAction)
	e.Payload = parseObject(e.Type, e.Action, object(w.Object.of(text)))
	received.Attach(&e, text, nil)
	return e
}

// object returns the payload's JSON. In events read back from the API it is inside a
// string.
func object(value jsontext.Value) jsontext.Value {
	if value.Kind() != '"' {
		return value
	}
	text, err := jsontext.AppendUnquote(nil, value)
	if inner := jsontext.Value(text); err == nil && inner.IsValid(lenient.Options) {
		return inner
	}
	return value
}

// parseObject decodes the payload.
func parseObject(t Type, a Action, object jsontext.Value) Payload {
	if blank, ok := catalogue[kind{t, a}]; ok && object.Kind() == '{' {
		p := blank()
		notes, err := lenient.Read(object, p, json.MatchCaseInsensitiveNames(true))
		if err == nil {
			received.Attach(p, object, notes)
			if p, ok := p.(interface{ normalize() }); ok {
				p.normalize()
			}
			return p
		}
	}
	p := new(Unknown)
	received.Attach(p, object, nil)
	return p
}

// Name returns the type and the action, such as check.finished.
func (e Event) Name() string { return string(e.Type) + "." + string(e.Action) }

// String returns the name and the id. It leaves out the payload, which may be about a
// person.
func (e Event) String() string { return e.Name() + " " + e.ID }

// GoString is like [Event.String].
func (e Event) GoString() string { return "webhooks.Event{" + e.String() + "}" }

// LogValue contains what [Event.String] returns.
func (e Event) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", e.Name()), slog.String("id", e.ID))
}

// IDs returns the values of the members of the event's object whose names end in id,
// such as the id of the check, process, validation or account. Some may be the numbers
// of people's documents.
func (e Event) IDs() []string {
	if e.Payload == nil {
		return nil
	}
	var members map[string]jsontext.Value
	if err := json.Unmarshal(e.Payload.RawJSON(), &members, lenient.Options); err != nil {
		return nil
	}
	var ids []string
	for name, value := range members {
		if !strings.HasSuffix(strings.ToLower(name), "id") || value.Kind() != '"' {
			continue
		}
		if id, err := jsontext.AppendUnquote(nil, value); err == nil && len(id) > 0 {
			ids = append(ids, string(id))
		}
	}
	return ids
}
