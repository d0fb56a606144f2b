package spend_test

import (
	"testing"

	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/spendtest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	store := spend.NewMemory()
	spendtest.Run(t, store, store)
}
