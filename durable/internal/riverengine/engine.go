// Package riverengine is an engine of package durable on River.
package riverengine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/truora/truora-go/durable"
)

// Config is what the packages postgres and sqlite pass on.
type Config struct {
	Workers int
	Queue   string
	Schema  string
	Logger  *slog.Logger
	// Poll is how often the queue is asked for work, where nothing notifies.
	Poll time.Duration
}

// Engine runs steps as jobs.
type Engine[Tx any] struct {
	driver riverdriver.Driver[Tx]
	client *river.Client[Tx]
	worker *worker
	cfg    Config
}

// job is a purchase to step. Its id says nothing about anyone.
type job struct {
	ID string `json:"id"`
}

// Kind is the name of the jobs in River's table.
const Kind = "truora_purchase"

func (job) Kind() string { return Kind }

type worker struct {
	river.WorkerDefaults[job]
	step durable.Step
}

// Timeout lets steps bound themselves: an upload takes long.
func (w *worker) Timeout(*river.Job[job]) time.Duration { return -1 }

func (w *worker) Work(ctx context.Context, j *river.Job[job]) error {
	if again, more := w.step(ctx, j.Args.ID); more {
		return river.JobSnooze(max(again, 0))
	}
	return nil
}

// Cooldown is the shortest time between two fetches of a worker.
const Cooldown = 100 * time.Millisecond

// kept is how long finished jobs stay in River's table: the ledger says what was.
const kept = time.Hour

// New returns an engine. It does not touch the database.
func New[Tx any](driver riverdriver.Driver[Tx], cfg Config) (*Engine[Tx], error) {
	w := &worker{}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, w); err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	client, err := river.NewClient(driver, &river.Config{
		Queues:  map[string]river.QueueConfig{cfg.Queue: {MaxWorkers: cfg.Workers}},
		Workers: workers, Schema: cfg.Schema, Logger: cfg.Logger,
		FetchCooldown: min(Cooldown, cfg.Poll), FetchPollInterval: cfg.Poll,
		CompletedJobRetentionPeriod: kept, FetchOnlyKnownKinds: true,
	})
	if err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	return &Engine[Tx]{driver, client, w, cfg}, nil
}

// Migrate brings River's tables to the version of this River. River's migrator does not
// expect another beside it: the one that comes second fails, and finds all done.
func (e *Engine[Tx]) Migrate(ctx context.Context) error {
	migrator, err := rivermigrate.New(e.driver, &rivermigrate.Config{Schema: e.cfg.Schema, Logger: e.cfg.Logger})
	if err != nil {
		return err
	}
	for tries := range 6 {
		if _, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err == nil {
			return nil
		}
		pause := time.NewTimer(100 * time.Millisecond << tries)
		select {
		case <-ctx.Done():
			pause.Stop()
			return errors.Join(err, ctx.Err())
		case <-pause.C:
		}
	}
	return err
}

// Enqueue inserts a job for each purchase.
func (e *Engine[Tx]) Enqueue(ctx context.Context, tx Tx, ids []string) error {
	params := make([]river.InsertManyParams, len(ids))
	for i, id := range ids {
		params[i] = river.InsertManyParams{Args: job{id}, InsertOpts: &river.InsertOpts{Queue: e.cfg.Queue}}
	}
	_, err := e.client.InsertManyTx(ctx, tx, params)
	return err
}

// Start begins to work.
func (e *Engine[Tx]) Start(ctx context.Context, step durable.Step) error {
	if e.worker.step != nil {
		return errors.New("durable: the engine was started before")
	}
	e.worker.step = step
	return e.client.Start(context.WithoutCancel(ctx))
}

// Stop waits for what runs; when ctx ends, it ends their contexts.
func (e *Engine[Tx]) Stop(ctx context.Context) error {
	if e.worker.step == nil {
		return nil
	}
	err := e.client.Stop(ctx)
	if err == nil || ctx.Err() == nil {
		return err
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return errors.Join(err, e.client.StopAndCancel(hard))
}
