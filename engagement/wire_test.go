package engagement_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/internal/areatest"
)

const host = "https://api.identity.truora.com"

// fullChat is Truora's sample, with words and members that this version does not know.
const fullChat = `{"channel_type":"whatsapp","chat_id":"C1","client_id":"TCI1","details":{"contact_id":"CNT1","contact_name":"Ana Example","contact_phone_number":"+570000000000"},
"last_activity":{"activity_id":"A1","actor":{"actor_id":"whatsapp","type":"robot"},"category":"external_event","chat_id":"C1","creation_date":"2024-10-21T02:05:35Z",
"payload":{"process_id":"IDP1"},"ttl":1747965999,"type":"identity_process_finished","update_date":"2024-10-21T02:05:35Z"},"last_activity_date":"2024-10-21T02:05:35Z",
"last_reaction":null,"last_reaction_date":"0001-01-01T00:00:00Z","latest_session_ttl":1723918991,"session_ttl":-1,"owner":"agent@example.com","status":"snoozed",
"tags":[{"name":"Support","hex_color":"#1"},{"name":"VIP","color_hex":"#2"}],"mood":"good"}`

func assertFullChat(t *testing.T, got any) {
	c, ok := got.(*engagement.Chat)
	require.True(t, ok)
	assert.Equal(t, engagement.ChatStatus("snoozed"), c.Status)
	assert.Equal(t, engagement.ActorType("robot"), c.LastActivity.Actor.Type)
	assert.Equal(t, "IDP1", c.LastActivity.Payload.ProcessID)
	assert.True(t, c.LastReactionDate.IsZero())
	assert.Empty(t, c.LastReaction)
	assert.Equal(t, "Ana Example", c.Contact().ContactName)
	assert.Equal(t, []string{"#1", "#2"}, []string{c.Tags[0].Color(), c.Tags[1].Color()})
	ends, ok := c.SessionEnds()
	assert.True(t, ok)
	assert.Equal(t, int64(1723918991), ends.Unix())
	assert.Contains(t, string(c.RawJSON()), `"mood":"good"`)
}

