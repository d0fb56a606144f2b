package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

type chatActor struct{ kind, id, alias string }

// activity is an entry in the log of a chat.
type activity struct {
	serial         int
	id             string
	kind, category string
	by             chatActor
	at             time.Time
	payload        obj
	message        *message // nil unless the activity is one
}

func (c *chat) add(s *core, a *activity) {
	a.id, a.serial = s.newItem("EN_ACT_")
	c.activities = append(c.activities, a)
}

// activityWire returns the activity as it is now. The payload of a message has its
// status.
//
// choice: the payload of a message is its text, status, template and session
func (s *Engagement) activityWire(c *chat, a *activity, now time.Time) obj {
	payload, updated, external := a.payload, a.at, ""
	if m := a.message; m != nil {
		external = m.id
		payload = obj{"text": m.text}
		if !m.incoming {
			status := s.whatsapp.statusOfMessage(m, now)
			payload["status"] = status
			updated = updated.Add(map[string]time.Duration{"delivered": s.paced(deliveryTime), "read": s.paced(readTime)}[status])
		}
		if m.outbound != nil {
			payload["outbound_id"], payload["session_id"] = m.outbound.id, m.session.id
		}
	}
	if payload == nil {
		payload = obj{}
	}
	return obj{
		"activity_id": a.id, "chat_id": c.id, "client_id": clientID, "category": a.category, "type": a.kind, "external_id": external,
		"actor":         obj{"actor_id": a.by.id, "actor_alias": a.by.alias, "type": a.by.kind},
		"creation_date": stamp(a.at), "update_date": stamp(updated), "payload": payload, "ttl": a.at.AddDate(0, 7, 0).Unix(),
	}
}

// listActivities returns the newest first.
func (s *Engagement) listActivities(r *request, c *chat) (reply, error) {
	who, kind := r.query.Get("actor_type"), r.query.Get("type")
	if !slices.Contains([]string{"", "system", "user", "agent"}, who) {
		return reply{}, invalid("invalid actor type")
	}
	fitting := filter(newest(c.activities), func(a *activity) bool {
		return (who == "" || a.by.kind == who) && (kind == "" || a.kind == kind)
	})
	if len(fitting) == 0 {
		return reply{}, failure(http.StatusNotFound, "No activities found")
	}
	return listReply(r, "activities", fitting, func(a *activity) int { return -a.serial }, func(a *activity) obj {
		return s.activityWire(c, a, r.now)
	})
}

// sendMessage delivers an agent's message within the 24 hours. If the request id was
// used before, it delivers nothing.
func (s *Engagement) sendMessage(r *request, c *chat) (reply, error) {
	var in struct {
		ChatID    string `json:"chat_id"`
		RequestID string `json:"request_id"`
		Username  string `json:"current_username"`
		WhatsApp  struct {
			Type string `json:"type"`
			Text struct {
				Body string `json:"body"`
			} `json:"text"`
		} `json:"whatsapp"`
	}
	sent := jsonReply(http.StatusOK, obj{"message": "message submitted to whatsapp"})
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case in.ChatID != "" && in.ChatID != c.id:
		return reply{}, invalid("chat id does not match")
	case in.WhatsApp.Type == "" || in.WhatsApp.Type == "text" && in.WhatsApp.Text.Body == "":
		return reply{}, invalid("missing whatsapp message")
	case in.RequestID != "" && c.requests[in.RequestID]:
		return sent, nil
	case c.status != "open":
		return reply{}, invalid("chat is closed")
	case !r.now.Before(c.windowEnds()):
		return reply{}, invalid("the 24-hour window of the chat is closed")
	}
	if in.RequestID != "" {
		c.requests[in.RequestID] = true
	}
	text := in.WhatsApp.Text.Body
	if in.WhatsApp.Type != "text" {
		text = "[" + in.WhatsApp.Type + "]"
	}
	s.whatsapp.addMessage(&message{text: text, at: r.now, chat: c, failed: s.whatsapp.handsetOf(c.digits).unreachable}, chatActor{kind: "agent", id: in.Username})
	return sent, nil
}
