package areatest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
)

// HostileIDs are refused before anything is sent: each would address another resource,
// or break out of its place in the request.
var HostileIDs = []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\r\nX: y", "a\x00b", "\xff"}

// Refused checks that call refuses each hostile id, does not repeat it in the error,
// and sends nothing.
func Refused(t *testing.T, call func(*truora.Client, string) error) {
	t.Helper()
	client, mock := Client(t)
	for _, id := range HostileIDs {
		err := call(client, id)
		require.ErrorIs(t, err, truora.ErrInvalid, "%q", id)
		if len(id) > len("..") { // shorter ones occur in any text
			assert.NotContains(t, err.Error(), id)
		}
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
