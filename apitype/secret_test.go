package apitype_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

func TestSecretIsNeitherPrintedNorMarshalled(t *testing.T) {
	t.Parallel()
	holder := struct {
		Password apitype.Secret
		inner    apitype.Secret
	}{apitype.NewSecret("made up"), apitype.NewSecret("made up")}
	text, err := json.Marshal(holder)
	require.NoError(t, err)
	assert.JSONEq(t, `{"Password":"[redacted]"}`, string(text))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.NotContains(t, fmt.Sprintf(verb, holder), "made up", verb)
		assert.NotContains(t, fmt.Sprintf(verb, holder), fmt.Sprintf("%x", "made up"), verb)
	}
	assert.Equal(t, "made up", holder.inner.Reveal())

	var read apitype.Secret
	require.NoError(t, json.Unmarshal([]byte(`"made up"`), &read))
	assert.Equal(t, holder.Password, read)
	require.NoError(t, json.Unmarshal([]byte(`"[redacted]"`), &read))
	assert.True(t, read.IsZero(), "the placeholder of a secret is not sent")
}
