package webhooks

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/lenient"
)

// Sign makes a delivery as Truora would: the body of a request, signed now with key,
// which must be one that [NewVerifier] accepts. It is for tests of programs that
// receive events. It uses RawType and RawAction of an event if they are set, otherwise
// Type and Action, and fills in an empty ID, Version or Timestamp. The object is the
// payload's RawJSON if it has one, otherwise its fields that are not zero.
func Sign(key string, events ...Event) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	now := time.Now()
	signed := make([]jsontext.Value, 0, len(events))
	for _, e := range events {
		text, err := e.wire(now)
		if err != nil {
			return nil, err
		}
		signed = append(signed, text)
	}
	text, err := json.Marshal(map[string]any{"iss": "Truora", "iat": now.Unix(), "events": signed}, writeOptions)
	if err != nil {
		return nil, err
	}
	return signJWS(text, []byte(key)), nil
}

var writeOptions = json.JoinOptions(lenient.Options, json.Deterministic(true), json.OmitZeroStructFields(true))

func (e Event) wire(now time.Time) (jsontext.Value, error) {
	w := wireEvent[jsontext.Value]{
		ID: loose(e.ID), Type: loose(e.RawType), Action: loose(e.RawAction),
		Version: loose(e.Version), Timestamp: e.Timestamp, Object: jsontext.Value("{}"),
	}
	if w.ID == "" {
		id := make([]byte, 20)
		_, _ = rand.Read(id) // never fails
		w.ID = loose("HKE" + hex.EncodeToString(id))
	}
	if w.Type == "" {
		w.Type = loose(e.Type)
	}
	if w.Action == "" {
		w.Action = loose(e.Action)
	}
	if w.Version == "" {
		w.Version = "1.0"
	}
	if w.Timestamp.IsZero() {
		w.Timestamp = now.UTC().Truncate(time.Second)
	}
	if e.Payload != nil {
		w.Object = e.Payload.RawJSON()
		if w.Object == nil {
			text, err := json.Marshal(e.Payload, writeOptions)
			if err != nil {
				return nil, fmt.Errorf("webhooks: the payload of %s: %w", e, err)
			}
			w.Object = text
		}
	}
	return json.Marshal(w, writeOptions)
}
