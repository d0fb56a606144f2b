package words_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/internal/words"
)

type mood string

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]mood{
		"good": "good", "GOOD": "good", "Good": "good", "bad": "BAD", "": "", "Odd": "Odd", "goo": "goo",
	} {
		assert.Equal(t, want, words.Read(text, mood("good"), mood("BAD")), text)
	}
}
