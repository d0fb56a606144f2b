package batches_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/truoratest"
)

// job is a row of a database: what is known of a batch survives the process.
type job struct{ batchID string }

// runJob brings a job to its end, however often the process dies on the way.
func runJob(ctx context.Context, service *batches.Service, j *job, sheet io.Reader, report io.Writer) (*batches.Batch, error) {
	return service.Run(ctx, batches.RunParams{
		BatchID: j.batchID, // empty the first time
		Create: batches.CreateParams{
			Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person",
			ColumnsMapping: batches.ColumnsMapping{"national_id": 0, "date_of_birth": 1},
		},
		File: sheet,
		OnCreate: func(c *batches.Created) error {
			j.batchID = c.BatchID // stored before anything is bought
			return nil
		},
		Report: report,
	})
}

func ExampleService_Run_afterACrash() {
	srv := truoratest.New(truoratest.WithPace(1000)) // with a key: truora.FromEnv()
	defer srv.Close()
	service := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond)).Batches
	sheet := truoratest.Sheet([][]string{{"1000000001", "1990-01-31"}, {"1000000002", "1985-06-30"}})
	var j job
	var report bytes.Buffer

	// The process dies while the batch runs.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	srv.Fail("GET /v1/batches/{batch_id}", truoratest.Status(403))
	_, err := runJob(ctx, service, &j, bytes.NewReader(sheet), &report)
	fmt.Println("first run failed:", errors.Is(err, truora.ErrForbidden))

	batch, err := runJob(ctx, service, &j, bytes.NewReader(sheet), &report)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(batch.Status, "rows:", batch.Size, "bought:", len(srv.Billed()))
	// Output:
	// first run failed: true
	// completed rows: 2 bought: 2
}
