package contacts_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const (
	createOp = "POST /v1/contacts"
	updateOp = "PUT /v1/contacts/{contact_id}"
)

func ana() contacts.CreateParams {
	return contacts.CreateParams{Name: "Ana Example", PhoneNumber: "+573000000001", ExternalID: "usr/1", Email: "ana@example.com"}
}

func TestContactByEveryKey(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		made, err := client.Contacts.Create(t.Context(), ana())
		require.NoError(t, err)
		assert.Equal(t, "+573000000001", made.PhoneNumber, "the plus was decoded correctly")
		for key, kind := range map[string]contacts.KeyType{
			made.ContactID: "", "+573000000001": contacts.KeyTypePhoneNumber, "usr/1": contacts.KeyTypeExternalID,
		} {
			got, err := client.Contacts.Get(t.Context(), key, contacts.GetParams{KeyType: kind})
			require.NoError(t, err, key)
			assert.Equal(t, made.ContactID, got.ContactID)
			_, err = client.Contacts.Get(t.Context(), key+"0", contacts.GetParams{KeyType: kind})
			require.ErrorIs(t, err, truora.ErrNotFound)
		}
		_, err = client.Contacts.Get(t.Context(), "+573000000001", contacts.GetParams{})
		require.ErrorIs(t, err, truora.ErrNotFound, "a number is not a contact id")
		_, err = client.Contacts.Get(t.Context(), "x", contacts.GetParams{KeyType: "shoe_size"})
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestUpdateLeavesTheRest(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		tier, err := client.Contacts.CreateProperty(t.Context(), contacts.CreatePropertyParams{Type: contacts.PropertyTypeEnum, Name: "Tier", AllowedValues: contacts.AllowedValues{"gold", "silver"}})
		require.NoError(t, err)
		since, err := client.Contacts.CreateProperty(t.Context(), contacts.CreatePropertyParams{Type: contacts.PropertyTypeDate, Name: "Since"})
		require.NoError(t, err)
		day := apitype.Date{Year: 2024, Month: 2, Day: 29}
		params := ana()
		params.CustomPropertyValues = contacts.Values{tier.PropertyID: "gold", since.PropertyID: apitype.DateValue(day)}
		made, err := client.Contacts.Create(t.Context(), params)
		require.NoError(t, err)

		changed, err := client.Contacts.Update(t.Context(), made.ContactID, contacts.UpdateParams{CustomPropertyValues: contacts.Values{tier.PropertyID: "silver"}})
		require.NoError(t, err)
		assert.Equal(t, apitype.Value("silver"), changed.CustomPropertyValues[tier.PropertyID])
		got, ok := changed.CustomPropertyValues[since.PropertyID].Date()
		assert.True(t, ok)
		assert.Equal(t, day, got)
		assert.Equal(t, []string{"Ana Example", "ana@example.com", "usr/1"}, []string{changed.Name, changed.Email, changed.ExternalID})

		changed, err = client.Contacts.Update(t.Context(), "+573000000001", contacts.UpdateParams{KeyType: contacts.KeyTypePhoneNumber, Name: "Ana Updated"})
		require.NoError(t, err)
		assert.Equal(t, "Ana Updated", changed.Name)
		assert.Equal(t, apitype.Value("silver"), changed.CustomPropertyValues[tier.PropertyID])

		changed, err = client.Contacts.Update(t.Context(), made.ContactID, contacts.UpdateParams{
			Email: new(""), CustomPropertyValues: contacts.Values{since.PropertyID: ""},
		})
		require.NoError(t, err)
		assert.Equal(t, "Ana Updated", changed.Name, "absent fields stay unchanged")
		assert.Empty(t, changed.Email, "empty fields are cleared")
		assert.NotContains(t, changed.CustomPropertyValues, since.PropertyID)
		assert.Contains(t, changed.CustomPropertyValues, tier.PropertyID)

		_, err = client.Contacts.Update(t.Context(), made.ContactID, contacts.UpdateParams{CustomPropertyValues: contacts.Values{tier.PropertyID: "bronze"}})
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestListsLeaveOutCustomValues(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.SetPageSize(2)
		for i := range 5 {
			_, err := client.Contacts.Create(t.Context(), contacts.CreateParams{Name: "Somebody", ExternalID: fmt.Sprint(i)})
			require.NoError(t, err)
		}
		n := 0
		for c, err := range client.Contacts.All(t.Context(), contacts.ListParams{}) {
			require.NoError(t, err)
			assert.Nil(t, c.CustomPropertyValues)
			assert.Equal(t, fmt.Sprint(n), c.ExternalID)
			n++
		}
		assert.Equal(t, 5, n)
		_, err := client.Contacts.List(t.Context(), contacts.ListParams{StartKey: "made up"})
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestTwentyFivePropertiesCanBeSeen(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		create := func(hidden bool) error {
			_, err := client.Contacts.CreateProperty(t.Context(), contacts.CreatePropertyParams{Type: contacts.PropertyTypeString, Name: "x", IsHidden: hidden})
			return err
		}
		for range 25 {
			require.NoError(t, create(false))
		}
		require.ErrorIs(t, create(false), truora.ErrInvalid)
		require.NoError(t, create(true))
		n := 0
		for _, err := range client.Contacts.AllProperties(t.Context(), contacts.ListPropertiesParams{}) {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 26, n)
	})
}

func TestNothingIsMadeTwice(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.LoseAnswer(createOp)
		_, err := client.Contacts.Create(t.Context(), ana())
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(createOp), 1)
		found, err := client.Contacts.Get(t.Context(), "usr/1", contacts.GetParams{KeyType: contacts.KeyTypeExternalID})
		require.NoError(t, err, "the way out that the documentation names")

		srv.LoseAnswer(updateOp)
		_, err = client.Contacts.Update(t.Context(), found.ContactID, contacts.UpdateParams{Name: "Ana Updated"})
		require.NoError(t, err)
		assert.Len(t, srv.RequestsTo(updateOp), 2)
		srv.LoseAnswer(updateOp)
		_, err = client.Contacts.Update(t.Context(), found.ContactID, contacts.UpdateParams{Name: "Ana Updated", EmitSysevent: true})
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown, "each one sets off rules")
		assert.Len(t, srv.RequestsTo(updateOp), 3)

		srv.LoseAnswer("DELETE /v1/contacts/{contact_id}")
		err = client.Contacts.Delete(t.Context(), found.ContactID)
		require.NoError(t, err)
		err = client.Contacts.Delete(t.Context(), found.ContactID)
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.Empty(t, srv.Billed())
	})
}

// Truora makes contacts by itself, and counts what they take part in.
func TestWhoWritesBecomesAContact(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.WhatsApp.Phone("+573000000009").Write(truoratest.WhatsAppLine, "hello")
		got, err := client.Contacts.Get(t.Context(), "+573000000009", contacts.GetParams{KeyType: contacts.KeyTypePhoneNumber})
		require.NoError(t, err)
		assert.True(t, got.IsValidWAUser)
		assert.Zero(t, got.InboundProcessesStarted)
	})
}

func TestErrorsNameNobody(t *testing.T) {
	t.Parallel()
	client := areatest.Answering(t, 404, `{"message":"no contact with +573000000001 or ana@example.com"}`)
	_, err := client.Contacts.Get(t.Context(), "+573000000001", contacts.GetParams{KeyType: contacts.KeyTypePhoneNumber})
	require.ErrorIs(t, err, truora.ErrNotFound)
	assert.NotContains(t, err.Error(), "3000000001")
	_, err = client.Contacts.Create(t.Context(), ana())
	assert.NotContains(t, err.Error(), "ana@example.com")
}
