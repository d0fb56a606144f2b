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
// of its own Truora used; RawType and RawAction are what it wrote.
type Event struct {
	// ID is the same each time Truora sends the event (HKE…). In what the API reads
	// back it is the idempotency key (HIK…): for the same event another value.
	ID        string
	Type      Type
	Action    Action
	RawType   string
	RawAction string
	Version   string // of the event's format
	Timestamp time.Time
	// Payload is what the event is about: the type that its Type and Action ask for,
	// such as *[Check], or *[Unknown]. Never nil in what was parsed.
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
// object is not of the shape it expects. RawJSON has it.
type Unknown struct{ apitype.Raw }

// ParseEvent reads one event from JSON that is not signed: what
// GET /v1/hooks/events reads back, or the stored RawJSON of an event. It fails
// only if text is not a JSON object.
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
	_ = json.Unmarshal(text, &w, lenient.Options) // of what is no object nothing is known
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

// object is the payload's JSON, out of the text that holds it in what the API
// reads back.
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

// String names the event without what it is about, which is often a person.
func (e Event) String() string { return e.Name() + " " + e.ID }

// GoString is [Event.String].
func (e Event) GoString() string { return "webhooks.Event{" + e.String() + "}" }

// LogValue names the event without what it is about.
func (e Event) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", e.Name()), slog.String("id", e.ID))
}

// IDs returns the ids in the event's object, under whatever names Truora gives
// them: of the check, process, validation, account and so on. Some may be of
// persons' documents.
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
