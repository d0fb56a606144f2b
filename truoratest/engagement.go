package truoratest

import (
	"net/http"
)

// Engagement are the chats of a [Server] and the agents who answer them.
type Engagement struct {
	*core
	whatsapp *WhatsApp
	contacts *Contacts

	chats     []*chat
	agents    []*agent
	templates []*agentTemplate
	kept      map[string]bool // templates that cannot be deleted
	exports   []*export
	failNext  []string // why the next exports fail
	limited   bool     // chats are assigned to agents up to their capacity
	capacity  int      // of agents without one of their own
}

func newEngagement(c *core) *Engagement {
	return &Engagement{
		core: c, kept: map[string]bool{}, capacity: 5,
		agents: []*agent{
			{Agent: Agent{Username: "ana.agent@example.com", Name: "Ana Agent", Groups: []string{"Support"}, Online: true}},
			{Agent: Agent{Username: "luis.agent@example.com", Name: "Luis Agent", Groups: []string{"Sales", "Support"}}},
		},
	}
}

func (s *Engagement) routes() []route {
	return []route{
		{hostIdentity, "GET /v1/engagement/channels", noBody, "", s.listChannels},
		{hostIdentity, "GET /v1/engagement/chat/search", noBody, "", s.searchChats},
		{hostIdentity, "GET /v1/engagement/chat/export", noBody, "", s.listExports},
		{hostIdentity, "POST /v1/engagement/chat/export", jsonBody, "", s.createExport},
		{hostIdentity, "GET /v1/engagement/chat/{chat_id}", noBody, "", with(s.chat, s.getChat)},
		{hostIdentity, "GET /v1/engagement/chat/{chat_id}/activities", noBody, "", with(s.chat, s.listActivities)},
		{hostIdentity, "POST /v1/engagement/chat/{chat_id}/send", jsonBody, "", with(s.chat, s.sendMessage)},
		{hostIdentity, "POST /v1/engagement/chat/{chat_id}/force-dequeue", jsonBody, "", with(s.chat, s.forceDequeue)},
		{hostIdentity, "PUT /v1/engagement/chat/agent/{chat_id}", jsonBody, "", with(s.chat, s.updateChat)},
		{hostIdentity, "PUT /v1/engagement/chat/{chat_id}/tags", jsonBody, "", with(s.chat, s.updateTags)},
		{hostIdentity, "GET /v1/engagement/agent/templates", noBody, "", s.listTemplates},
		{hostIdentity, "POST /v1/engagement/agent/templates", jsonBody, "", s.createTemplate},
		{hostIdentity, "PUT /v1/engagement/agent/templates/{template_name}", jsonBody, "", s.updateTemplate},
		{hostIdentity, "DELETE /v1/engagement/agent/templates/{template_name}", noBody, "", s.deleteTemplate},
		{hostIdentity, "POST /v1/engagement/agent/templates/delete", jsonBody, "", s.deleteTemplates},
		{hostIdentity, "POST /v1/engagement/agent/capacities", jsonBody, "", s.updateCapacities},
		{hostIdentity, "GET /v1/engagement/agent/status", noBody, "", s.listAgents},
		{hostIdentity, "POST /v1/engagement/agent/status", jsonBody, "", s.updateAgentStatus},
		{hostIdentity, "GET /v1/engagement/agent/groups/counters", noBody, "", s.getGroupCounters},
		{hostIdentity, "GET /v1/engagement/agent/assignment-rulesets/{ruleset_id}", noBody, "", s.getAssignmentRuleset},
	}
}

func (s *Engagement) listChannels(r *request) (reply, error) {
	if len(s.whatsapp.lines) == 0 {
		return reply{}, failure(http.StatusNotFound, "channels not found")
	}
	return listReply(r, "channels", s.whatsapp.lines, nil, func(l *line) obj {
		return obj{
			"channel_id": l.channelID(), "client_id": clientID, "name": l.name, "external_id": l.number(), "external_type": "whatsapp",
			"creation_date": stamp(l.created), "last_update_date": stamp(l.updated), "details": obj{
				"phone_number": l.number(), "phone_number_id": l.phoneID(), "provider": "META", "waba_id": l.wabaID(),
			},
		}
	})
}

func (l *line) channelID() string { return "EN_CH_" + digest(26, "channel", l.digits) }

// neverDate is how Truora writes the date of what has not happened.
const neverDate = "0001-01-01T00:00:00Z"
