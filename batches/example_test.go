package batches_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/truoratest"
)

func ExampleService_Run() {
	srv := truoratest.New(truoratest.WithPace(1000)) // a Truora in memory
	defer srv.Close()
	client := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	sheet := truoratest.Sheet([][]string{{"1000000001"}, {"1000000002"}}) // a file in life
	var kept string                                                       // a row of a database in life
	var report bytes.Buffer
	batch, err := client.Batches.Run(ctx, batches.RunParams{
		BatchID: kept,
		Create: batches.CreateParams{
			Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person",
			ColumnsMapping: batches.ColumnsMapping{"national_id": 0},
		},
		File: bytes.NewReader(sheet),
		OnCreate: func(c *batches.Created) error {
			kept = c.BatchID // what Run needs to go on after a crash
			return nil
		},
		Report: &report,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(batch.Status, batch.Size, kept == batch.BatchID)
	fmt.Println("report:", report.Len() > 0, "billed:", len(srv.Billed()))
	// Output:
	// completed 2 true
	// report: true billed: 2
}
