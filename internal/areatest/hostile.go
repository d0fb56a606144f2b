package areatest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
)

// HostileIDs are refused before anything is sent: they would address something
// else, or break out of their place.
var HostileIDs = []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\r\nX: y", "a\x00b", "\xff"}

// Refused makes sure that call refuses each hostile id, does not repeat it, and
// sends nothing.
func Refused(t *testing.T, call func(*truora.Client, string) error) {
	t.Helper()
	client, mock := Client(t)
	for _, id := range HostileIDs {
		err := call(client, id)
		require.ErrorIs(t, err, truora.ErrInvalid, "%q", id)
		if len(id) > len("..") { // shorter ones stand in any text
			assert.NotContains(t, err.Error(), id)
		}
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
