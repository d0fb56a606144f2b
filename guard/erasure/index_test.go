package erasure_test

import (
	"testing"

	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/erasure/erasuretest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	var m erasure.Memory
	erasuretest.Run(t, &m, &m)
}
