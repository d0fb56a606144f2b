package areatest

import (
	"testing"
	"testing/synctest"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// OnFake runs test against a Truora in memory, on virtual time.
func OnFake(t *testing.T, test func(*testing.T, *truoratest.Server, *truora.Client)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		test(t, srv, srv.Client())
	})
}
