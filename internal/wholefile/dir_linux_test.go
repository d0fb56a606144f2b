package wholefile

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// /proc has no call to sync a directory, as some file systems of a network.
func TestSyncDir(t *testing.T) {
	t.Parallel()
	require.NoError(t, SyncDir("/proc"))
	assert.NoError(t, SyncDir(t.TempDir()))
	assert.Error(t, SyncDir("/proc/missing"))
}
