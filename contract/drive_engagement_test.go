package contract_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/truoratest"
)

// talk opens a chat in which the person has written.
func talk(ctx context.Context, d drive) (string, error) {
	if _, err := written(ctx, d, "3000000001"); err != nil {
		return "", err
	}
	time.Sleep(time.Minute)
	d.server.WhatsApp.Phone("+573000000001").Reply("I'm in")
	page, err := d.client.Engagement.ListChats(ctx, engagement.ListChatsParams{ContactQuery: "573000000001"})
	if err != nil {
		return "", err
	}
	if len(page.Items) != 1 {
		return "", errors.New("there is not one chat")
	}
	return page.Items[0].ChatID, nil
}

func hello(ctx context.Context, d drive, name string) error {
	_, err := d.client.Engagement.CreateTemplate(ctx, engagement.CreateTemplateParams{
		TemplateType: engagement.TemplateTypeText, TemplateName: name, ContentText: "Hello, how can I help?",
	})
	return err
}

func year(name string) engagement.CreateExportParams {
	return engagement.CreateExportParams{
		Language: "en", ExportType: engagement.ExportTypeAllChats, ExportFormat: engagement.ExportFormatTSV, Name: name,
		TimeRangeStartDate: time.Now().AddDate(-1, 0, 0), TimeRangeEndDate: time.Now(),
	}
}

const deskAgent = "ana.agent@example.com"

