//go:build !race

package bench

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Not parallel: other tests would use the same heap. The race detector doubles stacks.
func TestManyWaits(t *testing.T) {
	crowd, err := Wait(t.Context(), 4_000)
	require.NoError(t, err)
	t.Logf("%+v", crowd)
	assert.InDelta(t, 2600, crowd.PerGoroutine, 500)
	assert.InDelta(t, 2000, crowd.PerCheck, 1500)
	assert.LessOrEqual(t, crowd.PerWait, float64(MaxPerWait))
	assert.InDelta(t, 1, crowd.Requests, 0, "one read, until the next is due")
}
