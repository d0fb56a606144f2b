package truoratest

import "time"

// object is a session as events show it.
func (x *waSession) object(at time.Time) obj {
	return obj{
		"session_id": x.id, "session_status": x.status, "user_id": x.chat.contact.id, "user_phone_number": x.chat.contact.phone(),
		"waba_phone_number": x.chat.line.number(), "flow_id": x.flow, "creation_date": stamp(x.created), "update_date": stamp(at),
	}
}

func (x *waSession) outboundObject(o *outbound, text string, at time.Time) obj {
	out := x.object(at)
	out["outbound_id"], out["outbound_message"], out["is_notification"] = o.id, text, o.notification
	return out
}

// tellSent tells of a template when it has reached the person: one that asks, or a notification.
func (s *Server) tellSent(x *waSession, o *outbound, text string, now time.Time) {
	kind, action := "truconnect.outbound", "sent"
	if o.notification {
		kind, action = "truconnect.truconnect", "notification_sent"
	}
	at := now.Add(s.paced(deliveryTime))
	s.tell(at, kind, action, x.outboundObject(o, text, at))
}

// tellAnswer tells of the answer to a template, which begins its flow or cancels it.
func (s *Server) tellAnswer(m *waMessage, at time.Time) {
	x, action := m.session, "accepted"
	if x.status == "cancelled" {
		action = "cancelled"
	}
	s.tell(at, "truconnect.outbound", action, x.outboundObject(m.outbound, m.text, at))
	if action == "accepted" {
		s.tell(at, "truconnect.truconnect", "process_started", x.object(at))
	}
}

// tellInbound tells of a text that began a flow.
func (s *Server) tellInbound(x *waSession, text string, at time.Time) {
	started := x.object(at)
	started["inbound_message"] = text
	s.tell(at, "truconnect.inbound", "started", started)
	s.tell(at, "truconnect.truconnect", "process_started", x.object(at))
}
