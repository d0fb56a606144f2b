package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTable(t *testing.T) {
	t.Parallel()
	good := []row{
		ratioRow("time", "µs", 12.34, 20, 0.7),
		ratioRow("bytes", "KiB", 42.26, 30, 0),
		extraRow("allocations", "", 86, 71, 15),
		extraRow("fewer", "", 70, 71, 15),
		limitRow("heap", "KiB", 111.6, 8192),
	}
	var out bytes.Buffer
	met, err := write(&out, good)
	require.NoError(t, err)
	assert.True(t, met)
	assert.Equal(t, ""+
		"what         SDK       by hand  ratio  goal         met\n"+
		"time         12.3 µs   20 µs    0.62   <= 0.70      ok\n"+
		"bytes        42.3 KiB  30 KiB   1.41   -            -\n"+
		"allocations  86        71       +15    <= +15       ok\n"+
		"fewer        70        71       -1     <= +15       ok\n"+
		"heap         112 KiB   -        -      <= 8192 KiB  ok\n", out.String())

	for _, bad := range []row{
		ratioRow("time", "µs", 14.1, 20, 0.7), extraRow("allocations", "", 87, 71, 15), limitRow("heap", "KiB", 8193, 8192),
	} {
		out.Reset()
		met, err := write(&out, append(good, bad))
		require.NoError(t, err)
		assert.False(t, met, bad.name)
		assert.Regexp(t, `MISSED\n$`, out.String())
	}
}

func TestNothingToMeasure(t *testing.T) {
	t.Parallel()
	_, err := run(t.Context(), new(bytes.Buffer), 0, time.Second, "")
	require.Error(t, err)
	_, err = run(t.Context(), new(bytes.Buffer), 1, 0, "")
	require.Error(t, err)
	_, err = run(t.Context(), new(bytes.Buffer), 1, time.Second, "(")
	require.Error(t, err)
}
