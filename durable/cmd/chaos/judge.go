//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/truora/truora-go/durable"
)

// lookable reports whether Truora can always be asked whether this was bought. A message
// cannot be looked for, and two validations of an account look the same.
func lookable(key string) bool { return kindOf(key) != "message" && kindOf(key) != "validation" }

// judge compares the books of Truora with the ledger.
func (d *director[Tx]) judge(ctx context.Context, keys []string) error {
	var b books
	if err := d.command(ctx, "/books", &b); err != nil {
		return err
	}
	results, err := d.texts(ctx, "SELECT key FROM "+prefix(d.store)+"results")
	if err != nil {
		return err
	}
	handed := map[string]int{}
	for _, key := range results {
		handed[key]++
	}
	doubled, lost, held := 0, 0, map[string]int{}
	for _, key := range keys {
		p, err := d.flow.Get(ctx, key)
		if err != nil {
			return err
		}
		n := b.Bought[entryOf(key)]
		if n > 1 || handed[key] > 1 {
			doubled++
			fmt.Printf("DOUBLED %s: bought %d, handed over %d\n", key, n, handed[key])
		}
		switch {
		case p.State == durable.StateHeld && (n == 0 || !lookable(key)):
			held[kindOf(key)]++ // a person finds out
		case p.State == durable.StateDone && n > 0 && handed[key] == 1:
		default:
			lost++
			fmt.Printf("LOST %s: %s (%s), bought %d, handed over %d\n", key, p.State, p.Reason, n, handed[key])
		}
	}
	controlDoubled := 0
	for _, n := range b.Control {
		if n > 1 {
			controlDoubled++
		}
	}
	sum, named := 0, []string{}
	for _, kind := range slices.Sorted(maps.Keys(held)) {
		sum += held[kind]
		named = append(named, fmt.Sprintf("%s %d", kind, held[kind]))
	}
	fmt.Printf("control: a plain job that retries bought %d, doubled %d\n", len(b.Control), controlDoubled)
	fmt.Printf("purchases %d, doubled %d, lost %d, held %d, kills %d", len(keys), doubled, lost, sum, d.kills)
	if sum > 0 {
		fmt.Printf(" (held: %s)", strings.Join(named, ", "))
	}
	fmt.Println()
	switch {
	case doubled > 0 || lost > 0:
		return errors.New("purchases were doubled or lost")
	case controlDoubled == 0:
		return errors.New("the control doubled nothing: this was no chaos")
	}
	return nil
}
