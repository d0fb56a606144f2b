package customers_test

import (
	"context"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	srv := truoratest.New(truoratest.WithPace(1000)) // with a key: truora.FromEnv()
	defer srv.Close()
	client := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	ctx := context.Background()
	_, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		log.Fatal(err)
	}

	for customer, err := range client.Customers.All(ctx, customers.ListParams{Search: "1000000001"}) {
		if err != nil {
			log.Fatal(err)
		}
		_, err = client.Customers.UpdateTags(ctx, customer.ID, customers.UpdateTagsParams{
			Name: "vip", Color: "#12d57d", Action: customers.TagActionAdd, Source: customers.SourceProfile,
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	segment, err := client.Customers.CreateSegment(ctx, customers.CreateSegmentParams{Name: "Vip", Rule: `{"tag":"vip"}`})
	if err != nil {
		log.Fatal(err)
	}
	if _, err = client.Customers.ComputeSegment(ctx, segment.SegmentID); err != nil {
		log.Fatal(err)
	}
	segment, err = client.Customers.WaitSegment(ctx, segment.SegmentID, customers.WaitSegmentParams{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(segment.Status)
	for profile, err := range client.Customers.AllSegmentProfiles(ctx, segment.SegmentID, customers.ListSegmentProfilesParams{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(profile.DocumentUserID)
	}
	// Output:
	// ready
	// CO:national-id:1000000001
}
