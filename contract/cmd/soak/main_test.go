package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSoak(t *testing.T) {
	require.NoError(t, soak(2*time.Second, 16, false))
	require.ErrorContains(t, soak(6*time.Second, 16, true), "differ from the books")
}
