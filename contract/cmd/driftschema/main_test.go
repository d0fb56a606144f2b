package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract/generate"
)

func TestTheSchemaIsUpToDate(t *testing.T) {
	t.Chdir("../..")
	require.NoError(t, schemaFile(generate.Compare))
	old, err := os.ReadFile(target)
	require.NoError(t, err)
	require.Contains(t, string(old), "GET /v1/checks/{check_id}")
}
