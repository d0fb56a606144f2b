package contacts_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/internal/areatest"
)

const host = "https://api.identity.truora.com"

const fullContact = `{"client_id":"TCI1","contact_id":"CNT1","custom_property_values":{"CCP1":"gold","CCP2":7,"CCP3":true,"CCP4":"2024-02-29T00:00:00Z","CCP5":null,"CCP6":[1]},
"email":"","external_id":"usr_1","flow_outbounds_rejected":1,"inbound_processes_started":2,"is_valid_wa_user":true,"name":"Ana Example",
"notification_outbounds_received":3,"outbound_processes_started":4,"phone_number":"+570000000000","mood":"good"}`

func assertFullContact(t *testing.T, got any) {
	c, ok := got.(*contacts.Contact)
	require.True(t, ok)
	assert.Equal(t, "+570000000000", c.PhoneNumber)
	assert.Equal(t, []int{2, 4, 1, 3}, []int{c.InboundProcessesStarted, c.OutboundProcessesStarted, c.FlowOutboundsRejected, c.NotificationOutboundsReceived})
	assert.Contains(t, string(c.RawJSON()), `"mood":"good"`)

	values := c.CustomPropertyValues
	assert.Equal(t, apitype.Value("gold"), values["CCP1"])
	n, ok := values["CCP2"].Int()
	assert.True(t, ok)
	assert.EqualValues(t, 7, n)
	b, ok := values["CCP3"].Bool()
	assert.True(t, ok)
	assert.True(t, b)
	d, ok := values["CCP4"].Date()
	assert.True(t, ok)
	assert.Equal(t, apitype.Date{Year: 2024, Month: 2, Day: 29}, d)
	assert.Empty(t, values["CCP5"])
	assert.Equal(t, apitype.Value("[1]"), values["CCP6"], "unknown members are kept")
	for _, id := range []string{"CCP1", "CCP5", "CCP6"} {
		_, isInt := values[id].Int()
		_, isBool := values[id].Bool()
		_, isDate := values[id].Date()
		assert.False(t, isInt || isBool || isDate, id)
	}
}

func TestContactsOnTheWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Contacts.Create(ctx, contacts.CreateParams{
					Name: "Ana Ñ", PhoneNumber: "+573000000001", ExternalID: "usr_1", Email: "a@example.com", CustomPropertyValues: contacts.Values{
						"CCP1": "gold", "CCP2": apitype.IntValue(-7), "CCP3": apitype.BoolValue(false), "CCP4": apitype.DateValue(apitype.Date{Year: 2024, Month: 2, Day: 9}),
					},
				})
			},
			Method: "POST", URL: host + "/v1/contacts", Form: "custom_property_values.CCP1=gold&custom_property_values.CCP2=-7&custom_property_values.CCP3=false" +
				"&custom_property_values.CCP4=2024-02-09&email=a%40example.com&external_id=usr_1&name=Ana+%C3%91&phone_number=%2B573000000001",
			Status: 200, Answer: fullContact, Want: assertFullContact,
		},
		"Get by phone": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Contacts.Get(ctx, "+573000000001", contacts.GetParams{KeyType: contacts.KeyTypePhoneNumber})
			},
			Method: "GET", URL: host + "/v1/contacts/%2B573000000001?key_type=phone_number", Status: 200, Answer: fullContact, Want: assertFullContact,
		},
		"Update": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Contacts.Update(ctx, "a/b", contacts.UpdateParams{KeyType: contacts.KeyTypeExternalID, Email: new("b@example.com"), EmitSysevent: true})
			},
			Method: "PUT", URL: host + "/v1/contacts/a%2Fb?key_type=external_id", Form: "email=b%40example.com&emit_sysevent=true", Status: 200, Answer: fullContact, Want: assertFullContact,
		},
		"Update, to nothing": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Contacts.Update(ctx, "CNT1", contacts.UpdateParams{Email: new(""), CustomPropertyValues: contacts.Values{"CCP1": ""}})
			},
			Method: "PUT", URL: host + "/v1/contacts/CNT1", Form: "custom_property_values.CCP1=&email=", Status: 200, Answer: fullContact, Want: assertFullContact,
		},
		"ListProperties, without values": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Contacts.ListProperties(ctx, contacts.ListPropertiesParams{StartKey: "x"})
			},
			Method: "GET", URL: host + "/v1/contact-properties?start_key=x", Status: 200, Answer: `{"contact_properties":[{"property_id":"CCP1","config_values":{}}],"next":""}`,
			Want: func(t *testing.T, got any) {
				page, ok := got.(*apitype.Page[contacts.Property])
				require.True(t, ok)
				assert.Nil(t, page.Items[0].AllowedValues())
			},
		},
		"CreateProperty": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{Type: contacts.PropertyTypeEnum, Name: "Tier", IsHidden: true, AllowedValues: contacts.AllowedValues{"gold", "old silver"}})
			},
			Method: "POST", URL: host + "/v1/contact-properties", Form: "config_values.allowed_values=gold%2Cold+silver&is_hidden=true&name=Tier&type=enum",
			Status: 201, Answer: `{"property_id":"CCP1","type":"colour","config_values":{"allowed_values":"gold, old silver"},"is_hidden":true}`,
			Want: func(t *testing.T, got any) {
				p, ok := got.(*contacts.Property)
				require.True(t, ok)
				assert.Equal(t, contacts.PropertyType("colour"), p.Type)
				assert.Equal(t, []string{"gold", "old silver"}, p.AllowedValues())
			},
		},
	})
}

func TestWhatIsNotSent(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"no name": func() error {
			_, err := client.Contacts.Create(ctx, contacts.CreateParams{PhoneNumber: "+571"})
			return err
		},
		"neither phone nor external id": func() error {
			_, err := client.Contacts.Create(ctx, contacts.CreateParams{Name: "Ana"})
			return err
		},
		"a property id with a blank behind it": func() error {
			_, err := client.Contacts.Update(ctx, "CNT1", contacts.UpdateParams{CustomPropertyValues: contacts.Values{"CCP1 ": "x"}})
			return err
		},
		"an id that climbs": func() error {
			return client.Contacts.Delete(ctx, "..")
		},
		"no key": func() error {
			_, err := client.Contacts.Get(ctx, "", contacts.GetParams{KeyType: contacts.KeyTypeExternalID})
			return err
		},
		"a property without type": func() error {
			_, err := client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{Name: "x"})
			return err
		},
		"a property without name": func() error {
			_, err := client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{Type: contacts.PropertyTypeInt})
			return err
		},
		"an enum without values": func() error {
			_, err := client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{Type: contacts.PropertyTypeEnum, Name: "x"})
			return err
		},
		"a value that would fall apart": func() error {
			_, err := client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{Type: contacts.PropertyTypeEnum, Name: "x", AllowedValues: contacts.AllowedValues{"a,b"}})
			return err
		},
	} {
		require.ErrorIs(t, call(), truora.ErrInvalid, name)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
