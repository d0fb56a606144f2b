package areatest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go"
)

// HostileIDs are refused before anything is sent: they would address something
// else, or break out of their place.
var HostileIDs = []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\x00b"}

// Refused makes sure that call refuses each hostile id and sends nothing.
func Refused(t *testing.T, call func(*truora.Client, string) error) {
	t.Helper()
	client, mock := Client(t)
	for _, id := range HostileIDs {
		require.ErrorIs(t, call(client, id), truora.ErrInvalid, "%q", id)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
