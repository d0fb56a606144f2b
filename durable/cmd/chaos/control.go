//go:build unix

package main

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// plainJob buys a check as one would without a ledger: a job that retries.
type plainJob struct {
	Key string `json:"key"`
}

func (plainJob) Kind() string { return "plain_check" }

type plainWorker struct {
	river.WorkerDefaults[plainJob]
	client *truora.Client
}

func (w *plainWorker) Timeout(*river.Job[plainJob]) time.Duration { return 3 * time.Second }

func (w *plainWorker) NextRetry(*river.Job[plainJob]) time.Time { return time.Now().Add(time.Second) }

func (w *plainWorker) Work(ctx context.Context, j *river.Job[plainJob]) error {
	check, err := w.client.Checks.Create(ctx, checks.CreateParams{
		Country: "CO", Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true, ForceCreation: true, CustomInput: j.Args.Key,
	})
	if err != nil {
		return err
	}
	_, err = w.client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{})
	return err
}

const plainQueue = "plain"

func newControl[Tx any](driver riverdriver.Driver[Tx], schema string, hosts truora.Hosts) (*river.Client[Tx], error) {
	client, err := truora.New(truoratest.APIKey, truora.WithHosts(hosts), truora.WithPolling(100*time.Millisecond, time.Second))
	if err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &plainWorker{client: client})
	return river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{plainQueue: {MaxWorkers: 5}}, Workers: workers, Schema: schema, Logger: quiet,
		FetchPollInterval: 200 * time.Millisecond, JobTimeout: 3 * time.Second, RescueStuckJobsAfter: 5 * time.Second, FetchOnlyKnownKinds: true,
	})
}

// plainParams are jobs of the control.
func plainParams(keys []string) []river.InsertManyParams {
	params := make([]river.InsertManyParams, len(keys))
	for i, key := range keys {
		params[i] = river.InsertManyParams{Args: plainJob{key}, InsertOpts: &river.InsertOpts{Queue: plainQueue}}
	}
	return params
}