var _ = drives(
	row{Go: "engagement.ListChannels", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		d.server.WhatsApp.AddLine("+14080002222", "Sales line")
		page, err := d.client.Engagement.ListChannels(ctx, engagement.ListChannelsParams{})
		if err != nil {
			return err
		}
		if _, err = d.client.Engagement.ListChannels(ctx, engagement.ListChannelsParams{StartKey: page.Next}); err != nil {
			return err
		}
		d.server.WhatsApp.DropLines()
		_, err = d.client.Engagement.ListChannels(ctx, engagement.ListChannelsParams{})
		return err
	}},
	row{Go: "engagement.ListChats", Run: func(ctx context.Context, d drive) error {
		if page, err := d.client.Engagement.ListChats(ctx, engagement.ListChatsParams{}); err != nil || len(page.Items) > 0 {
			return errors.Join(err, errors.New("no chats is an empty page"))
		}
		if _, err := talk(ctx, d); err != nil {
			return err
		}
		d.server.SetPageSize(1)
		d.server.WhatsApp.Phone("+573000000002").Write(truoratest.WhatsAppLine, "hello")
		page, err := d.client.Engagement.ListChats(ctx, engagement.ListChatsParams{
			EnqueuedOnly: true, FromLastActivityDate: time.Now().Add(-time.Hour), ToLastActivityDate: time.Now(),
			LastActivityActorType: engagement.ActorTypeUser, LastActivityType: "user_message", Status: engagement.ChatStatusUnassigned,
		})
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.ListChats(ctx, engagement.ListChatsParams{Owner: deskAgent, Tag: "VIP", StartKey: page.Next})
		return err
	}},
	row{Go: "engagement.GetChat", Run: func(ctx context.Context, d drive) error {
		chat, err := talk(ctx, d)
		if err != nil {
			return err
		}
		if _, err = d.client.Engagement.GetChat(ctx, chat); err != nil {
			return err
		}
		_, err = d.client.Engagement.GetChat(ctx, "EN_CHT_0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "engagement.ListActivities", Run: func(ctx context.Context, d drive) error {
		chat, err := talk(ctx, d)
		if err != nil {
			return err
		}
		d.server.SetPageSize(1)
		page, err := d.client.Engagement.ListActivities(ctx, chat, engagement.ListActivitiesParams{})
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.ListActivities(ctx, chat, engagement.ListActivitiesParams{
			ActorType: engagement.ActorTypeAgent, Type: "agent_message", StartKey: page.Next,
		})
		return err
	}},
	row{Go: "engagement.SendMessage", Run: func(ctx context.Context, d drive) error {
		chat, err := talk(ctx, d)
		if err != nil {
			return err
		}
		err = d.client.Engagement.SendMessage(ctx, chat, engagement.SendMessageParams{
			WhatsApp: engagement.TextMessage("Hello"), ClientID: "TCI1", CurrentUsername: deskAgent,
		})
		return err
	}},
	row{Go: "engagement.ForceDequeue", Run: func(ctx context.Context, d drive) error {
		chat, err := talk(ctx, d)
		if err != nil {
			return err
		}
		params := engagement.ForceDequeueParams{AssignmentType: engagement.AssignmentTypeSpecificAgent, Target: "nobody@example.com"}
		err = d.client.Engagement.ForceDequeue(ctx, chat, params)
		if err := expect(truora.ErrNotFound, err); err != nil {
			return err
		}
		params.Target = deskAgent
		err = d.client.Engagement.ForceDequeue(ctx, chat, params)
		return err
	}},
	row{Go: "engagement.UpdateChat", Run: func(ctx context.Context, d drive) error {
		chat, err := talk(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.UpdateChat(ctx, chat, engagement.UpdateChatParams{Owner: deskAgent, Status: engagement.ChatStatusClosed})
		return err
	}},
	row{Go: "engagement.UpdateTags", Run: func(ctx context.Context, d drive) error {
		chat, err := talk(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.UpdateTags(ctx, chat, engagement.UpdateTagsParams{Name: "VIP", ColorHex: "#00aa55"})
		return err
	}},
	row{Go: "engagement.CreateExport", Run: func(ctx context.Context, d drive) error {
		for range 2 {
			if _, err := d.client.Engagement.CreateExport(ctx, year("a year")); err != nil {
				return err
			}
		}
		params := year("one")
		params.ExportType, params.ExportedChatID = engagement.ExportTypeSingleChat, "EN_CHT_1"
		_, err := d.client.Engagement.CreateExport(ctx, params)
		return err
	}},
	row{Go: "engagement.ListExports", Run: func(ctx context.Context, d drive) error {
		if _, err := talk(ctx, d); err != nil {
			return err
		}
		d.server.Engagement.FailNextExport("too much")
		for range 2 {
			export, err := d.client.Engagement.CreateExport(ctx, year("a year"))
			if err != nil {
				return err
			}
			done, err := d.client.Engagement.WaitExport(ctx, export.RequestID, engagement.WaitExportParams{})
			if err != nil {
				return err
			}
			if done.Status == engagement.ExportStatusFailed {
				continue
			}
			var file bytes.Buffer
			if err := d.client.Engagement.DownloadExport(ctx, done.DownloadURL, &file, engagement.DownloadExportParams{}); err != nil {
				return err
			}
		}
		page, err := d.client.Engagement.ListExports(ctx, engagement.ListExportsParams{Limit: 1})
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.ListExports(ctx, engagement.ListExportsParams{
			ChatID: "EN_CHT_1", StartDate: time.Now().Add(-time.Hour), EndDate: time.Now(), ExportFormat: engagement.ExportFormatTSV,
			ExportType: engagement.ExportTypeSingleChat, Language: "en", RequestActor: "me@example.com", StartKey: page.Next,
		})
		return err
	}},
	row{Go: "engagement.CreateTemplate", Run: func(ctx context.Context, d drive) error {
		return hello(ctx, d, "hello")
	}},
	row{Go: "engagement.ListTemplates", Run: func(ctx context.Context, d drive) error {
		if page, err := d.client.Engagement.ListTemplates(ctx, engagement.ListTemplatesParams{}); err != nil || len(page.Items) > 0 {
			return errors.Join(err, errors.New("no templates is an empty page"))
		}
		if err := errors.Join(hello(ctx, d, "hello"), hello(ctx, d, "hello_again")); err != nil {
			return err
		}
		page, err := d.client.Engagement.ListTemplates(ctx, engagement.ListTemplatesParams{Limit: 1, PrefixName: "hello"})
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.ListTemplates(ctx, engagement.ListTemplatesParams{StartKey: page.Next})
		return err
	}},
	row{Go: "engagement.UpdateTemplate", Run: func(ctx context.Context, d drive) error {
		if err := hello(ctx, d, "hello"); err != nil {
			return err
		}
		params := engagement.UpdateTemplateParams{TemplateType: engagement.TemplateTypeText, ContentText: "Hi"}
		if _, err := d.client.Engagement.UpdateTemplate(ctx, "hello", params); err != nil {
			return err
		}
		_, err := d.client.Engagement.UpdateTemplate(ctx, "bye", params)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "engagement.DeleteTemplate", Run: func(ctx context.Context, d drive) error {
		if err := hello(ctx, d, "hello"); err != nil {
			return err
		}
		err := d.client.Engagement.DeleteTemplate(ctx, "hello")
		return err
	}},
	row{Go: "engagement.DeleteTemplates", Run: func(ctx context.Context, d drive) error {
		if err := errors.Join(hello(ctx, d, "hello"), hello(ctx, d, "kept")); err != nil {
			return err
		}
		d.server.Engagement.KeepTemplates("kept")
		_, err := d.client.Engagement.DeleteTemplates(ctx, engagement.DeleteTemplatesParams{TemplateNames: []string{"hello", "kept", "none"}})
		if err := expect(truora.ErrPartial, err); err != nil {
			return err
		}
		_, err = d.client.Engagement.DeleteTemplates(ctx, engagement.DeleteTemplatesParams{TemplateNames: []string{"hello"}})
		return err
	}},
	row{Go: "engagement.UpdateCapacities", Run: func(ctx context.Context, d drive) error {
		params := engagement.UpdateCapacitiesParams{UpdateType: engagement.CapacityUpdateUser, Capacity: new(0), Targets: []any{deskAgent, "nobody@example.com"}}
		_, err := d.client.Engagement.UpdateCapacities(ctx, params)
		if err := expect(truora.ErrPartial, err); err != nil {
			return err
		}
		for _, params := range []engagement.UpdateCapacitiesParams{
			{UpdateType: engagement.CapacityUpdateDefault, Capacity: new(3)}, {UpdateType: engagement.CapacityUpdateToggle},
		} {
			if _, err := d.client.Engagement.UpdateCapacities(ctx, params); err != nil {
				return err
			}
		}
		return nil
	}},
	row{Go: "engagement.ListAgents", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		page, err := d.client.Engagement.ListAgents(ctx, engagement.ListAgentsParams{})
		if err != nil {
			return err
		}
		_, err = d.client.Engagement.ListAgents(ctx, engagement.ListAgentsParams{
			Group: "Support", Status: engagement.PresenceOffline, Username: "luis", StartKey: page.Next,
		})
		return err
	}},
	row{Go: "engagement.UpdateAgentStatus", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Engagement.UpdateAgentStatus(ctx, engagement.UpdateAgentStatusParams{Username: deskAgent, Status: engagement.PresenceOffline})
		return err
	}},
	row{Go: "engagement.GetGroupCounters", Run: func(ctx context.Context, d drive) error {
		counters, err := d.client.Engagement.GetGroupCounters(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(counters.Groups, func(g engagement.GroupCounter) bool { return len(g.GroupMembers) > 0 }) {
			return errors.New("no group has members")
		}
		return nil
	}},
	row{Go: "engagement.GetAssignmentRuleset", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.Engagement.GetAssignmentRuleset(ctx, truoratest.RulesetID); err != nil {
			return err
		}
		_, err := d.client.Engagement.GetAssignmentRuleset(ctx, "RLS0")
		return expect(truora.ErrNotFound, err)
	}},
)
