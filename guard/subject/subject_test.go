package subject_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

func newKey(t *testing.T, letter string) subject.Key {
	t.Helper()
	key, err := subject.NewKey([]byte(strings.Repeat(letter, 32)))
	require.NoError(t, err)
	return key
}

func TestIDs(t *testing.T) {
	t.Parallel()
	key := newKey(t, "k")
	for _, same := range [][]subject.Identifier{
		{subject.Document("co", "national-id", "1.000.000-001"), subject.Document("CO", "national-id", "1000000001")},
		{subject.Document("BR", "national-id", "111.444.777-3x"), subject.Document("BR", "national-id", "1114447773X")},
		{subject.Phone("+57 300 000 0001"), subject.Phone("573000000001")},
		{subject.Email(" Ana@Example.com"), subject.Email("ana@example.com")},
	} {
		assert.Equal(t, key.ID(same[0]), key.ID(same[1]))
		assert.Len(t, key.ID(same[0]), 64)
	}
	seen := map[string]bool{}
	for _, other := range []subject.Identifier{
		subject.Document("CO", "national-id", "1000000001"), subject.Document("PE", "national-id", "1000000001"),
		subject.Document("CO", "foreign-id", "1000000001"), subject.Reference("1000000001"), subject.Account("1000000001"),
		subject.Phone("1000000001"), subject.Email("1000000001"),
	} {
		id := key.ID(other)
		assert.False(t, seen[id], other.Kind())
		seen[id] = true
		assert.NotEqual(t, id, newKey(t, "l").ID(other))
	}
	assert.Empty(t, key.ID(subject.Document("CO", "national-id", "-")))
	assert.Empty(t, key.ID(subject.Identifier{}))
}

func TestNothingIsPrinted(t *testing.T) {
	t.Parallel()
	key, person := newKey(t, "k"), subject.Reference("customer-77")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		text := fmt.Sprintf(verb+verb, key, person) + fmt.Sprintf(verb, struct {
			K subject.Key
			P subject.Identifier
		}{key, person})
		assert.NotContains(t, text, "kkk")
		assert.NotContains(t, text, "customer")
		assert.NotContains(t, text, "6b6b6b")
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "key", key, "person", person)
	assert.NotContains(t, out.String(), "kkk")
	assert.NotContains(t, out.String(), "customer")
	_, err := json.Marshal(map[string]any{"key": key})
	require.Error(t, err)
	_, err = subject.NewKey(make([]byte, 31))
	require.Error(t, err)
}

// What calls of the areas name.
func TestOf(t *testing.T) {
	t.Parallel()
	var got []subject.Identifier
	see := func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		got = subject.Of(ctx, call)
		return ctx, nil, nil
	}
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(see))
	for name, c := range map[string]struct {
		call func(ctx context.Context) error
		want []subject.Identifier
	}{
		"check": {func(ctx context.Context) error {
			_, err := client.Checks.Create(ctx, checks.CreateParams{
				Country: apitype.CountryColombia, Type: checks.TypeVehicle, UserAuthorized: true, NationalID: "1000000001", LicensePlate: "AAA-111",
			})
			return err
		}, []subject.Identifier{subject.Document("CO", "national-id", "1000000001"), subject.Document("CO", "license-plate", "AAA111")}},
		"account": {func(ctx context.Context) error {
			_, err := client.Validators.CreateAccount(ctx, validators.CreateAccountParams{
				AccountID: "ana", Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeForeignID, DocumentNumber: "100001",
				PhoneNumber: "+573000000001", Email: "ana@example.com",
			})
			return err
		}, []subject.Identifier{
			subject.Document("CO", "foreign-id", "100001"), subject.Account("ana"), subject.Phone("573000000001"), subject.Email("ana@example.com"),
		}},
		"path": {func(ctx context.Context) error {
			_, _ = client.Validators.GetAccount(ctx, "ana") // it may not be there yet
			return nil
		}, []subject.Identifier{subject.Account("ana")}},
		"message": {func(ctx context.Context) error {
			_, _ = client.WhatsApp.Send(ctx, whatsapp.SendParams{OutboundID: "O", CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true})
			return nil
		}, []subject.Identifier{subject.Phone("573000000001")}},
		"link": {func(ctx context.Context) error {
			_, _ = client.Identity.SendLink(ctx, "IDP1", identity.SendLinkParams{
				Lang: "es", PhoneCountryCode: "+57", PhoneNumber: "3000000001", MessageChannel: identity.MessageChannelWhatsApp,
			})
			return nil
		}, []subject.Identifier{subject.Phone("573000000001")}},
		"nobody": {func(ctx context.Context) error {
			_, err := client.Checks.List(ctx, checks.ListParams{ReportID: "R"})
			return err
		}, nil},
	} {
		got = nil
		require.NoError(t, c.call(t.Context()), name)
		require.Len(t, got, len(c.want), name)
		for i := range got {
			assert.Equal(t, c.want[i], got[i], name)
		}
		mine := subject.Reference("customer-77")
		require.NoError(t, c.call(subject.With(t.Context(), mine)), name)
		require.NotEmpty(t, got, name)
		assert.Equal(t, mine, got[0], name)
		assert.Len(t, got, len(c.want)+1, name)
	}
}
