// Command stripe makes one call through stripe-go, to measure its size.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/stripe/stripe-go/v85"
)

func main() {
	client := stripe.NewClient(os.Getenv("STRIPE_KEY"))
	invoice, err := client.V1Invoices.Retrieve(context.Background(), os.Args[1], nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(invoice.ID, invoice.Status)
}
