package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func BenchmarkCalls(b *testing.B) {
	for _, of := range []func() ([]Pair, error){Pairs, Forms, Webhooks} {
		pairs, err := of()
		require.NoError(b, err)
		for _, pair := range pairs {
			b.Run(pair.Name+"/sdk", pair.SDK.Benchmark)
			b.Run(pair.Name+"/byhand", pair.ByHand.Benchmark)
		}
	}
}

func BenchmarkGuards(b *testing.B) {
	pairs, err := Guards(b.TempDir())
	require.NoError(b, err)
	for _, pair := range pairs {
		b.Run(pair.Name+"/with", pair.SDK.Benchmark)
		b.Run(pair.Name+"/without", pair.ByHand.Benchmark)
	}
}

func BenchmarkStreams(b *testing.B) {
	for _, stream := range Streams() {
		b.Run(stream.Name, stream.Benchmark)
	}
}
