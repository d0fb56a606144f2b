package bench

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Building the two programs takes a minute on a cold cache: cmd/ratios does it.
func TestBuildSaysWhatFailed(t *testing.T) {
	t.Parallel()
	_, err := Build(t.Context(), "github.com/truora/truora-go/bench/size/absent")
	require.ErrorContains(t, err, "size/absent")
	_, err = Build(t.Context(), "errors") // a library is not a program
	require.Error(t, err)
}
