package webhooks

import (
	"testing"
	"time"

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
	assert.Nil(t, hub.waits["a"].next)
	assert.Nil(t, hub.waits["a"].before)
	stop2()
	stop3()
	assert.Empty(t, hub.waits)

	m, ok := MemoryClaims(3).(*memory)
	assert.True(t, ok)
	for _, id := range []string{"a", "b", "a", "c", "d", "e", "f", "g"} {
		_, err := m.Claim(t.Context(), id, "A", time.Minute)
		assert.NoError(t, err)
		assert.NoError(t, m.Done(t.Context(), id, "A"))
		assert.LessOrEqual(t, len(m.done), 3)
		assert.Empty(t, m.held)
	}
}

func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	assert.Len(t, catalogue, 60)
	for k, blank := range catalogue {
		typ, action := normalize(string(k.t), string(k.a))
		assert.Equal(t, string(k.t)+"."+string(k.a), string(typ)+"."+string(action), "the constants are in the one spelling")
		first, second := blank(), blank()
		assert.NotSame(t, first, second, "%v", k)
	}
}
