package truora_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
)

func TestUnmarshalReadsAStoredAnswerBack(t *testing.T) {
	t.Parallel()
	body := `{"check":{"check_id":"CHK1","creation_date":"2026-03-02 15:04:05","score":"0.9","type":"person"},"self":"x"}`
	check, err := newClient(t, always(200, body)).Checks.Get(t.Context(), "CHK1")
	require.NoError(t, err)
	stored := string(check.RawJSON())
	text := []byte("\ufeff " + stored)
	again, err := truora.Unmarshal[checks.Check](text)
	require.NoError(t, err)
	clear(text)
	assert.Equal(t, body, string(check.Envelope()))
	assert.Nil(t, again.Envelope(), "the stored file had none")
	first := *check
	first.Raw = again.Raw
	assert.Equal(t, &first, again)
	assert.Equal(t, stored, string(again.RawJSON()))
	assert.Equal(t, 2026, again.CreationDate.Year())
	assert.Nil(t, again.Score, "a score that cannot be read is not 0")
	assert.Equal(t, []apitype.Problem{{Pointer: "/score", Want: "number", Got: "string"}}, again.Problems())
}

func TestUnmarshalRefuses(t *testing.T) {
	t.Parallel()
	for raw, text := range map[string]string{
		`{}`:                       "truora: batches.Batch cannot be read: /batch_id is missing",
		``:                         "truora: batches.Batch cannot be read: the answer is empty",
		`[1]`:                      "truora: batches.Batch cannot be read: the value is an array, not an object",
		`{"batch_id":"ANA"`:        "truora: batches.Batch cannot be read: at byte 17: unexpected EOF",
		`{"batch_id":{"a":"ANA"}}`: "truora: batches.Batch cannot be read: /batch_id is an object, not a string",
	} {
		_, err := truora.Unmarshal[batches.Batch]([]byte(raw))
		require.EqualError(t, err, text, raw)
	}
	_, err := truora.Unmarshal[apitype.Page[checks.Check]]([]byte(`{"checks":[]}`))
	require.ErrorContains(t, err, "read its items")
}
