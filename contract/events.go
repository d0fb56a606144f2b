package contract

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Event is an event that webhooks report.
type Event struct {
	Name   string // product.type.action
	Type   string
	Action string
	Object *openapi3.Schema
}

// TestVector is a delivery that was signed by other code than ours.
type TestVector struct {
	Key       string
	Good, Bad string // Bad is signed with the key's hexadecimal digits decoded
}

// Webhooks is the part of the contract about what Truora sends on its own.
type Webhooks struct {
	Events []Event
	Vector TestVector
	claims *openapi3.Schema
}

// LoadWebhooks reads crosscutting.yaml.
func LoadWebhooks() (*Webhooks, error) {
	s := &Spec{docs: map[string]*openapi3.T{}}
	doc, err := s.document("crosscutting")
	if err != nil {
		return nil, err
	}
	vector := members(doc.Extensions["x-test-vector"])
	w := &Webhooks{claims: doc.Components.Schemas["WebhookClaims"].Value, Vector: TestVector{
		Key:  vector["signing_key"],
		Good: vector["protected_payload"] + "." + vector["signature_text_key"],
		Bad:  vector["protected_payload"] + "." + vector["signature_if_key_were_hex_decoded_must_be_refused"],
	}}
	events, _ := doc.Extensions["x-events"].([]any)
	for _, event := range events {
		m := members(event)
		object := doc.Components.Schemas[path.Base(m["payload"])]
		if object == nil {
			return nil, fmt.Errorf("crosscutting.yaml: %s: no schema %s", m["event"], m["payload"])
		}
		w.Events = append(w.Events, Event{m["event"], m["event_type"], m["event_action"], object.Value})
	}
	return w, nil
}

// members returns the members of an extension that are strings.
func members(extension any) map[string]string {
	found := map[string]string{}
	all, _ := extension.(map[string]any)
	for name, value := range all {
		if text, ok := value.(string); ok {
			found[name] = text
		}
	}
	return found
}

// CheckDelivery returns what is wrong with the claims of a delivery, sorted.
func (w *Webhooks) CheckDelivery(claims []byte) []string {
	var p problems
	p.json("claims", w.claims, claims, openapi3.VisitAsRequest())
	return p.sorted()
}

// CheckEvent returns what is wrong with the object of an event. kind may have the
// product as a prefix.
func (w *Webhooks) CheckEvent(kind, action string, object []byte) []string {
	var p problems
	name := kind[strings.LastIndex(kind, ".")+1:] + "." + action
	i := slices.IndexFunc(w.Events, func(e Event) bool { return e.Type+"."+e.Action == name })
	if i < 0 {
		p.add("%s: not in the contract", name)
		return p
	}
	p.json(name, w.Events[i].Object, object, openapi3.VisitAsRequest())
	return p.sorted()
}
