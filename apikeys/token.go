package apikeys

import (
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

// Token is an API key. Whoever has it may use it: its Reveal method returns the
// key, for truora.WithKey, and nothing else shows it.
type Token struct{ apitype.Secret }

// NewToken makes a Token of a key that was kept somewhere.
func NewToken(key string) Token { return Token{apitype.NewSecret(key)} }

// HostedPage is where Truora shows a process to the person.
const HostedPage = "https://identity.truora.com/"

// LaunchURL returns the link that the person opens, on a phone or in an iframe
// of at least 450 by 700 with allow="camera" (Truora has to know the site that
// embeds it). It holds the token: hand it to that person and keep it out of logs.
func (t Token) LaunchURL() string {
	return HostedPage + "?token=" + url.QueryEscape(t.Reveal())
}
