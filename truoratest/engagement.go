package truoratest

import (
	"net/http"
	"slices"
	"strconv"
)

var engagementRoutes = []route{
	{hostIdentity, "GET /v1/engagement/channels", noBody, "", (*Server).listChannels},
	{hostIdentity, "GET /v1/engagement/chat/search", noBody, "", (*Server).searchChats},
	{hostIdentity, "GET /v1/engagement/chat/export", noBody, "", (*Server).listExports},
	{hostIdentity, "POST /v1/engagement/chat/export", jsonBody, "", (*Server).createExport},
	{hostIdentity, "GET /v1/engagement/chat/{chat_id}", noBody, "", ofChat((*Server).getChat)},
	{hostIdentity, "GET /v1/engagement/chat/{chat_id}/activities", noBody, "", ofChat((*Server).listActivities)},
	{hostIdentity, "POST /v1/engagement/chat/{chat_id}/send", jsonBody, "", ofChat((*Server).sendChat)},
	{hostIdentity, "POST /v1/engagement/chat/{chat_id}/force-dequeue", jsonBody, "", ofChat((*Server).forceDequeue)},
	{hostIdentity, "PUT /v1/engagement/chat/agent/{chat_id}", jsonBody, "", ofChat((*Server).updateChat)},
	{hostIdentity, "PUT /v1/engagement/chat/{chat_id}/tags", jsonBody, "", ofChat((*Server).updateChatTags)},
	{hostIdentity, "GET /v1/engagement/agent/templates", noBody, "", (*Server).listAgentTemplates},
	{hostIdentity, "POST /v1/engagement/agent/templates", jsonBody, "", (*Server).createAgentTemplate},
	{hostIdentity, "PUT /v1/engagement/agent/templates/{template_name}", jsonBody, "", (*Server).updateAgentTemplate},
	{hostIdentity, "DELETE /v1/engagement/agent/templates/{template_name}", noBody, "", (*Server).deleteAgentTemplate},
	{hostIdentity, "POST /v1/engagement/agent/templates/delete", jsonBody, "", (*Server).deleteAgentTemplates},
	{hostIdentity, "POST /v1/engagement/agent/capacities", jsonBody, "", (*Server).updateCapacities},
	{hostIdentity, "GET /v1/engagement/agent/status", noBody, "", (*Server).listAgents},
	{hostIdentity, "POST /v1/engagement/agent/status", jsonBody, "", (*Server).updateAgentStatus},
	{hostIdentity, "GET /v1/engagement/agent/groups/counters", noBody, "", (*Server).groupCounters},
	{hostIdentity, "GET /v1/engagement/agent/assignment-rulesets/{ruleset_id}", noBody, "", (*Server).getRuleset},
}

type engagementState struct {
	chats     []*chat
	agents    []*agent
	templates []*agentTemplate
	kept      map[string]bool // templates that cannot be deleted
	exports   []*export
	failNext  []string // reasons for exports to fail
	limited   bool     // chats are given to agents up to their capacity
	capacity  int      // of agents without one of their own
}

func newEngagementState() engagementState {
	return engagementState{
		kept: map[string]bool{}, capacity: 5,
		agents: []*agent{
			{Agent: Agent{Username: "ana.agent@example.com", Name: "Ana Agent", Groups: []string{"Support"}, Online: true}},
			{Agent: Agent{Username: "luis.agent@example.com", Name: "Luis Agent", Groups: []string{"Sales", "Support"}}},
		},
	}
}

func (s *Server) listChannels(r *request) reply {
	serial := func(l *waLine) int { return slices.Index(s.whatsapp.lines, l) + 1 }
	page, next, refused := pageOf(s, r, s.whatsapp.lines, serial)
	if refused != nil {
		return *refused
	}
	if len(page) == 0 {
		return failure(http.StatusNotFound, "channels not found")
	}
	wire := []obj{}
	for _, l := range page {
		wire = append(wire, obj{
			"channel_id": l.channelID(), "client_id": waAccount, "name": l.name, "external_id": l.number(), "external_type": "whatsapp",
			"creation_date": stamp(l.created), "last_update_date": stamp(l.updated), "details": obj{
				"phone_number": l.number(), "phone_number_id": l.phoneID(), "provider": "META", "waba_id": l.wabaID(),
			},
		})
	}
	return jsonReply(http.StatusOK, obj{"channels": wire, "next": next, "self": r.self()})
}

func (l *waLine) channelID() string { return "EN_CH_" + digest(26, "channel", l.digits) }

// DropLines takes all lines from the account: it then has no channels.
func (s *Server) DropLines() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whatsapp.lines = nil
}

// upTo is pageOf with at most limit items a page; a limit that is no positive number is refused.
func upTo[T any](s *Server, r *request, items []T, key func(T) int, refusal string) ([]T, string, *reply) {
	if text := r.query.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 {
			bad := failure(http.StatusBadRequest, "%s", refusal)
			return nil, "", &bad
		}
		defer func(size int) { s.pageSize = size }(s.pageSize)
		s.pageSize = min(s.pageSize, limit)
	}
	return pageOf(s, r, items, key)
}

// neverDate is how Truora writes that something has not happened.
const neverDate = "0001-01-01T00:00:00Z"
