package truoratest

import (
	"slices"
	"strings"
	"time"
)

// handset is what a made-up person's phone is set to.
type handset struct {
	digits      string
	optedOut    bool
	unreachable bool
}

func (s *Server) handsetOf(digits string) *handset {
	h := s.whatsapp.phones[digits]
	if h == nil {
		h = &handset{digits: digits}
		s.whatsapp.phones[digits] = h
	}
	return h
}

// Phone is WhatsApp on a made-up person's phone.
type Phone struct {
	server *Server
	digits string
}

// PhoneMessage is a message on a [Phone].
type PhoneMessage struct {
	Time time.Time
	Text string
	// Line is the number on the other side, with a plus.
	Line string
	// Mine says that the person wrote it.
	Mine bool
	// Buttons are the answers that can be pressed.
	Buttons []string
	// OutboundID is the template, if it is one.
	OutboundID string
	// Status of a message that came is delivered or read.
	Status string
}

// Phone returns the phone with that number, written with its country code in any way.
func (s *Server) Phone(number string) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	digits := onlyDigits(number)
	if digits == "" {
		s.misuse("truoratest: Phone(%q): no digits", number)
	}
	s.handsetOf(digits)
	return &Phone{s, digits}
}

// Number is the phone's number, with a plus.
func (p *Phone) Number() string { return "+" + p.digits }

// Messages returns what is on the phone, oldest first. What was just sent, or could not be delivered, is not there.
func (p *Phone) Messages() []PhoneMessage {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	now := time.Now()
	var out []PhoneMessage
	for _, m := range p.server.whatsapp.messages {
		if m.chat.digits != p.digits {
			continue
		}
		one := PhoneMessage{Time: m.at, Text: m.text, Line: m.chat.line.number(), Mine: m.incoming}
		if !m.incoming {
			one.Status = p.server.statusOfMessage(m, now)
			if one.Status != "delivered" && one.Status != "read" {
				continue
			}
		}
		for _, b := range m.buttons {
			one.Buttons = append(one.Buttons, b.Text)
		}
		if m.outbound != nil {
			one.OutboundID = m.outbound.id
		}
		out = append(out, one)
	}
	return out
}

// Write sends a text to a line: it opens the 24 hours for free text, starts a flow if an inbound flow has that text,
// and answers a template if it is the label of one of its buttons.
func (p *Phone) Write(line, text string) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.lineOf(line)
	if to == nil {
		s.misuse("truoratest: Write: no line %q", line)
		return
	}
	s.receiveText(to, p.digits, text, time.Now())
}

// Reply is [Phone.Write] to the line that wrote last.
func (p *Phone) Reply(text string) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range slices.Backward(s.whatsapp.messages) {
		if m.chat.digits == p.digits && !m.incoming {
			s.receiveText(m.chat.line, p.digits, text, time.Now())
			return
		}
	}
	s.misuse("truoratest: Reply: nobody has written to this phone")
}

// OptOut makes the person refuse marketing: such templates are taken by Truora and fail then.
func (p *Phone) OptOut() { p.change(func(h *handset) { h.optedOut = true }) }

// OptIn takes [Phone.OptOut] back.
func (p *Phone) OptIn() { p.change(func(h *handset) { h.optedOut = false }) }

// LeaveWhatsApp makes every message to the phone fail.
func (p *Phone) LeaveWhatsApp() { p.change(func(h *handset) { h.unreachable = true }) }

func (p *Phone) change(set func(*handset)) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	set(p.server.handsetOf(p.digits))
}

// receiveText is a text that a person wrote.
func (s *Server) receiveText(to *waLine, digits, text string, now time.Time) {
	c := s.chatWith(to, digits)
	s.answerOutbound(c, text, now)
	if flow := s.flowFor(to, text); flow != "" {
		c.contact.inboundProcesses++
		x := s.openSession(c, flow, "processing", now)
		s.tellInbound(x, text, now)
	}
	c.status, c.wroteAt = "open", now
	s.enterMessage(&waMessage{text: text, at: now, chat: c, incoming: true}, chatActor{kind: "user", id: "+" + digits, alias: c.contact.name})
	s.assignChat(c)
}

// answerOutbound takes the label of a button for the answer to the last template that waits for one.
func (s *Server) answerOutbound(c *chat, text string, now time.Time) {
	for _, m := range slices.Backward(s.whatsapp.messages) {
		if m.chat != c || m.session == nil || m.session.status != "waiting_outbound_response" {
			continue
		}
		for _, b := range m.buttons {
			if !strings.EqualFold(b.Text, text) {
				continue
			}
			if b.Type == "cancel_process" {
				m.session.status = "cancelled"
				c.contact.rejected++
			} else {
				m.session.status = "processing"
			}
			s.tellAnswer(m, now)
			return
		}
	}
}

func (s *Server) flowFor(to *waLine, text string) string {
	for _, in := range s.whatsapp.inbounds {
		if in.line == to && strings.EqualFold(strings.TrimSpace(text), in.text) {
			return in.flow
		}
	}
	return ""
}
