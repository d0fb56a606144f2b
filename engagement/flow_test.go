package engagement_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/whatsapp"
)

const (
	sendOp = "POST /v1/engagement/chat/{chat_id}/send"
	agent  = "ana.agent@example.com"
	number = "+573000000001"
)

// talk is a chat in which the person has just written.
func talk(t *testing.T, srv *truoratest.Server, client *truora.Client) (*truoratest.WhatsAppPhone, string) {
	t.Helper()
	phone := srv.WhatsApp.Phone(number)
	phone.Write(truoratest.WhatsAppLine, "hello?")
	page, err := client.Engagement.ListChats(t.Context(), engagement.ListChatsParams{ContactQuery: "573000000001"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	return phone, page.Items[0].ChatID
}

func text(body string) engagement.SendMessageParams {
	return engagement.SendMessageParams{WhatsApp: engagement.TextMessage(body), CurrentUsername: agent}
}

func TestDeskFromTemplateToChat(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		outbound, err := client.WhatsApp.CreateOutbound(t.Context(), whatsapp.CreateOutboundParams{
			WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageEnglish, OutboundName: "news", Category: whatsapp.CategoryMarketing,
			TemplateType: whatsapp.TemplateTypeText, IsNotification: true, Content: "News for {{.name}}", Variables: whatsapp.Variables{"name": apitype.NewSecret("Ana")},
		})
		require.NoError(t, err)
		_, err = client.WhatsApp.WaitOutbound(t.Context(), outbound.OutboundID, whatsapp.WaitOutboundParams{})
		require.NoError(t, err)
		_, err = client.WhatsApp.Send(t.Context(), whatsapp.SendParams{
			OutboundID: outbound.OutboundID, CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true, Variables: whatsapp.Variables{"name": apitype.NewSecret("Luz")},
		})
		require.NoError(t, err)

		plus, err := client.Engagement.ListChats(t.Context(), engagement.ListChatsParams{ContactQuery: number})
		require.NoError(t, err)
		assert.Empty(t, plus.Items, "a phone with a plus matches nothing")
		page, err := client.Engagement.ListChats(t.Context(), engagement.ListChatsParams{ContactQuery: "573000000001"})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		chat := page.Items[0]
		assert.Zero(t, chat.LatestSessionTTL, "the person has not written")
		assert.Equal(t, number, chat.Contact().ContactPhoneNumber)
		err = client.Engagement.SendMessage(t.Context(), chat.ChatID, text("too early"))
		require.ErrorIs(t, err, truora.ErrInvalid, "a template does not start the 24 hours")

		phone := srv.WhatsApp.Phone(number)
		phone.Reply("tell me more")
		err = client.Engagement.SendMessage(t.Context(), chat.ChatID, text("Gladly"))
		require.NoError(t, err)
		time.Sleep(time.Minute)
		var said []string
		for _, m := range phone.Messages() {
			said = append(said, m.Text)
		}
		assert.Equal(t, []string{"News for Luz", "tell me more", "Gladly"}, said)

		var who []engagement.ActorType
		for a, err := range client.Engagement.AllActivities(t.Context(), chat.ChatID, engagement.ListActivitiesParams{}) {
			require.NoError(t, err)
			who = append(who, a.Actor.Type)
		}
		assert.Equal(t, []engagement.ActorType{engagement.ActorTypeAgent, engagement.ActorTypeUser, engagement.ActorTypeSystem}, who)
		assert.Len(t, srv.Billed(), 1, "the template only")
	})
}

func TestTwentyFourHours(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		phone, id := talk(t, srv, client)
		chat, err := client.Engagement.GetChat(t.Context(), id)
		require.NoError(t, err)
		ends, ok := chat.SessionEnds()
		require.True(t, ok)
		assert.WithinDuration(t, time.Now().Add(24*time.Hour), ends, time.Second)

		time.Sleep(24*time.Hour - time.Minute)
		err = client.Engagement.SendMessage(t.Context(), id, text("just in time"))
		require.NoError(t, err)
		time.Sleep(2 * time.Minute)
		err = client.Engagement.SendMessage(t.Context(), id, text("too late"))
		require.ErrorIs(t, err, truora.ErrInvalid)
		chat, err = client.Engagement.GetChat(t.Context(), id)
		require.NoError(t, err)
		_, ok = chat.SessionEnds()
		assert.False(t, ok)
		assert.EqualValues(t, -1, chat.SessionTTL)

		phone.Reply("I am back")
		err = client.Engagement.SendMessage(t.Context(), id, text("welcome"))
		require.NoError(t, err)
	})
}

