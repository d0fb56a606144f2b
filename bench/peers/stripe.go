package peers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stripe/stripe-go/v85"

	"github.com/truora/truora-go/bench"
)

const stripeHost = "https://api.stripe.com"

func stripeClient(c *http.Client) *stripe.Client {
	backends := stripe.NewBackendsWithConfig(&stripe.BackendConfig{HTTPClient: c})
	return stripe.NewClient(token, stripe.WithBackends(backends))
}

func stripePeer(wrap wrapper) (Peer, error) {
	forGet := client(wrap, stripeInvoice())
	sdk, hand := stripeClient(forGet), byHand{forGet, stripeHost}
	forCreate := client(wrap, stripeCustomer())
	sdkCreate, handCreate := stripeClient(forCreate), byHand{forCreate, stripeHost}
	return Peer{
		Name: "stripe-go", Module: "github.com/stripe/stripe-go/v85", Program: programs + "stripe",
		Get: bench.Pair{
			Name:   "an invoice with its lines",
			SDK:    func(ctx context.Context) (any, error) { return sdk.V1Invoices.Retrieve(ctx, "in_0001", nil) },
			ByHand: func(ctx context.Context) (any, error) { return get[stripe.Invoice](ctx, hand, "/v1/invoices/in_0001") },
		},
		Create: bench.Pair{
			Name: "a customer",
			SDK: func(ctx context.Context) (any, error) {
				return sdkCreate.V1Customers.Create(ctx, &stripe.CustomerCreateParams{
					Name: stripe.String("ANA MARIA PRUEBA"), Email: stripe.String("ana@example.com"),
					Phone: stripe.String("+57 3000000000"), Description: stripe.String("made up"),
					Address: &stripe.AddressParams{
						Line1: stripe.String("Calle 1"), City: stripe.String("Bogotá"),
						Country: stripe.String("CO"), PostalCode: stripe.String("110111"),
					},
					Metadata: map[string]string{"order": "0001"},
				})
			},
			ByHand: func(ctx context.Context) (any, error) {
				return postForm[stripe.Customer](ctx, handCreate, "/v1/customers", url.Values{
					"name": {"ANA MARIA PRUEBA"}, "email": {"ana@example.com"},
					"phone": {"+57 3000000000"}, "description": {"made up"},
					"address[line1]": {"Calle 1"}, "address[city]": {"Bogotá"},
					"address[country]": {"CO"}, "address[postal_code]": {"110111"},
					"metadata[order]": {"0001"},
				})
			},
		},
	}, nil
}

func stripeInvoice() []byte {
	lines := many(func(i int) object {
		return object{
			"id": fmt.Sprintf("il_%024d", i), "object": "line_item", "amount": 1000 + i, "currency": "cop",
			"description": "made up", "discount_amounts": []object{}, "discountable": true, "discounts": []string{},
			"invoice": "in_0001", "livemode": false, "metadata": object{"order": "0001"},
			"parent": object{"type": "subscription_item_details", "subscription_item_details": object{
				"proration": false, "subscription": "sub_0001", "subscription_item": fmt.Sprintf("si_%024d", i),
			}},
			"period":   object{"end": 1772463845, "start": 1769871845},
			"pricing":  object{"type": "price_details", "price_details": object{"price": "price_0001", "product": "prod_0001"}, "unit_amount_decimal": "1000"},
			"quantity": 1, "quantity_decimal": "1", "subtotal": 1000 + i,
		}
	})
	return encoded(object{
		"id": "in_0001", "object": "invoice", "amount_due": 20000, "amount_paid": 0, "currency": "cop",
		"customer": "cus_0001", "customer_email": "ana@example.com", "created": 1769871845, "status": "open",
		"lines": object{"object": "list", "data": lines, "has_more": false, "url": "/v1/invoices/in_0001/lines"},
	})
}

func stripeCustomer() []byte {
	return encoded(object{
		"id": "cus_0001", "object": "customer", "balance": 0, "created": 1769871845, "currency": nil, "default_source": nil,
		"address":    object{"city": "Bogotá", "country": "CO", "line1": "Calle 1", "line2": nil, "postal_code": "110111", "state": nil},
		"delinquent": false, "description": "made up", "email": "ana@example.com", "invoice_prefix": "0759376C",
		"invoice_settings": object{"custom_fields": nil, "default_payment_method": nil, "footer": nil, "rendering_options": nil},
		"livemode":         false, "metadata": object{"order": "0001"}, "name": "ANA MARIA PRUEBA",
		"phone": "+57 3000000000", "preferred_locales": []string{}, "shipping": nil, "tax_exempt": "none", "test_clock": nil,
	})
}
