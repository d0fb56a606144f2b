package engagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/internal/areatest"
)

// An id that would address something else is refused before anything is sent.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	s := client.Engagement
	calls := map[string]func(context.Context, string) error{
		"GetChat": func(ctx context.Context, id string) error { _, err := s.GetChat(ctx, id); return err },
		"ListActivities": func(ctx context.Context, id string) error {
			_, err := s.ListActivities(ctx, id, engagement.ListActivitiesParams{})
			return err
		},
		"SendMessage": func(ctx context.Context, id string) error { return s.SendMessage(ctx, id, text("x")) },
		"ForceDequeue": func(ctx context.Context, id string) error {
			return s.ForceDequeue(ctx, id, engagement.ForceDequeueParams{AssignmentType: engagement.AssignmentTypeSpecificAgent, Target: agent})
		},
		"UpdateChat": func(ctx context.Context, id string) error {
			_, err := s.UpdateChat(ctx, id, engagement.UpdateChatParams{Owner: agent})
			return err
		},
		"UpdateTags": func(ctx context.Context, id string) error {
			_, err := s.UpdateTags(ctx, id, engagement.UpdateTagsParams{Name: "VIP"})
			return err
		},
		"UpdateTemplate": func(ctx context.Context, id string) error {
			_, err := s.UpdateTemplate(ctx, id, engagement.UpdateTemplateParams{TemplateType: engagement.TemplateTypeText, ContentText: "x"})
			return err
		},
		"DeleteTemplate":       func(ctx context.Context, id string) error { return s.DeleteTemplate(ctx, id) },
		"GetAssignmentRuleset": func(ctx context.Context, id string) error { _, err := s.GetAssignmentRuleset(ctx, id); return err },
	}
	for name, call := range calls {
		for _, id := range []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\x00b"} {
			require.ErrorIs(t, call(t.Context(), id), truora.ErrInvalid, "%s(%q)", name, id)
		}
	}
	assert.Zero(t, mock.GetTotalCallCount())
}

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
