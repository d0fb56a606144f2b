package truoratest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// hook is a receiver, and the events kept for its next delivery.
type hook struct {
	Webhook
	address string // to which it posts
	client  *http.Client
	held    []namedEvent
}

func newHook(to Webhook) *hook {
	h := &hook{Webhook: to, address: to.URL, client: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if to.Handler != nil {
		h.address, h.client.Transport = "http://receiver.invalid/", inProcess{to.Handler}
	}
	return h
}

func (h *hook) wants(name string) bool {
	kind, _, _ := strings.Cut(name, ".")
	return len(h.Events) == 0 || slices.Contains(h.Events, name) || slices.Contains(h.Events, kind)
}

const receiverTimeout = 10 * time.Second

// send makes one attempt. It runs without the server's lock, because receivers call the
// server.
func (p *delivery) send(ctx context.Context, now time.Time) WebhookDelivery {
	done := p.attemptAt(now)
	ctx, cancel := context.WithTimeout(ctx, receiverTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.to.address, bytes.NewReader(done.Body))
	if err != nil {
		return done
	}
	req.Header.Set("Content-Type", "application/jwt")
	res, err := p.to.client.Do(req)
	if err != nil {
		return done
	}
	// This lets the connection be reused.
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	_ = res.Body.Close()
	done.Status = res.StatusCode
	return done
}

// names are the names and ids of the events.
func (p *delivery) names() (events, ids []string) {
	for _, event := range p.events {
		id, _ := event.wire["id"].(string)
		events, ids = append(events, event.name), append(ids, id)
	}
	return events, ids
}

// attemptAt is an attempt without its outcome.
func (p *delivery) attemptAt(now time.Time) WebhookDelivery {
	done := WebhookDelivery{DeliveryID: p.id, Time: now, URL: p.to.URL, Attempt: p.attempt + 1, Body: p.sign(now)}
	done.Events, done.IDs = p.names()
	return done
}

// sign makes the JWT.
//
// choice: each attempt of a delivery is signed again
func (p *delivery) sign(now time.Time) []byte {
	key := p.to.Key
	if p.forged {
		key = digest(64, "forged", key)
	}
	events := make([]obj, 0, len(p.events))
	for _, event := range p.events {
		events = append(events, event.wire)
	}
	claims, err := json.Marshal(obj{"iss": "Truora", "iat": now.Unix(), "events": events})
	if err != nil {
		// Events contain only maps of plain values.
		panic(fmt.Sprintf("truoratest: encoding a webhook: %v", err))
	}
	part := base64.RawURLEncoding
	text := part.AppendEncode(nil, []byte(`{"alg":"HS256","typ":"JWT"}`))
	text = part.AppendEncode(append(text, '.'), claims)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(text)
	return part.AppendEncode(append(text, '.'), mac.Sum(nil))
}

// inProcess is a transport to a handler.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(req *http.Request) (res *http.Response, err error) {
	defer closeBody(req)
	defer func() {
		if recover() != nil { // net/http would close the connection
			res, err = nil, errors.New("truoratest: the receiver panicked")
		}
	}()
	in := req.Clone(req.Context())
	in.RequestURI, in.RemoteAddr = "/", "192.0.2.1:1234"
	w := &answerWriter{header: http.Header{}}
	t.handler.ServeHTTP(w, in)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	w.WriteHeader(http.StatusOK)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: http.NoBody, Request: req}, nil
}

// answerWriter keeps the status and ignores the rest of a receiver's answer.
type answerWriter struct {
	header http.Header
	status int
}

func (w *answerWriter) Header() http.Header { return w.header }

func (w *answerWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return len(p), nil
}

func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}
