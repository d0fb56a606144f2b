package customtypes_test

import (
	"context"
	"fmt"
	"log"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	srv := truoratest.New() // a Truora in memory
	defer srv.Close()
	client := srv.Client() // with a key it would be truora.FromEnv()
	ctx := context.Background()

	config, err := client.CustomTypes.Create(ctx, customtypes.CreateParams{
		Country: apitype.CountryColombia, Type: "drivers",
		Weights: customtypes.Weights{
			apitype.DataSetCriminalRecord:  0.25,
			apitype.DataSetDrivingLicenses: 0.75,
			apitype.DataSetTrafficFines:    0, // searched, and not scored
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range config.Own() {
		fmt.Println(t.Country, t.Name, t.Weights[apitype.DataSetDrivingLicenses])
	}
	// Output: CO drivers 0.75
}
