package webhooks

import (
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

// Event is something that happened. Type and Action are in one spelling, whichever
// Truora used; RawType and RawAction are as it wrote them.
type Event struct {
	// ID is the same each time Truora sends the event (HKE…). In events read back from
	// the API it is the idempotency key (HIK…), which differs from it.
	ID        string
	Type      Type
	Action    Action
	RawType   string
	RawAction string
	Version   string // of the event's format
	Timestamp time.Time
	// Payload is what the event is about, of the type that belongs to its Type and
	// Action, such as *[Check], or *[Unknown]. It is not nil in a parsed event.
	Payload Payload
	// Raw is the whole event.
	apitype.Raw
}

// Payload is what an event is about.
type Payload interface {
	// RawJSON returns the object as Truora sent it.
	RawJSON() []byte
}

// Unknown is the payload of an event that this version does not know, or whose
// object has an unexpected shape. RawJSON returns it.
type Unknown struct{ apitype.Raw }

// ParseEvent reads one event from JSON that is not signed: an item of
// GET /v1/hooks/events, or the stored RawJSON of an event. It fails only if text is
// not a JSON object.
func ParseEvent(text []byte) (Event, error) {
	if !jsontext.Value(text).IsValid(lenient.Options) || jsontext.Value(text).Kind() != '{' {
		return Event{}, errors.New("webhooks: an event is a JSON object")
	}
	return parseEvent(text), nil
}

// wireEvent is an event as it travels.
type wireEvent struct {
	ID             loose          `json:"id"`
	IdempotencyKey loose          `json:"idempotency_key"`
	Type           loose          `json:"event_type"`
	Action         loose          `json:"event_action"`
	Object         jsontext.Value `json:"object"`
	Version        loose          `json:"version"`
	Timestamp      time.Time      `json:"timestamp"`
}

// parseEvent never fails: what is odd is Unknown.
func parseEvent(text jsontext.Value) Event {
	var w wireEvent
	_ = json.Unmarshal(text, &w, lenient.Options) // what is no object leaves w empty
	e := Event{
		ID: string(w.ID), RawType: string(w.Type), RawAction: string(w.Action),
		Version: string(w.Version), Timestamp: w.Timestamp,
	}
	if e.ID == "" {
		e.ID = string(w.IdempotencyKey)
	}
	e.Type, e.Action = normalize(e.RawType, e.RawAction)
	e.Payload = parseObject(e.Type, e.Action, object(w.Object))
	received.Attach(&e, text, nil)
	return e
}

// object returns the payload's JSON. In events read back from the API it is in a
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

// parseObject types the payload.
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

// Name is the type and the action, as check.finished.
func (e Event) Name() string { return string(e.Type) + "." + string(e.Action) }

// String returns the name and the id, and nothing of the payload, which is often about
// a person.
func (e Event) String() string { return e.Name() + " " + e.ID }

// GoString is [Event.String].
func (e Event) GoString() string { return "webhooks.Event{" + e.String() + "}" }

// LogValue has what [Event.String] has.
func (e Event) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", e.Name()), slog.String("id", e.ID))
}

// IDs returns the members of the event's object whose names end in id: the ids of the
// check, process, validation, account and so on. Some may be numbers of persons'
// documents.
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
