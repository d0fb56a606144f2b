package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// RulesetID is the one ruleset by which chats are given to agents.
const RulesetID = "RLS123456"

// Agent answers chats.
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

// AddAgent gives the desk one more agent; ana.agent@example.com and luis.agent@example.com are there already.
func (s *Server) AddAgent(a Agent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.Username == "" || s.agentOf(a.Username) != nil {
		s.misuse("truoratest: AddAgent(%q): no username, or an agent that exists", a.Username)
		return
	}
	a.Groups = slices.Clone(a.Groups)
	s.engagement.agents = append(s.engagement.agents, &agent{Agent: a})
}

func (s *Server) agentOf(username string) *agent {
	i := slices.IndexFunc(s.engagement.agents, func(a *agent) bool { return a.Username == username })
	if i < 0 {
		return nil
	}
	return s.engagement.agents[i]
}

func agentPresence(online bool) string {
	if online {
		return "online"
	}
	return "offline"
}

// openChats counts the open chats of an agent; "" is nobody.
func (s *Server) openChats(owner string) int {
	n := 0
	for _, c := range s.engagement.chats {
		if c.owner == owner && c.status == "open" {
			n++
		}
	}
	return n
}

// assignChat gives a chat without owner to the online agent with the fewest chats, if capacities are on and one has room;
// otherwise the chat waits in the queue.
func (s *Server) assignChat(c *chat) {
	if c.owner != "" {
		return
	}
	c.queued = true
	if !s.engagement.limited {
		return
	}
	var free *agent
	for _, a := range s.engagement.agents {
		capacity := s.engagement.capacity
		if a.capacity != nil {
			capacity = *a.capacity
		}
		if a.Online && s.openChats(a.Username) < capacity && (free == nil || s.openChats(a.Username) < s.openChats(free.Username)) {
			free = a
		}
	}
	if free != nil {
		c.give(s, free.Username, c.wroteAt)
	}
}

func (s *Server) listAgents(r *request) reply {
	q := r.query
	var fitting []*agent
	for _, a := range s.engagement.agents {
		if (q.Get("status") == "" || q.Get("status") == agentPresence(a.Online)) &&
			(q.Get("group") == "" || slices.Contains(a.Groups, q.Get("group"))) && strings.Contains(a.Username, q.Get("username")) {
			fitting = append(fitting, a)
		}
	}
	page, next, refused := pageOf(s, r, fitting, func(a *agent) int { return slices.Index(s.engagement.agents, a) + 1 })
	if refused != nil {
		return *refused
	}
	wire := []obj{}
	for _, a := range page {
		wire = append(wire, obj{
			"user_name": a.Username, "name": a.Name, "status": agentPresence(a.Online), "open_conversations": s.openChats(a.Username),
			"groups": append([]string{}, a.Groups...),
		})
	}
	return jsonReply(http.StatusOK, obj{"users": wire, "next": next, "self": r.self()})
}

func (s *Server) updateAgentStatus(r *request) reply {
	var in struct{ Username, Status string }
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return invalid("invalid json")
	case in.Username == "":
		return invalid("missing username")
	case in.Status != "online" && in.Status != "offline":
		return invalid("invalid status")
	}
	a := s.agentOf(in.Username)
	if a == nil {
		return invalid("agent not found")
	}
	a.Online = in.Status == "online"
	return jsonReply(http.StatusOK, obj{"username": a.Username, "status": in.Status})
}

// updateCapacities takes targets as usernames, or as objects with an email. Those that are nobody fail, the others
// change: 207.
func (s *Server) updateCapacities(r *request) reply {
	var in struct {
		Type     string `json:"update_type"`
		Capacity *int   `json:"capacity"`
		Targets  []any  `json:"targets"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return invalid("invalid json")
	case !slices.Contains([]string{"user", "default", "toggle_capacity"}, in.Type):
		return invalid("invalid update type")
	case in.Type != "toggle_capacity" && in.Capacity == nil:
		return invalid("missing capacity value")
	}
	switch in.Type {
	case "toggle_capacity":
		s.engagement.limited = !s.engagement.limited
		return jsonReply(http.StatusOK, obj{"message": "capacity toggled successfully"})
	case "default":
		s.engagement.capacity = *in.Capacity
		return jsonReply(http.StatusOK, obj{"message": "default capacity updated successfully"})
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
		return jsonReply(http.StatusMultiStatus, obj{"message": "user capacities were partially updated", "failed_updates": failed})
	}
	return jsonReply(http.StatusOK, obj{"message": "user capacities updated successfully"})
}

// groupCounters has the shape of Truora's sample, groups by name; its table shows another.
func (s *Server) groupCounters(*request) reply {
	out := obj{}
	for _, a := range s.engagement.agents {
		for _, name := range a.Groups {
			group, ok := out[name].(obj)
			if !ok {
				group = obj{
					"group_id": "AGI" + digest(10, "group", name), "group_name": name,
					"total_online_agents": 0, "total_open_conversations": 0,
				}
				out[name] = group
			}
			if a.Online {
				addTo(group, "total_online_agents", 1)
			}
			addTo(group, "total_open_conversations", s.openChats(a.Username))
		}
	}
	return jsonReply(http.StatusOK, out)
}

func addTo(to obj, member string, n int) {
	have, _ := to[member].(int)
	to[member] = have + n
}

func (s *Server) getRuleset(r *request) reply {
	if r.args["ruleset_id"] != RulesetID {
		return failure(http.StatusNotFound, "ruleset not found")
	}
	rules := []obj{}
	for _, a := range s.engagement.agents {
		rules = append(rules, obj{"type": "specific_agent", "target": a.Username, "online_agent_only": true})
	}
	return jsonReply(http.StatusOK, obj{
		"ruleset_id": RulesetID, "ruleset_version": "v1", "client_id": waAccount, "creation_date": stamp(time.Unix(1705514161, 0)), "rules": rules,
	})
}
