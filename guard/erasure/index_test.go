package erasure_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/erasure/erasuretest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	var m erasure.Memory
	erasuretest.Run(t, &m, &m)
}

// failing is an index that can be made to fail.
type failing struct {
	erasure.Memory
	err error
}

func (f *failing) Add(ctx context.Context, item erasure.Item, subjects []string) error {
	if f.err != nil {
		return f.err
	}
	return f.Memory.Add(ctx, item, subjects)
}

func TestAnIndexThatFails(t *testing.T) {
	t.Parallel()
	index := &failing{err: errKilled}
	var told []error
	w := newWorld(t, erasure.Options{Index: index, OnError: func(err error) { told = append(told, err) }})
	create := func() error {
		_, err := w.client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: ana, ForceCreation: true,
		})
		return err
	}
	require.NoError(t, create(), "it was paid for")
	require.Len(t, told, 1)
	require.ErrorIs(t, create(), erasure.ErrNotIndexed)
	assert.Len(t, w.srv.Billed(), 1)
	index.err = nil
	require.NoError(t, create())
	plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Person: anaIs()[:2]})
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(plan.String(), "CHK"))

	_, err = erasure.New(erasure.Options{})
	require.Error(t, err)
	_, err = w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{})
	require.Error(t, err)
}
