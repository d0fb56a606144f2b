package areatest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

// Unzip reads the archive of a dossier, and compares it with its manifest.
func Unzip(t *testing.T, archive []byte, manifest *apitype.Manifest) (names []string, files map[string][]byte) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	files = map[string][]byte{}
	for _, f := range r.File {
		rc, err := f.Open()
		require.NoError(t, err)
		files[f.Name], err = io.ReadAll(rc)
		require.NoError(t, err)
		names = append(names, f.Name)
	}
	var inside apitype.Manifest
	require.NoError(t, json.Unmarshal(files["manifest.json"], &inside))
	assert.Equal(t, *manifest, inside)
	listed := []string{}
	for _, f := range manifest.Files {
		sum := sha256.Sum256(files[f.Name])
		assert.False(t, f.Ended.Before(f.Begun))
		if f.Status == apitype.ManifestStatusMissing {
			assert.NotContains(t, files, f.Name)
			assert.Empty(t, f.SHA256)
			assert.NotEmpty(t, f.Error)
			continue
		}
		listed = append(listed, f.Name)
		assert.Equal(t, hex.EncodeToString(sum[:]), f.SHA256, f.Name)
		assert.EqualValues(t, len(files[f.Name]), f.Size)
	}
	assert.Equal(t, append(listed, "manifest.json"), names)
	return names, files
}
