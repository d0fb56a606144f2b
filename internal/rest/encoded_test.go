package rest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A type among the params may panic when it is encoded, and an interceptor recover from
// that. No empty body is sent then.
func TestParamsThatPanicAreNotSent(t *testing.T) {
	t.Parallel()
	var e encoded[form]
	encode := func(any) (form, error) { panic("a method of the params") }
	assert.Panics(t, func() { _, _ = e.of(nil, encode) })
	_, err := e.of(nil, encode)
	require.ErrorIs(t, err, errNotEncoded)
}