// That the request id makes a message one is not documented, so a lost answer is not
// asked for again.
func TestChatMessageIsSentOnce(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		phone, id := talk(t, srv, client)
		came := func() (n int) {
			time.Sleep(time.Minute)
			for _, m := range phone.Messages() {
				if !m.Mine {
					n++
				}
			}
			return n
		}
		srv.LoseAnswer(sendOp)
		err := client.Engagement.SendMessage(t.Context(), id, text("once"))
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		sent := srv.RequestsTo(sendOp)
		require.Len(t, sent, 1)
		assert.Contains(t, string(sent[0].Body), `"request_id":"`+id+`_PND_ACT_`)
		assert.Equal(t, 1, came())

		err = client.Engagement.SendMessage(t.Context(), id, text("once"))
		require.NoError(t, err)
		assert.Equal(t, 2, came(), "another call is another message")

		mine := text("mine")
		mine.RequestID = "order-77"
		for range 2 {
			err = client.Engagement.SendMessage(t.Context(), id, mine)
			require.NoError(t, err)
		}
		assert.Equal(t, 3, came())
		assert.Empty(t, mine.ChatID, "the caller's params are not changed")
	})
}

func TestQueueAndOwner(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		_, id := talk(t, srv, client)
		queued := engagement.ListChatsParams{EnqueuedOnly: true, Status: engagement.ChatStatusUnassigned}
		page, err := client.Engagement.ListChats(t.Context(), queued)
		require.NoError(t, err)
		require.Len(t, page.Items, 1)

		give := engagement.ForceDequeueParams{AssignmentType: engagement.AssignmentTypeSpecificAgent, Target: agent}
		err = client.Engagement.ForceDequeue(t.Context(), id, give)
		require.NoError(t, err)
		err = client.Engagement.ForceDequeue(t.Context(), id, give)
		require.ErrorIs(t, err, truora.ErrInvalid)
		require.ErrorContains(t, err, "chat currently not enqueued")
		page, err = client.Engagement.ListChats(t.Context(), queued)
		require.NoError(t, err, "an empty list")
		assert.Empty(t, page.Items)

		_, err = client.Engagement.UpdateTags(t.Context(), id, engagement.UpdateTagsParams{Name: "VIP", ColorHex: "#00aa55"})
		require.NoError(t, err)
		page, err = client.Engagement.ListChats(t.Context(), engagement.ListChatsParams{Tag: "VIP", Owner: agent})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		assert.Equal(t, "#00aa55", page.Items[0].Tags[0].Color())

		closed, err := client.Engagement.UpdateChat(t.Context(), id, engagement.UpdateChatParams{Status: engagement.ChatStatusClosed})
		require.NoError(t, err)
		assert.Equal(t, agent, closed.Owner, "fields that were not given stay")
		err = client.Engagement.SendMessage(t.Context(), id, text("closed"))
		require.ErrorIs(t, err, truora.ErrInvalid)
		_, err = client.Engagement.UpdateChat(t.Context(), id, engagement.UpdateChatParams{Owner: "nobody@example.com"})
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestChatsAreGivenUpToTheCapacity(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		update := func(params engagement.UpdateCapacitiesParams) {
			t.Helper()
			_, err := client.Engagement.UpdateCapacities(t.Context(), params)
			require.NoError(t, err)
		}
		update(engagement.UpdateCapacitiesParams{UpdateType: engagement.CapacityUpdateToggle})
		update(engagement.UpdateCapacitiesParams{UpdateType: engagement.CapacityUpdateUser, Capacity: new(1), Targets: []any{agent}})
		for _, number := range []string{"+573000000001", "+573000000002"} {
			srv.WhatsApp.Phone(number).Write(truoratest.WhatsAppLine, "hello")
		}
		owned := map[string]int{}
		for chat, err := range client.Engagement.AllChats(t.Context(), engagement.ListChatsParams{}) {
			require.NoError(t, err)
			owned[chat.Owner]++
		}
		assert.Equal(t, map[string]int{agent: 1, "": 1}, owned, "the second waits: the other agent is offline")

		_, err := client.Engagement.UpdateAgentStatus(t.Context(), engagement.UpdateAgentStatusParams{Username: "luis.agent@example.com", Status: engagement.PresenceOnline})
		require.NoError(t, err)
		online := 0
		for a, err := range client.Engagement.AllAgents(t.Context(), engagement.ListAgentsParams{Status: engagement.PresenceOnline}) {
			require.NoError(t, err)
			online++
			if a.UserName == agent {
				assert.Equal(t, 1, a.OpenConversations)
			}
		}
		assert.Equal(t, 2, online)
		counters, err := client.Engagement.GetGroupCounters(t.Context())
		require.NoError(t, err)
		require.Len(t, counters.Groups, 2)
		assert.Equal(t, "Support", counters.Groups[1].GroupName)
		assert.Equal(t, 2, counters.Groups[1].TotalOnlineAgents)
		assert.Equal(t, 1, counters.Groups[1].TotalOpenConversations)
	})
}

