package main

import (
	"context"
	"fmt"
	"os"

	"github.com/truora/truora-go/bench"
	"github.com/truora/truora-go/bench/peers"
)

// row is what one SDK costs.
type row struct {
	name, module string
	get, create  sides
	program      bench.Program
	cold         bench.Effort // zero: not measured
}

type sides struct {
	sdk, byHand bench.Cost
}

func (s sides) time() float64       { return s.sdk.Micros / s.byHand.Micros }
func (s sides) allocs() float64     { return s.sdk.Allocs / s.byHand.Allocs }
func (s sides) moreMicros() float64 { return s.sdk.Micros - s.byHand.Micros }
func (s sides) moreAllocs() float64 { return s.sdk.Allocs - s.byHand.Allocs }

// peerRows measures all SDKs; bare is the program without one.
func peerRows(ctx context.Context, o options) (rows []row, bare row, err error) {
	all, err := peers.All()
	if err != nil {
		return nil, row{}, err
	}
	for _, peer := range all {
		fmt.Fprintln(os.Stderr, "measuring", peer.Name)
		r := row{name: peer.Name, module: peer.Module}
		if r.get, err = measure(ctx, peer.Get, o.rounds); err != nil {
			return nil, row{}, fmt.Errorf("%s: %w", peer.Name, err)
		}
		if r.create, err = measure(ctx, peer.Create, o.rounds); err != nil {
			return nil, row{}, fmt.Errorf("%s: %w", peer.Name, err)
		}
		rows = append(rows, r)
	}
	// Last, because compiling occupies the processors.
	bare.name = "bare net/http"
	if err := build(ctx, &bare, bench.ByHandProgram, o.cold); err != nil {
		return nil, row{}, err
	}
	for i := range rows {
		if err := build(ctx, &rows[i], all[i].Program, o.cold); err != nil {
			return nil, row{}, err
		}
	}
	return rows, bare, nil
}

func measure(ctx context.Context, pair bench.Pair, rounds int) (s sides, err error) {
	s.sdk, s.byHand, err = bench.Measure(ctx, pair, rounds)
	return s, err
}

func build(ctx context.Context, r *row, program string, cold bool) (err error) {
	fmt.Fprintln(os.Stderr, "building", r.name)
	if r.program, err = bench.Build(ctx, program); err != nil || !cold {
		return err
	}
	r.cold, err = bench.BuildCold(ctx, program)
	return err
}
