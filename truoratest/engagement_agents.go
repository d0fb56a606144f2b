package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Agent is an agent who answers chats.
type Agent struct {
	Username string // e-mail address
	Name     string
	Groups   []string
	Online   bool
}

type agent struct {
	Agent
	capacity *int
}

// AddAgent adds an agent. ana.agent@example.com and luis.agent@example.com exist
// from the start.
func (s *Engagement) AddAgent(a Agent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Username == "" || s.agentOf(a.Username) != nil {
		s.misuse("truoratest: Engagement.AddAgent(%q): no username, or an agent that exists", a.Username)
		return
	}
	a.Groups = slices.Clone(a.Groups)
	s.agents = append(s.agents, &agent{Agent: a})
}

func (s *Engagement) agentOf(username string) *agent {
	return firstWhere(s.agents, func(a *agent) bool { return a.Username == username })
}

func agentPresence(online bool) string {
	if online {
		return "online"
	}
	return "offline"
}

// openChats counts the open chats of an agent, or for "" those without one.
func (s *Engagement) openChats(owner string) int {
	return len(filter(s.chats, func(c *chat) bool { return c.owner == owner && c.status == "open" }))
}

// assign assigns a chat without owner to the online agent with the fewest chats, if
// capacities are enabled and one has room. Otherwise the chat waits in the queue.
func (s *Engagement) assign(c *chat) {
	if c.owner != "" {
		return
	}
	c.queued = true
	if !s.limited {
		return
	}
	var free *agent
	for _, a := range s.agents {
		capacity := s.capacity
		if a.capacity != nil {
			capacity = *a.capacity
		}
		if a.Online && s.openChats(a.Username) < capacity && (free == nil || s.openChats(a.Username) < s.openChats(free.Username)) {
			free = a
		}
	}
	if free != nil {
		c.assign(s, free.Username, c.wroteAt)
	}
}

func (s *Engagement) listAgents(r *request) (reply, error) {
	q := r.query
	fitting := filter(s.agents, func(a *agent) bool {
		return (q.Get("status") == "" || q.Get("status") == agentPresence(a.Online)) &&
			(q.Get("group") == "" || slices.Contains(a.Groups, q.Get("group"))) && strings.Contains(a.Username, q.Get("username"))
	})
	return listReply(r, "users", fitting, func(a *agent) int { return slices.Index(s.agents, a) + 1 }, func(a *agent) obj {
		return obj{
			"user_name": a.Username, "name": a.Name, "status": agentPresence(a.Online), "open_conversations": s.openChats(a.Username),
			"groups": append([]string{}, a.Groups...),
		}
	})
}

func (s *Engagement) updateAgentStatus(r *request) (reply, error) {
	var in struct{ Username, Status string }
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case in.Username == "":
		return reply{}, invalid("missing username")
	case in.Status != "online" && in.Status != "offline":
		return reply{}, invalid("invalid status")
	}
	a := s.agentOf(in.Username)
	if a == nil {
		return reply{}, invalid("agent not found")
	}
	a.Online = in.Status == "online"
	return jsonReply(http.StatusOK, obj{"username": a.Username, "status": in.Status}), nil
}

// updateCapacities accepts targets as usernames, or as objects with an email. It
// answers 207 if some are not agents.
func (s *Engagement) updateCapacities(r *request) (reply, error) {
	var in struct {
		Type     string `json:"update_type"`
		Capacity *int   `json:"capacity"`
		Targets  []any  `json:"targets"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case !slices.Contains([]string{"user", "default", "toggle_capacity"}, in.Type):
		return reply{}, invalid("invalid update type")
	case in.Type != "toggle_capacity" && in.Capacity == nil:
		return reply{}, invalid("missing capacity value")
	}
	switch in.Type {
	case "toggle_capacity":
		s.limited = !s.limited
		return jsonReply(http.StatusOK, obj{"message": "capacity toggled successfully"}), nil
	case "default":
		s.capacity = *in.Capacity
		return jsonReply(http.StatusOK, obj{"message": "default capacity updated successfully"}), nil
	}
	failed := []obj{}
	for _, target := range in.Targets {
		name, _ := target.(string)
		if o, ok := target.(obj); ok {
			name, _ = o["email"].(string)
		}
		if a := s.agentOf(name); a != nil {
			a.capacity = in.Capacity
		} else {
			failed = append(failed, obj{"email": name, "error": "update could not be completed, please try again"})
		}
	}
	if len(failed) > 0 {
		return jsonReply(http.StatusMultiStatus, obj{"message": "user capacities were partially updated", "failed_updates": failed}), nil
	}
	return jsonReply(http.StatusOK, obj{"message": "user capacities updated successfully"}), nil
}

// getGroupCounters answers as in Truora's sample, with groups by name. Its table shows
// a different answer.
func (s *Engagement) getGroupCounters(*request) (reply, error) {
	out := obj{}
	for _, a := range s.agents {
		for _, name := range a.Groups {
			group, ok := out[name].(obj)
			if !ok {
				group = obj{
					"group_id": "AGI" + digest(10, "group", name), "group_name": name,
					"total_online_agents": 0, "total_open_conversations": 0,
					"group_members": []obj{},
				}
				out[name] = group
			}
			if a.Online {
				increment(group, "total_online_agents", 1)
			}
			members, _ := group["group_members"].([]obj)
			group["group_members"] = append(members, obj{"username": a.Username})
			increment(group, "total_open_conversations", s.openChats(a.Username))
		}
	}
	return jsonReply(http.StatusOK, out), nil
}

func increment(to obj, member string, n int) {
	have, _ := to[member].(int)
	to[member] = have + n
}

func (s *Engagement) getAssignmentRuleset(r *request) (reply, error) {
	if r.args["ruleset_id"] != RulesetID {
		return reply{}, failure(http.StatusNotFound, "ruleset not found")
	}
	rules := []obj{}
	for _, a := range s.agents {
		rules = append(rules, obj{"type": "specific_agent", "target": a.Username, "online_agent_only": true})
	}
	return jsonReply(http.StatusOK, obj{
		"ruleset_id": RulesetID, "ruleset_version": "v1", "client_id": clientID, "creation_date": stamp(time.Unix(1705514161, 0)), "rules": rules,
	}), nil
}
