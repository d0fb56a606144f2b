package bench

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	stdjson "encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/truora/truora-go/webhooks"
)

// signingKey is made up.
const signingKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// Webhooks returns pairs of a delivery that is verified and decoded: by hand with
// encoding/json, and with the library that the SDK decodes with.
func Webhooks() ([]Pair, error) {
	body, err := delivery()
	if err != nil {
		return nil, err
	}
	verifier, err := webhooks.NewVerifier(signingKey)
	if err != nil {
		return nil, err
	}
	parse := func(context.Context) (any, error) {
		d, err := verifier.Parse(body)
		if err != nil {
			return nil, err
		}
		return d.Events[0], nil
	}
	byHand := func(decode func([]byte, any) error) Call {
		return func(context.Context) (any, error) { return receive(body, decode) }
	}
	return []Pair{
		{Name: "webhook", SDK: parse, ByHand: byHand(stdjson.Unmarshal), Time: 1.15},
		{
			Name: "webhook, same JSON library", SDK: parse,
			ByHand: byHand(func(text []byte, out any) error { return json.Unmarshal(text, out) }),
		},
	}, nil
}

// delivery is that of a check that has finished.
func delivery() ([]byte, error) {
	check := createdCheck()
	maps.Copy(check, object{
		"status": "completed", "score": 0.875, "id_score": 1, "name_score": 0.75, "previous_check": checkID,
		"update_date": "2026-03-02T15:06:51.5Z",
	})
	payload := new(webhooks.Check)
	if err := stdjson.Unmarshal(encoded(check), payload); err != nil {
		return nil, err
	}
	return webhooks.Sign(signingKey, webhooks.Event{
		ID: "HKE0123456789abcdef0123456789abcdef01234567", Type: webhooks.TypeCheck, Action: webhooks.ActionFinished,
		Timestamp: time.Date(2026, 3, 2, 15, 6, 51, 0, time.UTC), Payload: payload,
	})
}

// receive is what one writes for the events of checks, without an SDK. It believes that
// the header names the algorithm, that the delivery is fresh and that its object is a
// check.
func receive(body []byte, decode func([]byte, any) error) (any, error) {
	end := bytes.LastIndexByte(body, '.')
	if end < 0 {
		return nil, errors.New("no JWT")
	}
	mac := hmac.New(sha256.New, []byte(signingKey))
	mac.Write(body[:end])
	signature, err := base64.RawURLEncoding.AppendDecode(nil, body[end+1:])
	if err != nil {
		return nil, err
	}
	if !hmac.Equal(mac.Sum(nil), signature) {
		return nil, errors.New("the signature is wrong")
	}
	_, payload, _ := bytes.Cut(body[:end], []byte{'.'})
	text, err := base64.RawURLEncoding.AppendDecode(nil, payload)
	if err != nil {
		return nil, err
	}
	var claims struct {
		Issuer   string `json:"iss"`
		IssuedAt int64  `json:"iat"`
		Events   []struct {
			ID        string         `json:"id"`
			Type      string         `json:"event_type"`
			Action    string         `json:"event_action"`
			Version   string         `json:"version"`
			Timestamp time.Time      `json:"timestamp"`
			Object    webhooks.Check `json:"object"`
		} `json:"events"`
	}
	if err := decode(text, &claims); err != nil {
		return nil, err
	}
	e := &claims.Events[0]
	return webhooks.Event{
		ID: e.ID, Type: webhooks.Type(e.Type), Action: webhooks.Action(e.Action), RawType: e.Type, RawAction: e.Action,
		Version: e.Version, Timestamp: e.Timestamp, Payload: &e.Object,
	}, nil
}
