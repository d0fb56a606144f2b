package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/truoratest"
)

// entry is one change of one account. One of the pointers is set.
type entry struct {
	Account string `json:"a"`
	// At is what the account's clock showed, in nanoseconds since 1970.
	At       int64      `json:"t"`
	Opened   *opened    `json:"opened,omitzero"`
	Request  *kept      `json:"request,omitzero"`
	Lever    *pulled    `json:"lever,omitzero"`
	Delivery *delivered `json:"delivery,omitzero"`
	// Ahead is by how many nanoseconds the account's clock is ahead of the machine's from
	// now on.
	Ahead *int64 `json:"ahead,omitzero"`
}

// opened is a new account, or one that begins again.
type opened struct {
	Seed string  `json:"seed"`
	Pace float64 `json:"pace"`
	// HookKey signs the webhooks of receivers without a key of their own.
	HookKey string `json:"hook_key"`
}

// kept is a request that was carried out, with what the fake needs of it. The account's
// own key is not in it.
type kept struct {
	Method string `json:"m"`
	URL    string `json:"u"`
	Key    string `json:"key,omitzero"`   // ownKey, or one that the account made
	Type   string `json:"type,omitzero"`  // Content-Type
	Agent  string `json:"agent,omitzero"` // User-Agent
	Urgent string `json:"prio,omitzero"`  // Truora-Priority
	Text   string `json:"text,omitzero"`  // the body
	Bytes  []byte `json:"bytes,omitzero"` // the body if it is no text
	// Status and Bought are what it came to; another version of the fake may differ.
	Status int    `json:"status,omitzero"`
	Bought string `json:"bought,omitzero"`
}

// pulled is a call of a lever.
type pulled struct {
	Name string           `json:"name"`
	Args []jsontext.Value `json:"args,omitzero"`
	// Flag is the URL of a receiver that the command line names.
	Flag string `json:"flag,omitzero"`
}

// delivered is an attempt to deliver a webhook.
type delivered struct {
	ID     string `json:"id"`
	At     int64  `json:"at"`
	Status int    `json:"status,omitzero"`
}

// ownKey stands for the account's own key, which is not kept.
const ownKey = "*"

// keptHeader is one that the fake reads, and where it is kept.
type keptHeader struct {
	name string
	text *string
}

func (k *kept) headers() [3]keptHeader {
	return [...]keptHeader{{"Content-Type", &k.Type}, {"User-Agent", &k.Agent}, {"Truora-Priority", &k.Urgent}}
}

// keep is what has to be kept of a request. key is as kept.Key.
func keep(req *http.Request, body []byte, key string) *kept {
	k := &kept{Method: req.Method, URL: absolute(req), Key: key}
	for _, h := range k.headers() {
		*h.text = req.Header.Get(h.name)
	}
	if isText(body) {
		k.Text = string(body)
	} else {
		k.Bytes = body
	}
	return k
}

// isText reports whether a body is text that JSON holds in no more space than base64
// would need: of a NUL it makes six bytes.
func isText(body []byte) bool {
	escapes := 0
	for _, b := range body {
		switch {
		case b == '"' || b == '\\' || b == '\n' || b == '\r' || b == '\t':
			escapes++
		case b < ' ':
			escapes += 5
		}
	}
	return escapes <= len(body)/3+8 && utf8.Valid(body)
}

// absolute is the whole URL of a request that came in, with the scheme by which the
// caller, or the proxy in front, sent it.
func absolute(req *http.Request) string {
	scheme := "http"
	if req.TLS != nil || req.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + req.Host + req.URL.RequestURI()
}

// request makes the request that the fake gets, now and when it is replayed.
func (k *kept) request() (*http.Request, error) {
	body := k.Bytes
	if body == nil {
		body = []byte(k.Text)
	}
	req, err := http.NewRequestWithContext(context.Background(), k.Method, k.URL, bytes.NewReader(body)) //nolint:gosec // never sent
	if err != nil {
		return nil, invalid("the URL cannot be read") // the error repeats it
	}
	for _, h := range k.headers() {
		if *h.text != "" {
			req.Header.Set(h.name, *h.text)
		}
	}
	switch k.Key {
	case "":
	case ownKey:
		req.Header.Set(keyHeader, truoratest.APIKey)
	default:
		req.Header.Set(keyHeader, k.Key)
	}
	return req, nil
}

// replay carries an entry out again. It must come to the same.
func (a *Account) replay(e entry) error {
	a.at = time.Unix(0, e.At).UTC()
	switch {
	case e.Opened != nil:
		a.open(*e.Opened)
	case e.Request != nil:
		took, err := a.take(e.Request)
		if err == nil && (took.Status != e.Request.Status || took.Bought != e.Request.Bought) {
			err = fmt.Errorf("%q came to %d %s, and now to %d %s: another version of the fake wrote it",
				took.Op, e.Request.Status, e.Request.Bought, took.Status, took.Bought)
		}
		return err
	case e.Lever != nil:
		_, err := a.pull(*e.Lever)
		return err
	case e.Delivery != nil:
		a.srv.Webhooks.Record(truoratest.WebhookDelivery{
			DeliveryID: e.Delivery.ID, Time: time.Unix(0, e.Delivery.At).UTC(), Status: e.Delivery.Status,
		})
	case e.Ahead != nil:
		a.ahead = time.Duration(*e.Ahead)
	}
	return nil
}
