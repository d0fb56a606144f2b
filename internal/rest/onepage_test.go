package rest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

func TestOnePage(t *testing.T) {
	t.Parallel()
	asked := 0
	list := func() (*apitype.Page[int], error) { asked++; return &apitype.Page[int]{Items: []int{1, 2, 3}}, nil }
	var got []int
	for n, err := range OnePage(list) {
		require.NoError(t, err)
		if got = append(got, n); n == 2 {
			break
		}
	}
	assert.Equal(t, []int{1, 2}, got)
	assert.Equal(t, 1, asked)

	lost := errors.New("lost")
	for _, err := range OnePage(func() (*apitype.Page[int], error) { return nil, lost }) {
		require.ErrorIs(t, err, lost)
	}
}
