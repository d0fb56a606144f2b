package truoratest

import "time"

// object returns a session as in events.
func (x *session) object(at time.Time) obj {
	return obj{
		"session_id": x.id, "session_status": x.status, "user_id": x.chat.contact.id, "user_phone_number": x.chat.contact.phone(),
		"waba_phone_number": x.chat.line.number(), "flow_id": x.flow, "creation_date": stamp(x.created), "update_date": stamp(at),
	}
}

func (x *session) outboundObject(o *outbound, text string, at time.Time) obj {
	out := x.object(at)
	out["outbound_id"], out["outbound_message"], out["is_notification"] = o.id, text, o.notification
	return out
}

// emitSent is for a template that has reached the person: one that asks, or a
// notification.
func (s *WhatsApp) emitSent(x *session, o *outbound, text string, now time.Time) {
	kind, action := "truconnect.outbound", "sent"
	if o.notification {
		kind, action = "truconnect.truconnect", "notification_sent"
	}
	at := now.Add(s.paced(deliveryTime))
	s.webhooks.emit(at, kind, action, x.outboundObject(o, text, at))
}

// emitAnswer is for the answer to a template, which begins its flow or cancels it.
func (s *WhatsApp) emitAnswer(m *message, at time.Time) {
	x, action := m.session, "accepted"
	if x.status == "cancelled" {
		action = "cancelled"
	}
	s.webhooks.emit(at, "truconnect.outbound", action, x.outboundObject(m.outbound, m.text, at))
	if action == "accepted" {
		s.webhooks.emit(at, "truconnect.truconnect", "process_started", x.object(at))
	}
}

// emitInbound is for a text that began a flow.
func (s *WhatsApp) emitInbound(x *session, text string, at time.Time) {
	started := x.object(at)
	started["inbound_message"] = text
	s.webhooks.emit(at, "truconnect.inbound", "started", started)
	s.webhooks.emit(at, "truconnect.truconnect", "process_started", x.object(at))
}
