package apikeys

import (
	"cmp"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/webtoken"
)

// Created is a new key. Printing and logging hide the key; RawJSON contains it.
type Created struct {
	APIKey Token `json:"api_key" contract:"either"`
	// Code is the key in one of Truora's samples, which lacks APIKey: use
	// [Created.Token].
	Code    Token  `json:"code" contract:"either"`
	Message string `json:"message"`
	apitype.Raw
}

// Token returns the key, whichever name Truora used for it.
func (c *Created) Token() Token {
	if !c.APIKey.IsZero() {
		return c.APIKey
	}
	return c.Code
}

// Token is an API key. Whoever has it can use it, so only its Reveal method
// returns the key, for truora.WithKey; printing it does not show it.
type Token struct {
	apitype.Secret
	page string // "" is HostedPage
}

// NewToken returns a Token for a stored key.
func NewToken(key string) Token { return Token{Secret: apitype.NewSecret(key)} }

// HostedPage is the page on which Truora takes a person through a process.
const HostedPage = "https://identity.truora.com/"

// LaunchURL returns the link that the person opens, on a phone or in an iframe of
// at least 450 by 700 with allow="camera" (Truora has to know the site that
// embeds it). The link contains the token: give it only to that person and keep
// it out of logs. A token that [Service.Create] made leads to the page that the client
// has in truora.Hosts, one of [NewToken] to [HostedPage].
func (t Token) LaunchURL() string {
	return t.LaunchURLIn("")
}

// LaunchURLIn is [Token.LaunchURL] with the page in that language; empty leaves it to
// the page. unverified: the page's lang is seen in integrations, not documented.
func (t Token) LaunchURLIn(lang apitype.Language) string {
	return webtoken.Link(cmp.Or(t.page, HostedPage), t.Secret, lang)
}
