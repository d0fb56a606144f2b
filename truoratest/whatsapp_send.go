package truoratest

import (
	"net/http"
	"regexp"
	"slices"
	"time"
)

const (
	deliveryTime = 2 * time.Second
	readTime     = 10 * time.Second
	// freeTextTime is how long a business may write freely after a person's message.
	freeTextTime = 24 * time.Hour
)

// message went over WhatsApp, in either direction. What has become of it follows from the time.
type waMessage struct {
	id, text string
	at       time.Time
	chat     *chat
	incoming bool
	failed   bool
	buttons  []templateButton // that the person can press
	outbound *outbound        // the template, if it is one
	session  *waSession
	said     string // what the provider said of it, if it did
}

// status of an outgoing message: sent, delivered, read or failed.
func (s *Server) statusOfMessage(m *waMessage, now time.Time) string {
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

// session is what a sent template opens, and an inbound text that starts a flow.
type waSession struct {
	id, flow string
	chat     *chat
	status   string
	created  time.Time
}

// WhatsAppSession is a WhatsApp session. Truora's API does not show them; a test can see them here.
type WhatsAppSession struct {
	ID     string
	FlowID string
	// Phone is the person's number, with a plus.
	Phone string
	// Status is waiting_outbound_response, processing, cancelled or, for notifications, finished.
	Status  string
	Created time.Time
}

// WhatsAppSessions returns all sessions, oldest first.
func (s *Server) WhatsAppSessions() []WhatsAppSession {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []WhatsAppSession
	for _, x := range s.whatsapp.sessions {
		out = append(out, WhatsAppSession{x.id, x.flow, x.chat.contact.phone(), x.status, x.created})
	}
	return out
}

func (s *Server) openSession(c *chat, flow, status string, now time.Time) *waSession {
	x := &waSession{id: s.newID("WDI"), flow: flow, chat: c, status: status, created: now}
	s.whatsapp.sessions = append(s.whatsapp.sessions, x)
	return x
}

var callingCode = regexp.MustCompile(`^\+[0-9]{1,4}$`)

// sendOutbound hands a template over to WhatsApp. Each call messages the person once more.
func (s *Server) sendOutbound(r *request) reply {
	f := r.form
	switch {
	case f.Get("outbound_id") == "":
		return invalid("missing outbound id")
	case onlyDigits(f.Get("phone_number")) == "":
		return invalid("missing user phone number")
	case f.Get("user_authorized") != "true":
		return invalid("user_authorized field must be set to true: the person that will be contacted has not authorized it")
	case f.Has("country_code") && !callingCode.MatchString(f.Get("country_code")):
		return invalid("invalid country code") // a bare plus arrives as a blank
	case f.Get("account_id") != "" && !accountIDForm.MatchString(f.Get("account_id")):
		return invalid("invalid account id")
	}
	o := s.outboundOf(f.Get("outbound_id"))
	switch {
	case o == nil:
		return invalid("outbound message not found")
	case !slices.Contains([]string{"APPROVED", "FLAGGED"}, s.outboundStatus(o, r.now)):
		return invalid("outbound message is not approved")
	case o.notification && f.Get("flow_id") != "":
		return invalid("notifications have no flow")
	case !o.notification && f.Get("flow_id") == "":
		return invalid("missing flow id")
	}
	text, refused := o.filled(f)
	if refused != nil {
		return *refused
	}
	digits := onlyDigits(f.Get("country_code") + f.Get("phone_number"))
	c := s.chatWith(o.line, digits)
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
	s.enterMessage(&waMessage{text: text, at: r.now, chat: c, failed: failed, outbound: o, session: x, buttons: o.answers},
		chatActor{kind: "system", id: "whatsapp"})
	if !failed {
		s.tellSent(x, o, text, r.now)
	}
	out := jsonReply(http.StatusOK, obj{
		"message": "conversation started with +" + digits, "flow_id": x.flow, "outbound_message": s.outboundWire(o, r.now),
		"session_id": x.id, "user_phone_number": "+" + digits, "creation_date": stamp(r.now),
	})
	out.bought = x.id
	return out
}

// enterMessage puts a message into the books and the chat.
func (s *Server) enterMessage(m *waMessage, by chatActor) {
	m.id = "wamid." + s.newID("")
	s.whatsapp.messages = append(s.whatsapp.messages, m)
	m.chat.did(s, &activity{kind: messageKind(m), category: "message", by: by, at: m.at, message: m})
}

func messageKind(m *waMessage) string {
	switch {
	case m.incoming:
		return "user_message"
	case m.outbound != nil:
		return "outbound_message"
	default:
		return "agent_message"
	}
}
