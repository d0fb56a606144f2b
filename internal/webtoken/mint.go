package webtoken

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Op is the operation that makes a token.
const Op = "POST /v1/api-keys"

// Form asks for a token that opens one process.
type Form struct {
	KeyType       string               `url:"key_type"`
	Grant         string               `url:"grant"`
	APIKeyVersion string               `url:"api_key_version"`
	FlowID        string               `url:"flow_id"`
	Country       apitype.Country      `url:"country"`
	RedirectURL   string               `url:"redirect_url"`
	AccountID     string               `url:"account_id"`
	DocumentType  apitype.DocumentType `url:"document_type,omitempty"`
	Emails        []string             `url:"emails,omitempty"`
	Phones        []string             `url:"phones,omitempty"`
	BillingHub    string               `url:"billing_hub,omitempty"`
	Metadata      Metadata             `url:"start_variables.metadata,omitempty"`
}

var errNoProcess = errors.New("the token names no process")

// Minted is a token and what it says.
type Minted struct {
	Token     apitype.Secret
	ProcessID string
	AccountID string
	ExpiresAt time.Time // zero if the token does not say
}

// Metadata are values of the caller's by name.
type Metadata map[string]string

// EncodeValues writes each value under its own key.
func (m Metadata) EncodeValues(key string, values *url.Values) error {
	for name, value := range m {
		if name == "" {
			return errors.New("a name in metadata is empty")
		}
		values.Set(key+"."+name, value)
	}
	return nil
}

// Link returns what the person opens: the page, under the token. lang is its language,
// or empty. unverified: the parameter is seen in integrations, not documented.
func Link(page string, token apitype.Secret, lang apitype.Language) string {
	link := strings.TrimSuffix(page, "/") + "/?token=" + url.QueryEscape(token.Reveal())
	if lang != "" {
		link += "&lang=" + url.QueryEscape(string(lang))
	}
	return link
}

// answer holds the key under one of two names.
type answer struct {
	APIKey apitype.Secret `json:"api_key" contract:"either"`
	Code   apitype.Secret `json:"code" contract:"either"`
	apitype.Raw
}

// Mint makes a token. c is the client of the host of accounts. A token that names no
// process is an answer that cannot be read.
func Mint(ctx context.Context, c *rest.Client, form Form) (*Minted, error) {
	form.KeyType, form.Grant, form.APIKeyVersion = "web", "digital-identity", "1"
	out, err := rest.Do[answer](ctx, c, rest.Call{Op: Op, Form: form})
	if err != nil {
		return nil, err
	}
	token := out.APIKey
	if token.IsZero() {
		token = out.Code
	}
	text, err := Payload(token.Reveal())
	if err != nil {
		return nil, c.Unreadable(Op, out.RawJSON(), err)
	}
	claims, err := Read(text)
	if err != nil || claims.Additional.ProcessID == "" {
		return nil, c.Unreadable(Op, out.RawJSON(), errNoProcess)
	}
	return &Minted{
		Token: token, ProcessID: claims.Additional.ProcessID,
		AccountID: cmp.Or(claims.AccountID, form.AccountID), ExpiresAt: time.Time(claims.ExpiresAt),
	}, nil
}
