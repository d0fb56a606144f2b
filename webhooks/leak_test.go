package webhooks

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNothingStaysBehind(t *testing.T) {
	t.Parallel()
	hub := NewHub()
	_, stop1 := hub.Notify("a")
	_, stop2 := hub.Notify("a")
	_, stop3 := hub.Notify("b")
	assert.Len(t, hub.waits, 2)
	stop1()
	assert.Len(t, hub.waits["a"], 1)
	stop2()
	stop3()
	assert.Empty(t, hub.waits)

	m := &memory{known: map[string]struct{}{}, order: make([]string, 3)}
	for _, id := range []string{"a", "b", "a", "c", "d", "e", "f", "g"} {
		assert.NoError(t, m.Add(t.Context(), id))
		assert.LessOrEqual(t, len(m.known), 3)
	}
}

func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	assert.Len(t, catalogue, 60)
	for k, blank := range catalogue {
		typ, action := normalize(string(k.t), string(k.a))
		assert.Equal(t, string(k.t)+"."+string(k.a), string(typ)+"."+string(action), "its own words are in the one spelling")
		first, second := blank(), blank()
		assert.NotSame(t, first, second, "%v", k)
	}
}
