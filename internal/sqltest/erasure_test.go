package sqltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/guard/erasure/erasuretest"
	"github.com/truora/truora-go/guard/erasure/sqlerasure"
)

func TestErasure(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		one, err := sqlerasure.New(d.open(t), d.dialect)
		require.NoError(t, err)
		other, err := sqlerasure.New(d.open(t), d.dialect)
		require.NoError(t, err)
		require.NoError(t, one.CreateTable(t.Context()))
		erasuretest.Run(t, one, other)
	})
}
