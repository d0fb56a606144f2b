package truoratest

import (
	"net/http"
	"slices"
	"time"
)

// choice: a message is delivered after 2 s and read after 10 s
const (
	deliveryTime = 2 * time.Second
	readTime     = 10 * time.Second
	// freeTextTime is how long a business may write freely after a person's message.
	freeTextTime = 24 * time.Hour
)

// message is a message over WhatsApp, in either direction. Its status follows from the
// time.
type message struct {
	id, text string
	at       time.Time
	chat     *chat
	incoming bool
	failed   bool
	buttons  []button  // that the person can press
	outbound *outbound // the template, if it is one
	session  *session
	said     string // what the provider reported, if anything
}

// statusOfMessage returns the status of an outgoing message: sent, delivered, read or
// failed.
func (s *WhatsApp) statusOfMessage(m *message, now time.Time) string {
	switch {
	case m.said != "":
		return m.said
	case m.failed:
		return "failed"
	case now.Before(m.at.Add(s.paced(deliveryTime))):
		return "sent"
	case now.Before(m.at.Add(s.paced(readTime))):
		return "delivered"
	default:
		return "read"
	}
}

// session is opened by a template that was sent, or by a text that starts a flow.
type session struct {
	id, flow string
	chat     *chat
	status   string
	created  time.Time
}

// WhatsAppSession is a session. Truora's API does not show them.
type WhatsAppSession struct {
	ID     string
	FlowID string
	// Phone is the person's number, with a plus.
	Phone string
	// Status is waiting_outbound_response, processing, cancelled or, for notifications,
	// finished.
	Status  string
	Created time.Time
}

// Sessions returns all sessions, oldest first.
func (s *WhatsApp) Sessions() []WhatsAppSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []WhatsAppSession
	for _, x := range s.sessions {
		out = append(out, WhatsAppSession{x.id, x.flow, x.chat.contact.phone(), x.status, x.created})
	}
	return out
}

func (s *WhatsApp) openSession(c *chat, flow, status string, now time.Time) *session {
	x := &session{id: s.newID("WDI"), flow: flow, chat: c, status: status, created: now}
	s.sessions = append(s.sessions, x)
	return x
}

// send hands a template to WhatsApp. Each call messages the person again.
func (s *WhatsApp) send(r *request) (reply, error) {
	f := r.form
	switch {
	case f.Get("outbound_id") == "":
		return reply{}, invalid("missing outbound id")
	case onlyDigits(f.Get("phone_number")) == "":
		return reply{}, invalid("missing user phone number")
	case f.Get("user_authorized") != "true":
		return reply{}, invalid("user_authorized field must be set to true: the person that will be contacted has not authorized it")
	case f.Has("country_code") && !callingCode.MatchString(f.Get("country_code")):
		return reply{}, invalid("invalid country code") // a bare plus is decoded as a space
	case !matches(f, "account_id", accountForm):
		return reply{}, invalid("invalid account id")
	}
	o := s.outboundOf(f.Get("outbound_id"))
	switch {
	case o == nil:
		return reply{}, invalid("outbound message not found")
	case !slices.Contains([]string{"APPROVED", "FLAGGED"}, s.outboundStatus(o, r.now)):
		return reply{}, invalid("outbound message is not approved")
	case o.notification && f.Get("flow_id") != "":
		return reply{}, invalid("notifications have no flow")
	case !o.notification && f.Get("flow_id") == "":
		return reply{}, invalid("missing flow id")
	}
	text, err := o.filled(f)
	if err != nil {
		return reply{}, err
	}
	digits := onlyDigits(f.Get("country_code") + f.Get("phone_number"))
	c := s.engagement.chatWith(o.line, digits)
	status := "waiting_outbound_response"
	if o.notification {
		status = "finished"
		c.contact.notifications++
	} else {
		c.contact.outboundProcesses++
	}
	x := s.openSession(c, f.Get("flow_id"), status, r.now)
	phone := s.handsetOf(digits)
	failed := phone.unreachable || phone.optedOut && o.category == "MARKETING"
	s.addMessage(&message{text: text, at: r.now, chat: c, failed: failed, outbound: o, session: x, buttons: o.answers},
		chatActor{kind: "system", id: "whatsapp"})
	if !failed {
		s.emitSent(x, o, text, r.now)
	}
	out := jsonReply(http.StatusOK, obj{
		"message": "conversation started with +" + digits, "flow_id": x.flow, "outbound_message": s.outboundWire(o, r.now),
		"session_id": x.id, "user_phone_number": "+" + digits, "creation_date": stamp(r.now),
	})
	out.bought = x.id
	return out, nil
}

// addMessage adds a message to the ledger and the chat.
func (s *WhatsApp) addMessage(m *message, by chatActor) {
	m.id = "wamid." + s.newID("")
	s.messages = append(s.messages, m)
	m.chat.add(s.core, &activity{kind: messageKind(m), category: "message", by: by, at: m.at, message: m})
}

func messageKind(m *message) string {
	switch {
	case m.incoming:
		return "user_message"
	case m.outbound != nil:
		return "outbound_message"
	default:
		return "agent_message"
	}
}
