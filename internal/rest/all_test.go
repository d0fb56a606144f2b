package rest

import (
	"errors"
	"strconv"
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

	var said []string
	c := inMemory(t, always(200, `[{"n":1},"x",{"n":2}]`))
	for it, err := range OnePage(func() (*apitype.Page[item], error) { return listing(c)(t.Context(), listParams{}) }) {
		if err != nil {
			said = append(said, asFailure(t, err).Err.Error())
			continue
		}
		said = append(said, strconv.Itoa(it.N))
	}
	assert.Equal(t, []string{"1", "2", "left out: /1 is a string, not an object"}, said, "as All does")

	lost := errors.New("lost")
	for _, err := range OnePage(func() (*apitype.Page[int], error) { return nil, lost }) {
		require.ErrorIs(t, err, lost)
	}
}
