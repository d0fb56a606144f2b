package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// chat is the conversation of one line with one person.
type chat struct {
	serial     int
	id, digits string
	line       *line
	contact    *contact
	status     string
	owner      string
	queued     bool
	wroteAt    time.Time // the person's last message
	tags       []obj
	activities []*activity
	requests   map[string]bool // ids of messages that agents sent
}

// chatWith returns the chat of a line with a number. A new chat also creates a contact,
// as on Truora.
func (s *Engagement) chatWith(l *line, digits string) *chat {
	for _, c := range s.chats {
		if c.line == l && c.digits == digits {
			return c
		}
	}
	who := s.contacts.find("phone_number", digits)
	if who == nil {
		// The name is not known yet.
		who = s.contacts.add(&contact{name: digits, digits: digits})
	}
	c := &chat{digits: digits, line: l, contact: who, status: "open", requests: map[string]bool{}}
	c.id, c.serial = s.newItem("EN_CHT_")
	s.chats = append(s.chats, c)
	return c
}

func (s *Engagement) chat(r *request) (*chat, error) {
	c := firstWhere(s.chats, func(c *chat) bool { return c.id == r.args["chat_id"] })
	if c == nil {
		return nil, failure(http.StatusNotFound, "Chat not found")
	}
	return c, nil
}

// windowEnds returns when the 24 hours for free text end, or zero if the person never
// wrote. Pace does not shorten them.
func (c *chat) windowEnds() time.Time {
	if c.wroteAt.IsZero() {
		return time.Time{}
	}
	return c.wroteAt.Add(freeTextTime)
}

func (s *Engagement) chatWire(c *chat, now time.Time) obj {
	out := obj{
		"chat_id": c.id, "client_id": clientID, "channel_type": "whatsapp", "owner": c.owner, "status": c.status,
		"details": obj{
			"contact_id": c.contact.id, "contact_name": c.contact.name, "contact_phone_number": "+" + c.digits,
		},
		"last_activity_date": neverDate, "last_reaction": nil, "last_reaction_date": neverDate, "tags": c.tags,
	}
	if c.tags == nil {
		out["tags"] = []obj{}
	}
	if len(c.activities) > 0 {
		last := c.activities[len(c.activities)-1]
		out["last_activity"], out["last_activity_date"] = s.activityWire(c, last, now), stamp(last.at)
	}
	return out
}

func (s *Engagement) getChat(r *request, c *chat) (reply, error) {
	out := s.chatWire(c, r.now)
	out["session_ttl"] = -1
	if c.status == "open" && r.now.Before(c.windowEnds()) {
		out["session_ttl"] = c.windowEnds().Unix()
	}
	return jsonReply(http.StatusOK, out), nil
}

func (s *Engagement) searchChats(r *request) (reply, error) {
	fitting := filter(s.chats, func(c *chat) bool { return c.fits(r) })
	if len(fitting) == 0 {
		return reply{}, failure(http.StatusNotFound, "No chats found")
	}
	return listReply(r, "chats", fitting, func(c *chat) int { return c.serial }, func(c *chat) obj {
		out := s.chatWire(c, r.now)
		out["latest_session_ttl"] = max(c.windowEnds().Unix(), 0)
		return out
	}, func(out obj) {
		out["total_hits"] = len(fitting)
		if next, ok := out["next"].(string); ok {
			out["next"] = strings.ReplaceAll(next, "%3D", "=") // as in Truora's sample
		}
	})
}

// fits compares a phone in contact_query as digits: with a plus it finds nothing.
func (c *chat) fits(r *request) bool {
	q := r.query
	var last *activity
	if len(c.activities) > 0 {
		last = c.activities[len(c.activities)-1]
	}
	between := func() bool {
		from, err := time.Parse(time.RFC3339, q.Get("from_last_activity_date"))
		to, err2 := time.Parse(time.RFC3339, q.Get("to_last_activity_date"))
		return err == nil && err2 == nil && last != nil && !last.at.Before(from) && !last.at.After(to)
	}
	search := strings.ToLower(q.Get("contact_query"))
	status := q.Get("status")
	for _, wrong := range []bool{
		search != "" && !strings.Contains(c.digits, search) && !strings.Contains(strings.ToLower(c.contact.name), search),
		q.Get("enqueued_only") == "true" && !c.queued,
		(q.Has("from_last_activity_date") || q.Has("to_last_activity_date")) && !between(),
		q.Has("last_activity_actor_type") && (last == nil || last.by.kind != q.Get("last_activity_actor_type")),
		q.Has("last_activity_type") && (last == nil || last.kind != q.Get("last_activity_type")),
		q.Has("owner") && q.Get("owner") != c.owner,
		q.Has("tag") && !slices.ContainsFunc(c.tags, func(t obj) bool { return t["name"] == q.Get("tag") }),
		status == "UNASSIGNED" && c.owner != "",
		status != "" && status != "UNASSIGNED" && status != c.status,
	} {
		if wrong {
			return false
		}
	}
	return true
}

func (s *Engagement) updateChat(r *request, c *chat) (reply, error) {
	var in struct{ Owner, Status string }
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case !slices.Contains([]string{"", "open", "closed"}, in.Status):
		return reply{}, invalid("invalid status")
	case in.Owner != "" && s.agentOf(in.Owner) == nil:
		return reply{}, failure(http.StatusNotFound, "agent not found")
	}
	if in.Owner != "" {
		c.assign(s, in.Owner, r.now)
	}
	if in.Status != "" && in.Status != c.status {
		c.status = in.Status
		c.add(s.core, &activity{kind: "chat_" + in.Status, category: "chat_event", by: chatActor{kind: "system", id: "truora"}, at: r.now})
	}
	return jsonReply(http.StatusOK, obj{"chat_id": c.id, "client_id": clientID, "owner": c.owner, "status": c.status}), nil
}

// assign makes an agent the owner and removes the chat from the queue.
func (c *chat) assign(s *Engagement, owner string, now time.Time) {
	c.owner, c.queued = owner, false
	c.add(s.core, &activity{
		kind: "chat_assigned", category: "chat_event", by: chatActor{kind: "system", id: "truora"}, at: now, payload: obj{"owner": owner},
	})
}

// updateTags adds a tag or changes its colour.
//
// choice: setting a tag of a chat leaves its other tags
func (s *Engagement) updateTags(r *request, c *chat) (reply, error) {
	var in struct {
		Name  string `json:"name"`
		Color string `json:"color_hex"`
	}
	if json.Unmarshal(r.body, &in) != nil || in.Name == "" {
		return reply{}, invalid("missing name")
	}
	tag := obj{"name": in.Name}
	if in.Color != "" {
		tag["hex_color"] = in.Color
	}
	if i := slices.IndexFunc(c.tags, func(t obj) bool { return t["name"] == in.Name }); i >= 0 {
		c.tags[i] = tag
	} else {
		c.tags = append(c.tags, tag)
	}
	return jsonReply(http.StatusOK, s.chatWire(c, r.now)), nil
}

func (s *Engagement) forceDequeue(r *request, c *chat) (reply, error) {
	var in struct {
		Type   string `json:"assignment_type"`
		Target string `json:"target"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case in.Type != "specific_agent":
		return reply{}, invalid("invalid assignment type")
	case !c.queued:
		return reply{}, invalid("chat currently not enqueued")
	case s.agentOf(in.Target) == nil:
		return reply{}, failure(http.StatusNotFound, "agent not found")
	}
	c.assign(s, in.Target, r.now)
	return jsonReply(http.StatusOK, obj{"message": "chat assignment dequeued successfully"}), nil
}