func TestChatsOnTheWire(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	areatest.Run(t, map[string]areatest.Row{
		"ListChannels, under another name": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.ListChannels(ctx, engagement.ListChannelsParams{StartKey: "x"})
			},
			Method: "GET", URL: host + "/v1/engagement/channels?start_key=x", Status: 200,
			Answer: `{"templates":[{"channel_id":"EN_CH_1","details":{"phone_number":"+14080001111","provider":"Meta"},"last_update_date":"2024-01-16T19:00:11Z"}]}`,
			Want: func(t *testing.T, got any) {
				c := got.(*apitype.Page[engagement.Channel]).Items[0]
				assert.Equal(t, "+14080001111", c.Details.PhoneNumber)
				assert.Equal(t, apitype.ProviderMeta, c.Details.Provider, "in any case")
				assert.Equal(t, 2024, c.LastUpdateDate.Year())
			},
		},
		"ListChats": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.ListChats(ctx, engagement.ListChatsParams{
					ContactQuery: "57", EnqueuedOnly: true, FromLastActivityDate: day, ToLastActivityDate: day.AddDate(0, 0, 1), LastActivityActorType: engagement.ActorTypeUser,
					LastActivityType: "x", Owner: "a@example.com", Status: engagement.ChatStatusUnassigned, Tag: "VIP",
				})
			},
			Method: "GET", URL: host + "/v1/engagement/chat/search?contact_query=57&enqueued_only=true&from_last_activity_date=2024-05-06T07%3A08%3A09Z" +
				"&last_activity_actor_type=user&last_activity_type=x&owner=a%40example.com&status=UNASSIGNED&tag=VIP&to_last_activity_date=2024-05-07T07%3A08%3A09Z",
			Status: 200, Answer: `{"chats":[` + fullChat + `],"next":"/v1/engagement/chat/search?start_key=QwOM==","total_hits":1}`,
			Want: func(t *testing.T, got any) {
				page, ok := got.(*apitype.Page[engagement.Chat])
				require.True(t, ok)
				assert.Equal(t, "QwOM==", page.Next)
				assertFullChat(t, &page.Items[0])
			},
		},
		"UpdateChat, in the case of Truora's table": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.UpdateChat(ctx, "C1", engagement.UpdateChatParams{Status: engagement.ChatStatusClosed})
			},
			Method: "PUT", URL: host + "/v1/engagement/chat/agent/C1", JSON: `{"status":"closed"}`, Status: 200, Answer: `{"chat_id":"C1","status":"Closed"}`,
			Want: func(t *testing.T, got any) {
				chat := got.(*engagement.UpdatedChat)
				assert.Equal(t, engagement.ChatStatusClosed, chat.Status)
				assert.Contains(t, string(chat.RawJSON()), "Closed")
			},
		},
		"ListChats, null": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.ListChats(ctx, engagement.ListChatsParams{})
			},
			Method: "GET", URL: host + "/v1/engagement/chat/search", Status: 200, Answer: `{"chats":null,"next":"","total_hits":0}`,
			Want: func(t *testing.T, got any) { assert.Empty(t, got.(*apitype.Page[engagement.Chat]).Items) },
		},
		"ListActivities": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.ListActivities(ctx, "C1", engagement.ListActivitiesParams{ActorType: engagement.ActorTypeAgent, Type: "x"})
			},
			Method: "GET", URL: host + "/v1/engagement/chat/C1/activities?actor_type=agent&type=x", Status: 404, Answer: `{"code":10404,"message":"No activities found"}`,
			Want: func(t *testing.T, got any) { assert.Empty(t, got.(*apitype.Page[engagement.Activity]).Items) },
		},
		"ListActivities of no chat": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.ListActivities(ctx, "C0", engagement.ListActivitiesParams{})
			},
			Method: "GET", URL: host + "/v1/engagement/chat/C0/activities", Status: 404, Answer: `{"code":10404,"message":"Chat not found"}`, Err: truora.ErrNotFound,
			Want: func(t *testing.T, got any) { assert.Nil(t, got) },
		},
		"SendMessage": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return nil, c.Engagement.SendMessage(ctx, "C1", engagement.SendMessageParams{WhatsApp: engagement.TextMessage("Hello"), RequestID: "mine", ClientID: "TCI1", CurrentUsername: "a@example.com"})
			},
			Method: "POST", URL: host + "/v1/engagement/chat/C1/send", Status: 200, Answer: `{"message":"ok"}`,
			JSON: `{"chat_id":"C1","client_id":"TCI1","request_id":"mine","current_username":"a@example.com","whatsapp":{"type":"text","text":{"body":"Hello","preview_url":false}}}`,
		},
	})
}

func TestDeskOnTheWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, map[string]areatest.Row{
		"DeleteTemplates, in part": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.DeleteTemplates(ctx, engagement.DeleteTemplatesParams{TemplateNames: []string{"a", "b"}})
			},
			Method: "POST", URL: host + "/v1/engagement/agent/templates/delete", JSON: `{"template_names":["a","b"]}`, Status: 207,
			Answer: `{"message":"some templates found were not deleted","undeleted_template_names":["b"]}`, Err: truora.ErrPartial,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, []string{"b"}, got.(*engagement.DeletedTemplates).UndeletedTemplateNames)
			},
		},
		"UpdateCapacities, in part": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.UpdateCapacities(ctx, engagement.UpdateCapacitiesParams{UpdateType: engagement.CapacityUpdateUser, Capacity: new(0), Targets: []any{"a@example.com"}})
			},
			Method: "POST", URL: host + "/v1/engagement/agent/capacities", JSON: `{"update_type":"user","capacity":0,"targets":["a@example.com"]}`, Status: 207,
			Answer: `{"message":"partially updated","failed_updates":[{"email":"a@example.com","error":"try again"}]}`, Err: truora.ErrPartial,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, []engagement.FailedUpdate{{Email: "a@example.com", Error: "try again"}}, got.(*engagement.CapacityResult).FailedUpdates)
			},
		},
		"ListAgents, under another name": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Engagement.ListAgents(ctx, engagement.ListAgentsParams{Group: "Support", Status: engagement.PresenceOnline, Username: "a"})
			},
			Method: "GET", URL: host + "/v1/engagement/agent/status?group=Support&status=online&username=a", Status: 200,
			Answer: `{"Users":[{"user_name":"a@example.com","status":"away","open_conversations":5,"groups":["Support"]}],"next":"","self":""}`,
			Want: func(t *testing.T, got any) {
				a := got.(*apitype.Page[engagement.AgentStatus]).Items[0]
				assert.Equal(t, engagement.Presence("away"), a.Status)
				assert.Equal(t, 5, a.OpenConversations)
			},
		},
		"GetGroupCounters, by name": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Engagement.GetGroupCounters(ctx) },
			Method: "GET", URL: host + "/v1/engagement/agent/groups/counters", Status: 200,
			Answer: `{"group_2":{"total_open_conversations":10},"group_1":{"group_id":"AGI1","group_name":"One","total_online_agents":5},"note":"x"}`,
			Want: func(t *testing.T, got any) {
				g, ok := got.(*engagement.GroupCounters)
				require.True(t, ok)
				assert.Equal(t, []engagement.GroupCounter{{GroupID: "AGI1", GroupName: "One", TotalOnlineAgents: 5}, {GroupName: "group_2", TotalOpenConversations: 10}}, g.Groups)
				assert.Nil(t, g.TotalOpenChats, "absent is not zero")
				assert.Contains(t, string(g.RawJSON()), `"note":"x"`)
			},
		},
		"GetGroupCounters, with totals": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Engagement.GetGroupCounters(ctx) },
			Method: "GET", URL: host + "/v1/engagement/agent/groups/counters", Status: 200, Answer: `{"groups_counters_data":[{"group_name":"One"}],"total_open_chats":0}`,
			Want: func(t *testing.T, got any) {
				g, ok := got.(*engagement.GroupCounters)
				require.True(t, ok)
				assert.Equal(t, "One", g.Groups[0].GroupName)
				assert.Equal(t, 0, *g.TotalOpenChats)
			},
		},
	})
}