func TestPartialFailureIsNoSuccess(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		for _, name := range []string{"a", "b"} {
			_, err := client.Engagement.CreateTemplate(t.Context(), engagement.CreateTemplateParams{TemplateType: engagement.TemplateTypeText, TemplateName: name, ContentText: "x"})
			require.NoError(t, err)
		}
		srv.Engagement.KeepTemplates("b")
		left, err := client.Engagement.DeleteTemplates(t.Context(), engagement.DeleteTemplatesParams{TemplateNames: []string{"a", "b", "none"}})
		require.ErrorIs(t, err, truora.ErrPartial)
		require.ErrorContains(t, err, ": b")
		assert.Equal(t, []string{"b"}, left.UndeletedTemplateNames)

		const op = "POST /v1/engagement/agent/capacities"
		result, err := client.Engagement.UpdateCapacities(t.Context(), engagement.UpdateCapacitiesParams{
			UpdateType: engagement.CapacityUpdateUser, Capacity: new(2), Targets: []any{agent, "nobody@example.com"},
		})
		require.ErrorIs(t, err, truora.ErrPartial)
		assert.NotContains(t, err.Error(), "@", "addresses are for the program, not for its log")
		require.Len(t, result.FailedUpdates, 1)
		assert.Equal(t, "nobody@example.com", result.FailedUpdates[0].Email)
		assert.Len(t, srv.RequestsTo(op), 1)

		srv.LoseAnswer(op)
		_, err = client.Engagement.UpdateCapacities(t.Context(), engagement.UpdateCapacitiesParams{UpdateType: engagement.CapacityUpdateToggle})
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(op), 2, "a switch is not set twice")
	})
}

func TestTemplatesOfAgents(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		create := engagement.CreateTemplateParams{TemplateType: engagement.TemplateTypeText, TemplateName: "hi", ContentText: "Hi"}
		none, err := client.Engagement.ListTemplates(t.Context(), engagement.ListTemplatesParams{})
		require.NoError(t, err)
		assert.Empty(t, none.Items)

		const op = "POST /v1/engagement/agent/templates"
		srv.LoseAnswer(op)
		_, err = client.Engagement.CreateTemplate(t.Context(), create)
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(op), 1)
		_, err = client.Engagement.CreateTemplate(t.Context(), create)
		require.ErrorIs(t, err, truora.ErrConflict, "it was made")

		changed, err := client.Engagement.UpdateTemplate(t.Context(), "hi", engagement.UpdateTemplateParams{TemplateType: engagement.TemplateTypeText, ContentText: "Hello"})
		require.NoError(t, err)
		assert.Equal(t, "Hello", changed.TemplateContent.ContentText)
		err = client.Engagement.DeleteTemplate(t.Context(), "hi")
		require.NoError(t, err)
		err = client.Engagement.DeleteTemplate(t.Context(), "hi")
		require.ErrorIs(t, err, truora.ErrNotFound)
		_, err = client.Engagement.ListTemplates(t.Context(), engagement.ListTemplatesParams{Limit: -1})
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func december() engagement.CreateExportParams {
	return engagement.CreateExportParams{
		Language: "es", ExportType: engagement.ExportTypeAllChats, ExportFormat: engagement.ExportFormatTSV, TimeRangeStartDate: time.Now().AddDate(0, -1, 0), TimeRangeEndDate: time.Now(),
	}
}

func TestExportFromRequestToFile(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		talk(t, srv, client)
		time.Sleep(time.Second)
		export, err := client.Engagement.CreateExport(t.Context(), december())
		require.NoError(t, err)
		again, err := client.Engagement.CreateExport(t.Context(), december())
		require.NoError(t, err)
		assert.Equal(t, export.RequestID, again.RequestID)
		assert.NotEmpty(t, again.Message)
		require.ErrorIs(t, client.Engagement.DownloadExport(t.Context(), export.DownloadURL, &bytes.Buffer{}, engagement.DownloadExportParams{}), truora.ErrInvalid)

		var seen []engagement.ExportStatus
		done, err := client.Engagement.WaitExport(t.Context(), export.RequestID, engagement.WaitExportParams{OnUpdate: func(e *engagement.Export) {
			if len(seen) == 0 || seen[len(seen)-1] != e.Status {
				seen = append(seen, e.Status)
			}
		}})
		require.NoError(t, err)
		assert.Equal(t, []engagement.ExportStatus{engagement.ExportStatusRequested, engagement.ExportStatusInProgress, engagement.ExportStatusSucceeded}, seen)
		var file bytes.Buffer
		require.NoError(t, client.Engagement.DownloadExport(t.Context(), done.DownloadURL, &file, engagement.DownloadExportParams{}))
		assert.Len(t, strings.Split(strings.TrimSpace(file.String()), "\n"), 2, "a head and one message")
		assert.Contains(t, file.String(), "hello?")

		time.Sleep(time.Hour)
		require.ErrorIs(t, client.Engagement.DownloadExport(t.Context(), done.DownloadURL, &file, engagement.DownloadExportParams{}), truora.ErrExpired)
		time.Sleep(8 * 24 * time.Hour)
		gone, err := client.Engagement.WaitExport(t.Context(), export.RequestID, engagement.WaitExportParams{})
		require.NoError(t, err)
		assert.Equal(t, engagement.ExportStatusExpired, gone.Status)
	})
}

