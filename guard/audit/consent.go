package audit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	truora "github.com/truora/truora-go"
)

// Purpose is what the data are for, in your own words: "credit", "hiring".
type Purpose string

// Basis is what makes the processing lawful. Other words are possible; which of them
// the law of a country knows is for your counsel to say.
type Basis string

// Bases that several laws know.
const (
	BasisConsent            Basis = "consent"
	BasisContract           Basis = "contract"
	BasisLegalObligation    Basis = "legal obligation"
	BasisLegitimateInterest Basis = "legitimate interest"
	BasisCreditProtection   Basis = "credit protection" // Brazil: LGPD, article 7, X
)

// Consent is the record of what a person has agreed to, or of another legal basis.
type Consent struct {
	// ID is that of your record, of at most 1024 bytes. It gets into the log, so it must
	// not be personal.
	ID      string
	Purpose Purpose
	Basis   Basis
	// At is when the person agreed.
	At time.Time
	// Expires is when the consent ends; zero means that it does not.
	Expires time.Time
	// ProofSHA256 is the hash of the proof: the text that was shown and the signature,
	// recording or log that shows who agreed. Optional, unless your policy asks for it.
	ProofSHA256 [sha256.Size]byte
}

// Valid returns nil if the consent is complete and in force at a time, or an error that
// is [ErrNoConsent] or [ErrConsentExpired].
func (c Consent) Valid(at time.Time) error {
	switch {
	case c.ID == "" || c.Purpose == "" || c.Basis == "" || c.At.IsZero():
		return fmt.Errorf("%w: ID, Purpose, Basis and At are required", ErrNoConsent)
	case max(len(c.ID), len(c.Purpose)) > longest:
		return fmt.Errorf("%w: its ID or Purpose is longer than %d bytes, and the log would cut it", ErrNoConsent, longest)
	case c.At.After(at):
		return fmt.Errorf("%w: it is of a later time", ErrNoConsent)
	case !c.Expires.IsZero() && !c.Expires.After(at):
		return ErrConsentExpired
	}
	return nil
}

type consentKey struct{}

// WithConsent says on which record the calls under ctx rest.
func WithConsent(ctx context.Context, c Consent) context.Context {
	return context.WithValue(ctx, consentKey{}, c)
}

// ConsentOf returns the record of [WithConsent].
func ConsentOf(ctx context.Context) (Consent, bool) {
	c, ok := ctx.Value(consentKey{}).(Consent)
	return c, ok
}

// Authorized reports whether ctx has a record that is complete and in force now. It is
// for the UserAuthorized of params, which then follows the record:
//
//	checks.CreateParams{UserAuthorized: audit.Authorized(ctx), …}
func Authorized(ctx context.Context) bool {
	c, ok := ConsentOf(ctx)
	return ok && c.Valid(time.Now()) == nil
}

// Reasons to refuse a call; errors.Is finds them in the error of the call.
var (
	ErrNoConsent      = errors.New("audit: no record of a consent")
	ErrConsentExpired = errors.New("audit: the consent has expired")
	ErrPurpose        = errors.New("audit: the policy does not allow the purpose of the consent")
	ErrBasis          = errors.New("audit: the policy does not allow the legal basis of the consent for its purpose")
)

// Policy says which calls need a consent, and which consents suffice.
type Policy struct {
	// Purposes are those that are allowed, each with its bases; none means any basis.
	Purposes map[Purpose][]Basis
	// Needs selects the calls that need a consent. nil means all that are billed, also
	// checks of companies and vehicles, which lead to persons. A call that says
	// user_authorized needs one whatever it returns.
	Needs func(*truora.Call) bool
	// Check, if it is set, is asked last. Its error refuses the call.
	Check func(context.Context, *truora.Call, Consent) error
}

// RequireConsent returns an interceptor that sends a call only if the policy allows it
// with the record of [WithConsent]. The error of a refused call wraps the reason, such
// as [ErrNoConsent]. The params are not changed: a call that says user_authorized
// without a record in force is refused, too.
func RequireConsent(p Policy) truora.Interceptor {
	needs := p.Needs
	if needs == nil {
		needs = func(call *truora.Call) bool { return call.Bills() != truora.BillingNone }
	}
	return func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		if !needs(call) && !claims(call) {
			return ctx, nil, nil
		}
		c, ok := ConsentOf(ctx)
		if !ok {
			return nil, nil, ErrNoConsent
		}
		return ctx, nil, p.allows(ctx, call, c)
	}
}

// claims reports whether a call states that the person has consented.
func claims(call *truora.Call) bool {
	return call.Effect != truora.EffectRead && call.Values().Get("user_authorized") == "true"
}

func (p Policy) allows(ctx context.Context, call *truora.Call, c Consent) error {
	if err := c.Valid(time.Now()); err != nil {
		return err
	}
	bases, ok := p.Purposes[c.Purpose]
	if !ok {
		return ErrPurpose
	}
	if len(bases) > 0 && !slices.Contains(bases, c.Basis) {
		return ErrBasis
	}
	if p.Check != nil {
		return p.Check(ctx, call, c)
	}
	return nil
}