func TestExportsOnTheWire(t *testing.T) {
	t.Parallel()
	const export = `{"request_id":"EXP1","status":"shelved","time_range_start_date":"2025-12-01T00:00:00.000Z","finish_date":""}`
	create := func(ctx context.Context, c *truora.Client) (any, error) {
		return c.Engagement.CreateExport(ctx, engagement.CreateExportParams{
			Language: "en", ExportType: engagement.ExportTypeSingleChat, ExportFormat: engagement.ExportFormatTSV, ExportedChatID: "C1", Name: "December",
			TimeRangeStartDate: time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC), TimeRangeEndDate: time.Date(2025, 12, 31, 23, 59, 59, 0, time.UTC),
		})
	}
	const sent = `{"language":"en","export_type":"single_chat","export_format":"tsv","exported_chat_id":"C1","name":"December",
		"time_range_start_date":"2025-12-01T00:00:00Z","time_range_end_date":"2025-12-31T23:59:59Z"}`
	assertExport := func(message string) func(*testing.T, any) {
		return func(t *testing.T, got any) {
			e, ok := got.(*engagement.CreatedExport)
			require.True(t, ok)
			assert.Equal(t, "EXP1", e.RequestID)
			assert.Equal(t, engagement.ExportStatus("shelved"), e.Status)
			assert.False(t, e.Status.Final())
			assert.True(t, e.FinishDate.IsZero())
			assert.Equal(t, message, e.Message)
			assert.Contains(t, string(e.RawJSON()), "EXP1")
		}
	}
	areatest.Run(t, map[string]areatest.Row{
		"CreateExport": {
			Call: create, Method: "POST", URL: host + "/v1/engagement/chat/export", JSON: sent, Status: 201, Answer: export, Want: assertExport(""),
		},
		"CreateExport, made before": {
			Call: create, Method: "POST", URL: host + "/v1/engagement/chat/export", JSON: sent, Status: 200,
			Answer: `{"message":"a previous export","export_data":` + export + `}`, Want: assertExport("a previous export"),
		},
		"DownloadExport": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				var file bytes.Buffer
				err := c.Engagement.DownloadExport(ctx, "https://files.example.com/e.tsv?signature=a~b%2F", &file, engagement.DownloadExportParams{})
				return file.String(), err
			},
			Method: "GET", URL: "https://files.example.com/e.tsv?signature=a~b%2F", NoKey: true, Status: 200, Answer: "a\tb",
			Want: func(t *testing.T, got any) { assert.Equal(t, "a\tb", got) },
		},
	})
}
