package engagement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/internal/areatest"
)

func TestErrorsNameNoAgent(t *testing.T) {
	t.Parallel()
	client := areatest.Answering(t, 400, `{"code":10400,"http_code":400,"message":"ana.agent@example.com may not write 'secret words 1'"}`)
	err := client.Engagement.SendMessage(t.Context(), "EN_CHT_1", text("secret words 1"))
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.NotContains(t, err.Error(), agent)
	assert.NotContains(t, err.Error(), "secret words")
}

// The gateway answers with a message alone.
func TestGatewayAnswers(t *testing.T) {
	t.Parallel()
	_, err := areatest.Answering(t, 401, `{"message":"Unauthorized"}`).Engagement.ListChannels(t.Context(), engagement.ListChannelsParams{})
	require.ErrorIs(t, err, truora.ErrUnauthorized)
	_, err = areatest.Answering(t, 403, `{"message":"explicit deny"}`).WhatsApp.ListLines(t.Context())
	require.ErrorIs(t, err, truora.ErrForbidden)
	for _, body := range []string{`<html>`, `{"chats":{}}`, `[`} {
		_, err = areatest.Answering(t, 200, body).Engagement.ListChats(t.Context(), engagement.ListChatsParams{})
		var e *truora.DecodeError
		require.ErrorAs(t, err, &e, body)
		assert.Equal(t, body, string(e.Body), "nothing is lost")
	}
}