func TestExportThatFailsOrIsNotListed(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.Engagement.FailNextExport("too many chats")
		export, err := client.Engagement.CreateExport(t.Context(), december())
		require.NoError(t, err)
		failed, err := client.Engagement.WaitExport(t.Context(), export.RequestID, engagement.WaitExportParams{})
		require.NoError(t, err, "a failure is a result")
		assert.Equal(t, engagement.ExportStatusFailed, failed.Status)
		assert.Equal(t, "too many chats", failed.FailureReason)

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = client.Engagement.WaitExport(ctx, "EXP0", engagement.WaitExportParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// An export that cannot be decoded does not keep another one from being found.
func TestWaitExportPassesAnUnreadableOne(t *testing.T) {
	t.Parallel()
	client := areatest.Answering(t, 200, `{"exports":[{"name":"ANA"},{"request_id":"EXP2","status":"succeeded"}]}`)
	found, err := client.Engagement.WaitExport(t.Context(), "EXP2", engagement.WaitExportParams{})
	require.NoError(t, err)
	assert.Equal(t, engagement.ExportStatusSucceeded, found.Status)
	client = areatest.Answering(t, 200, `{"exports":[{"name":"ANA"}],"next":"/v1/engagement/chat/export?start_key=2"}`)
	_, err = client.Engagement.WaitExport(t.Context(), "EXP2", engagement.WaitExportParams{})
	var unread *truora.DecodeError
	require.ErrorAs(t, err, &unread, "it may be that one")
}

func TestWhatIsNotSent(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	s, ctx := client.Engagement, t.Context()
	backwards := december()
	backwards.TimeRangeStartDate = backwards.TimeRangeEndDate.Add(time.Second)
	single := december()
	single.ExportType = engagement.ExportTypeSingleChat
	template := engagement.CreateTemplateParams{TemplateType: engagement.TemplateTypeText, TemplateName: "Hi!", ContentText: "x"}
	long := engagement.UpdateTemplateParams{TemplateType: engagement.TemplateTypeText, ContentText: strings.Repeat("ñ", 501)}
	for name, call := range map[string]func() (any, error){
		"half a range": func() (any, error) {
			return s.ListChats(ctx, engagement.ListChatsParams{ToLastActivityDate: time.Now()})
		},
		"no message":         func() (any, error) { return nil, s.SendMessage(ctx, "C1", engagement.SendMessageParams{}) },
		"no chat":            func() (any, error) { return nil, s.SendMessage(ctx, "", text("x")) },
		"climbing chat":      func() (any, error) { return s.GetChat(ctx, "..") },
		"no tag":             func() (any, error) { return s.UpdateTags(ctx, "C1", engagement.UpdateTagsParams{}) },
		"no assignment":      func() (any, error) { return nil, s.ForceDequeue(ctx, "C1", engagement.ForceDequeueParams{}) },
		"no export":          func() (any, error) { return s.CreateExport(ctx, engagement.CreateExportParams{}) },
		"backwards":          func() (any, error) { return s.CreateExport(ctx, backwards) },
		"no id of an export": func() (any, error) { return s.WaitExport(ctx, "", engagement.WaitExportParams{}) },
		"no chat to export": func() (any, error) {
			return s.CreateExport(ctx, single)
		},
		"template name": func() (any, error) { return s.CreateTemplate(ctx, template) },
		"long template": func() (any, error) { return s.UpdateTemplate(ctx, "hi", long) },
		"no names":      func() (any, error) { return s.DeleteTemplates(ctx, engagement.DeleteTemplatesParams{}) },
		"no capacity": func() (any, error) {
			return s.UpdateCapacities(ctx, engagement.UpdateCapacitiesParams{UpdateType: engagement.CapacityUpdateDefault})
		},
		"no update type": func() (any, error) { return s.UpdateCapacities(ctx, engagement.UpdateCapacitiesParams{}) },
		"no presence": func() (any, error) {
			return s.UpdateAgentStatus(ctx, engagement.UpdateAgentStatusParams{Username: "a"})
		},
	} {
		_, err := call()
		require.ErrorIs(t, err, truora.ErrInvalid, name)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
