package bench

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Not parallel: other tests would use the same heap.
func TestStreamsPassThroughSmallMemory(t *testing.T) {
	for _, stream := range Streams() {
		t.Run(stream.Name, func(t *testing.T) {
			growth, err := stream.Run(t.Context())
			require.NoError(t, err)
			assert.Less(t, growth, uint64(MaxGrowth))
		})
	}
}

// Not parallel: other tests would use the same heap.
func TestHeapWatchSeesWhatIsKept(t *testing.T) {
	heap := watchHeap(1 << 20)
	var kept [][]byte
	for range 12 {
		kept = append(kept, make([]byte, 1<<20))
		n, err := heap.Write(kept[len(kept)-1])
		require.NoError(t, err)
		assert.Equal(t, 1<<20, n)
	}
	assert.Greater(t, heap.growth(), uint64(MaxGrowth))
	assert.NoError(t, passed(heap, 12<<20))
	assert.Error(t, passed(heap, 13<<20))

	runtime.KeepAlive(kept)
	heap = watchHeap(1 << 20)
	for range 12 {
		_, err := heap.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	assert.Less(t, heap.growth(), uint64(MaxGrowth))
}
