package contacts_test

import (
	"context"
	"fmt"
	"log"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	srv := truoratest.New()
	defer srv.Close()
	client, ctx := srv.Client(), context.Background() // with a key: truora.FromEnv()

	tier, err := client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{
		Type: contacts.PropertyTypeEnum, Name: "Tier", AllowedValues: contacts.AllowedValues{"gold", "silver"},
	})
	if err != nil {
		log.Fatal(err)
	}
	orders, err := client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{Type: contacts.PropertyTypeInt, Name: "Orders"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Contacts.Create(ctx, contacts.CreateParams{
		Name: "Ana Example", PhoneNumber: "+573000000001", ExternalID: "usr_1",
		CustomPropertyValues: contacts.Values{tier.PropertyID: "silver", orders.PropertyID: apitype.IntValue(6)},
	})
	if err != nil {
		log.Fatal(err)
	}
	ana, err := client.Contacts.Update(ctx, "usr_1", contacts.UpdateParams{
		KeyType: contacts.KeyTypeExternalID, CustomPropertyValues: contacts.Values{orders.PropertyID: apitype.IntValue(7)},
	})
	if err != nil {
		log.Fatal(err)
	}
	n, _ := ana.CustomPropertyValues[orders.PropertyID].Int()
	fmt.Println(ana.Name, ana.CustomPropertyValues[tier.PropertyID], n)
	// Output: Ana Example silver 7
}
