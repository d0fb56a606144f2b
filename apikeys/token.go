package apikeys

import (
	"fmt"
	"log/slog"
	"net/url"

	"github.com/truora/truora-go/apitype"
)

// Created is a key that was just minted. Printing and logging it hides the key;
// RawJSON has it.
type Created struct {
	APIKey Token `json:"api_key" contract:"either"`
	// Code is the key in one of Truora's samples, which lacks APIKey: use
	// [Created.Token].
	Code    Token  `json:"code" contract:"either"`
	Message string `json:"message"`
	apitype.Raw
}

// Token returns the key, whichever name Truora gave it.
func (c *Created) Token() Token {
	if !c.APIKey.IsZero() {
		return c.APIKey
	}
	return c.Code
}

// Format hides the key under every verb.
func (c Created) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "apikeys.Created{%s, %s}", redacted, c.Message)
}

// LogValue hides the key.
func (c Created) LogValue() slog.Value {
	return slog.GroupValue(slog.String("token", redacted), slog.String("message", c.Message))
}

const redacted = "[redacted]"

// Token is an API key. Whoever has it may use it, so it prints as [redacted]
// under every verb, in slog and in JSON; [Token.Secret] gives it away.
type Token struct {
	text *string // behind a pointer, which fmt does not follow in unexported fields
}

// NewToken makes a Token of a key that was kept somewhere.
func NewToken(key string) Token { return Token{&key} }

// Secret returns the key itself, for truora.WithKey.
func (t Token) Secret() string {
	if t.text == nil {
		return ""
	}
	return *t.text
}

// IsZero reports whether there is no key.
func (t Token) IsZero() bool { return t.Secret() == "" }

// HostedPage is where Truora shows a process to the person.
const HostedPage = "https://identity.truora.com/"

// LaunchURL returns the link that the person opens, on a phone or in an iframe
// of at least 450 by 700 with allow="camera" (Truora has to know the site that
// embeds it). It holds the token: hand it to that person and keep it out of logs.
func (t Token) LaunchURL() string {
	return HostedPage + "?token=" + url.QueryEscape(t.Secret())
}

// String hides the key.
func (Token) String() string { return redacted }

// GoString hides the key.
func (Token) GoString() string { return redacted }

// Format hides the key under every verb.
func (Token) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the key.
func (Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the key.
func (Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText takes the key as Truora sends it.
func (t *Token) UnmarshalText(text []byte) error {
	*t = NewToken(string(text))
	return nil
}
