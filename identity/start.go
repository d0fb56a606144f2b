package identity

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/webtoken"
)

// StartParams configures [Service.Start]. FlowID and RedirectURL are required.
type StartParams struct {
	// FlowID is the published flow, IPF….
	FlowID string
	// RedirectURL is where the person is sent at the end, whatever the verdict.
	RedirectURL string
	// Country is where the flow applies; empty means apitype.CountryAll.
	Country apitype.Country
	// Lang is the language of the page; empty leaves it to the page.
	Lang apitype.Language
	// AccountID is your own id for the person: letters, digits and _ . - only. If it is
	// empty, Start makes up a new one.
	//
	// Leave it empty unless you have tried what your account does when an id comes
	// again, which is contradicted: Truora documents many processes of one account, but
	// one integrator found the page blank, and another was given a token of the earlier
	// process, so that ProcessID was one it knew. Put an id of yours into Metadata.
	AccountID    string
	DocumentType apitype.DocumentType // filled in for the person; optional
	// Phones are filled in for the person, who cannot change them: one-time passwords
	// go only there. Each is + and digits with the country code: +573001234567. The page
	// begins with the country of the first. Give Phones or Emails, not both, if people
	// must be able to correct them: with both, integrators saw a screen to review them
	// whose edit button does nothing.
	Phones []string
	// Emails are filled in as Phones are, each a plain address.
	Emails []string
	// Metadata is returned in [Result.Metadata]. Values by name, such as an order.
	Metadata map[string]string
	// BillingHub is required for accounts that use billing hubs.
	BillingHub string
}

// Started is a process that a person can open. Printing it shows no link.
type Started struct {
	ProcessID string
	AccountID string
	// ExpiresAt is when the link ends, 2 hours from now. It is zero if the token does
	// not say. A process that was opened in time may last longer: see
	// [Result.LatestVerdict].
	ExpiresAt time.Time
	// Token is the key of the process, for truora.WithKey: [Service.SendLink], and a
	// page of your own in place of Truora's, need it.
	Token apitype.Secret

	link apitype.Secret
}

// LaunchURL returns the link that the person opens, on a phone or in an iframe of at
// least 450 by 700 with allow="camera" (Truora has to know the site that embeds it).
// It contains the token: give it only to that person and keep it out of logs. It leads
// to truora.Hosts.Page.
func (s *Started) LaunchURL() string { return s.link.Reveal() }

// Start reserves a process for a person and returns the link to it. It needs a backend
// key. The process exists, for [Service.Get] and others, once somebody opens the link:
// see [WaitParams.EvenUnopened].
//
// After truora.ErrOutcomeUnknown it is harmless to call Start again: nobody has the
// link of the lost answer. A flow with a product that the account lacks gives
// truora.ErrInvalid with the text "enrollment not found". A token that names no process
// gives a *truora.DecodeError. unverified: that tokens name their process is seen, not
// documented.
func (s *Service) Start(ctx context.Context, params StartParams) (*Started, error) {
	if err := params.Validate(); err != nil {
		return nil, s.account.Refuse(webtoken.Op, err)
	}
	if params.Country == "" {
		params.Country = apitype.CountryAll
	}
	if params.AccountID == "" {
		params.AccountID = rand.Text()
	}
	minted, err := webtoken.Mint(ctx, s.account, webtoken.Form{
		FlowID: params.FlowID, Country: params.Country, RedirectURL: params.RedirectURL, AccountID: params.AccountID,
		DocumentType: params.DocumentType, Emails: params.Emails, Phones: params.Phones, BillingHub: params.BillingHub,
		Metadata: params.Metadata,
	})
	if err != nil {
		return nil, err
	}
	return &Started{
		ProcessID: minted.ProcessID, AccountID: minted.AccountID, ExpiresAt: minted.ExpiresAt, Token: minted.Token,
		link: apitype.NewSecret(webtoken.Link(s.page, minted.Token, params.Lang)),
	}, nil
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// Validate returns an error for input that Truora would certainly refuse, or that would
// leave the person with a number or an address that nothing can be sent to. Start calls
// it before anything is sent.
func (p StartParams) Validate() error {
	if p.FlowID == "" {
		return errors.New("flow_id is required")
	}
	if err := cmp.Or(inputs.AccountID(p.AccountID), inputs.RedirectURL(p.RedirectURL)); err != nil {
		return err
	}
	for _, phone := range p.Phones {
		if !e164.MatchString(phone) {
			return errors.New("a phone must be + and the digits with the country code, such as +573001234567")
		}
	}
	for _, email := range p.Emails {
		// Other clients send several addresses with commas between.
		if a, err := mail.ParseAddress(email); err != nil || a.Address != email || strings.ContainsAny(email, ", ") {
			return errors.New("an email must be a plain address, such as ana@example.com")
		}
	}
	return nil
}
