package bench

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An interceptor does not change what a call returns.
func TestGuardsReturnTheSame(t *testing.T) {
	t.Parallel()
	pairs, err := Guards(t.TempDir())
	require.NoError(t, err)
	for _, pair := range pairs {
		with, err := pair.SDK(t.Context())
		require.NoError(t, err, pair.Name)
		without, err := pair.ByHand(t.Context())
		require.NoError(t, err, pair.Name)
		assert.Equal(t, without, with, pair.Name)
	}
}
