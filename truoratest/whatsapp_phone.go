package truoratest

import (
	"slices"
	"strings"
	"time"
)

// handset is the state of a person's phone.
type handset struct {
	digits      string
	optedOut    bool
	unreachable bool
}

func (s *WhatsApp) handsetOf(digits string) *handset {
	h := s.phones[digits]
	if h == nil {
		h = &handset{digits: digits}
		s.phones[digits] = h
	}
	return h
}

// WhatsAppPhone is WhatsApp on the phone of a made-up person.
type WhatsAppPhone struct {
	whatsapp *WhatsApp
	digits   string
}

// WhatsAppMessage is a message on a [WhatsAppPhone].
type WhatsAppMessage struct {
	Time time.Time
	Text string
	// Line is the number on the other side, with a plus.
	Line string
	// Mine is true for messages from the person.
	Mine bool
	// Buttons are the answers that can be pressed.
	Buttons []string
	// OutboundID is the template of the message, if it has one.
	OutboundID string
	// Status of a received message is delivered or read.
	Status string
}

// Phone returns the phone with a number, which is written with its country code.
func (s *WhatsApp) Phone(number string) *WhatsAppPhone {
	s.mu.Lock()
	defer s.mu.Unlock()
	digits := onlyDigits(number)
	if digits == "" {
		s.misuse("truoratest: WhatsApp.Phone(%q): no digits", number)
	}
	s.handsetOf(digits)
	return &WhatsAppPhone{s, digits}
}

// Number returns the phone's number, with a plus.
func (p *WhatsAppPhone) Number() string { return "+" + p.digits }

// Messages returns the messages on the phone, oldest first. Messages that have just
// been sent are not there yet.
func (p *WhatsAppPhone) Messages() []WhatsAppMessage {
	p.whatsapp.mu.Lock()
	defer p.whatsapp.mu.Unlock()
	now := p.whatsapp.now()
	var out []WhatsAppMessage
	for _, m := range p.whatsapp.messages {
		if m.chat.digits != p.digits {
			continue
		}
		one := WhatsAppMessage{Time: m.at, Text: m.text, Line: m.chat.line.number(), Mine: m.incoming}
		if !m.incoming {
			one.Status = p.whatsapp.statusOfMessage(m, now)
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

// Write sends a text to a line. It opens the 24 hours for free text, starts the flow of
// an inbound text, and presses a template's button of that name.
func (p *WhatsAppPhone) Write(line, text string) {
	s := p.whatsapp
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.lineOf(line)
	if to == nil {
		s.misuse("truoratest: WhatsAppPhone.Write: no line %q", line)
		return
	}
	s.receiveText(to, p.digits, text, s.now())
}

// Reply is [WhatsAppPhone.Write] to the line that wrote last.
func (p *WhatsAppPhone) Reply(text string) {
	s := p.whatsapp
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range slices.Backward(s.messages) {
		if m.chat.digits == p.digits && !m.incoming {
			s.receiveText(m.chat.line, p.digits, text, s.now())
			return
		}
	}
	s.misuse("truoratest: WhatsAppPhone.Reply: no one has written to this phone")
}

// OptOut makes the person refuse marketing: Truora accepts such templates, but they are
// not delivered.
func (p *WhatsAppPhone) OptOut() { p.change(func(h *handset) { h.optedOut = true }) }

// OptIn undoes [WhatsAppPhone.OptOut].
func (p *WhatsAppPhone) OptIn() { p.change(func(h *handset) { h.optedOut = false }) }

// LeaveWhatsApp makes every message to the phone fail.
func (p *WhatsAppPhone) LeaveWhatsApp() { p.change(func(h *handset) { h.unreachable = true }) }

func (p *WhatsAppPhone) change(set func(*handset)) {
	p.whatsapp.mu.Lock()
	defer p.whatsapp.mu.Unlock()
	set(p.whatsapp.handsetOf(p.digits))
}

// receiveText handles a text that a person wrote.
func (s *WhatsApp) receiveText(to *line, digits, text string, now time.Time) {
	c := s.engagement.chatWith(to, digits)
	s.answerOutbound(c, text, now)
	if flow := s.flowFor(to, text); flow != "" {
		c.contact.inboundProcesses++
		x := s.openSession(c, flow, "processing", now)
		s.emitInbound(x, text, now)
	}
	c.status, c.wroteAt = "open", now
	s.addMessage(&message{text: text, at: now, chat: c, incoming: true}, chatActor{kind: "user", id: "+" + digits, alias: c.contact.name})
	s.engagement.assign(c)
}

// answerOutbound takes the name of a button as the answer to the last template that
// waits for one.
func (s *WhatsApp) answerOutbound(c *chat, text string, now time.Time) {
	for _, m := range slices.Backward(s.messages) {
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
			s.emitAnswer(m, now)
			return
		}
	}
}

func (s *WhatsApp) flowFor(to *line, text string) string {
	for _, in := range s.inbounds {
		if in.line == to && strings.EqualFold(strings.TrimSpace(text), in.text) {
			return in.flow
		}
	}
	return ""
}
