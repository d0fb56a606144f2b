package audit_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/validators"
)

func TestConsents(t *testing.T) {
	t.Parallel()
	refusal := errors.New("not for this type")
	strict := policy()
	strict.Check = func(_ context.Context, call *truora.Call, c audit.Consent) error {
		if c.Purpose == "hiring" && call.Values().Get("type") == "person" {
			return refusal
		}
		return nil
	}
	change := func(f func(*audit.Consent)) *audit.Consent {
		c := consent()
		f(&c)
		return &c
	}
	for name, c := range map[string]struct {
		consent *audit.Consent
		want    error
	}{
		"good":           {change(func(*audit.Consent) {}), nil},
		"expires later":  {change(func(c *audit.Consent) { c.Expires = time.Now().Add(time.Hour) }), nil},
		"none":           {nil, audit.ErrNoConsent},
		"empty":          {&audit.Consent{}, audit.ErrNoConsent},
		"no id":          {change(func(c *audit.Consent) { c.ID = "" }), audit.ErrNoConsent},
		"no purpose":     {change(func(c *audit.Consent) { c.Purpose = "" }), audit.ErrNoConsent},
		"no basis":       {change(func(c *audit.Consent) { c.Basis = "" }), audit.ErrNoConsent},
		"no time":        {change(func(c *audit.Consent) { c.At = time.Time{} }), audit.ErrNoConsent},
		"later":          {change(func(c *audit.Consent) { c.At = time.Now().Add(time.Hour) }), audit.ErrNoConsent},
		"expired":        {change(func(c *audit.Consent) { c.Expires = time.Now().Add(-time.Second) }), audit.ErrConsentExpired},
		"other purpose":  {change(func(c *audit.Consent) { c.Purpose = "marketing" }), audit.ErrPurpose},
		"other basis":    {change(func(c *audit.Consent) { c.Basis = audit.BasisContract }), audit.ErrBasis},
		"checked by you": {change(func(c *audit.Consent) { c.Purpose = "hiring" }), refusal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := server(t)
			client := srv.Client(truora.WithInterceptor(audit.RequireConsent(strict)))
			ctx := t.Context()
			if c.consent != nil {
				ctx = audit.WithConsent(ctx, *c.consent)
			}
			_, err := client.Checks.Create(ctx, person("1000000001"))
			require.ErrorIs(t, err, c.want)
			if c.want == nil {
				assert.Len(t, srv.Billed(), 1)
				return
			}
			require.ErrorIs(t, err, truora.ErrRefused)
			assert.Equal(t, truora.OutcomeRefused, truora.OutcomeOf(err))
			assert.Empty(t, srv.Requests(), "nothing is sent")
		})
	}
}

// An enrollment is not billed, and says that the person has consented.
func TestWhatNeedsAConsent(t *testing.T) {
	t.Parallel()
	enroll := func(p audit.Policy) error {
		srv := server(t)
		client := srv.Client(truora.WithInterceptor(audit.RequireConsent(p)))
		_, err := client.Checks.List(t.Context(), checksOf("RPT1"))
		require.NoError(t, err, "a read needs none")
		_, err = client.Validators.CreateEnrollment(t.Context(), validators.CreateEnrollmentParams{
			Type: validators.TypeEmailVerification, UserAuthorized: true, Email: "ana@example.com",
		})
		return err
	}
	require.ErrorIs(t, enroll(policy()), audit.ErrNoConsent)
	none := policy()
	none.Needs = func(*truora.Call) bool { return false }
	require.ErrorIs(t, enroll(none), audit.ErrNoConsent)

	all := policy()
	all.Needs = func(call *truora.Call) bool { return call.Op == "GET /v1/checks/{check_id}" }
	client := server(t).Client(truora.WithInterceptor(audit.RequireConsent(all)))
	_, err := client.Checks.Get(t.Context(), "CHK1")
	require.ErrorIs(t, err, audit.ErrNoConsent)
}

func TestAuthorizedFollowsTheRecord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := server(t)
		client := srv.Client(truora.WithInterceptor(audit.RequireConsent(policy())))
		create := func(ctx context.Context) error {
			params := person("1000000001")
			params.UserAuthorized = audit.Authorized(ctx)
			_, err := client.Checks.Create(ctx, params)
			return err
		}
		require.ErrorIs(t, create(t.Context()), audit.ErrNoConsent)
		c := consent()
		c.Expires = time.Now().Add(time.Hour)
		ctx := audit.WithConsent(t.Context(), c)
		require.NoError(t, create(ctx))
		time.Sleep(time.Hour)
		assert.False(t, audit.Authorized(ctx))
		require.ErrorIs(t, create(ctx), audit.ErrConsentExpired)
		assert.Len(t, srv.Billed(), 1)
	})
}

// The log would cut it, and two records could become one.
func TestALongIDIsRefused(t *testing.T) {
	t.Parallel()
	c := audit.Consent{ID: strings.Repeat("a", 1025), Purpose: "credit", Basis: "consent", At: time.Now().Add(-time.Hour)}
	require.ErrorIs(t, c.Valid(time.Now()), audit.ErrNoConsent)
	c.ID = c.ID[1:]
	require.NoError(t, c.Valid(time.Now()))
}
