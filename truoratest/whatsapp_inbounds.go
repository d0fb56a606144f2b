package truoratest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// inbound is a text that starts a flow.
type inbound struct {
	serial           int
	id, flow, text   string
	line             *waLine
	created, updated time.Time
}

func (in *inbound) wire() obj {
	return obj{
		"inbound_flow_id": in.id, "waba_phone_number": in.line.number(), "flow_id": in.flow, "inbound_message": in.text,
		"client_id": waAccount, "creation_date": stamp(in.created), "update_date": stamp(in.updated),
	}
}

func ofInbound(handle func(*Server, *request, *inbound) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		for _, in := range s.whatsapp.inbounds {
			if in.id == r.args["inbound_flow_id"] {
				return handle(s, r, in)
			}
		}
		return notFound()
	}
}

// fillInbound changes in as the form says, and refuses a text that the line has already.
func (s *Server) fillInbound(in *inbound, form url.Values) *reply {
	refuse := func(why string) *reply {
		bad := invalid("%s", why)
		return &bad
	}
	next := *in
	if number := form.Get("waba_phone_number"); number != "" {
		if next.line = s.lineOf(number); next.line == nil {
			return refuse("waba phone number is not active")
		}
	}
	if flow := form.Get("flow_id"); flow != "" {
		next.flow = flow
	}
	if text := strings.TrimSpace(form.Get("inbound_message")); text != "" {
		next.text = text
	}
	switch {
	case next.line == nil:
		return refuse("missing waba phone number")
	case next.flow == "":
		return refuse("missing flow id")
	case next.text == "":
		return refuse("missing inbound message")
	}
	for _, have := range s.whatsapp.inbounds {
		if have != in && have.line == next.line && strings.EqualFold(have.text, next.text) {
			return refuse("inbound message already exists for the line")
		}
	}
	*in = next
	return nil
}

func (s *Server) createInbound(r *request) reply {
	in := &inbound{created: r.now, updated: r.now}
	if refused := s.fillInbound(in, r.form); refused != nil {
		return *refused
	}
	in.id, in.serial = s.newID("INB"), s.serial
	s.whatsapp.inbounds = append(s.whatsapp.inbounds, in)
	return jsonReply(http.StatusOK, in.wire())
}

func (s *Server) listInbounds(r *request) reply {
	return listReply(s, r, "inbounds", s.whatsapp.inbounds, func(in *inbound) int { return in.serial }, (*inbound).wire)
}

func (s *Server) getInbound(_ *request, in *inbound) reply {
	return jsonReply(http.StatusOK, in.wire())
}

func (s *Server) updateInbound(r *request, in *inbound) reply {
	if refused := s.fillInbound(in, r.form); refused != nil {
		return *refused
	}
	in.updated = r.now
	return jsonReply(http.StatusOK, in.wire())
}

func (s *Server) deleteInbound(_ *request, in *inbound) reply {
	s.whatsapp.inbounds = slices.DeleteFunc(s.whatsapp.inbounds, func(have *inbound) bool { return have == in })
	return jsonReply(http.StatusOK, obj{"message": "inbound successfully deleted"})
}

// receiveStatuses takes what Meta reports of messages, in Meta's envelope.
func (s *Server) receiveStatuses(r *request) reply {
	if provider := r.args["waba_provider"]; provider != "META" && provider != "GUPSHUP" {
		return invalid("invalid waba provider")
	}
	var in struct {
		Entry []struct {
			Changes []struct {
				Value struct {
					Statuses []struct{ ID, Status string }
				}
			}
		}
	}
	if json.Unmarshal(r.body, &in) != nil {
		return invalid("invalid json")
	}
	for _, entry := range in.Entry {
		for _, change := range entry.Changes {
			for _, st := range change.Value.Statuses {
				for _, m := range s.whatsapp.messages {
					if m.id == st.ID {
						m.said = st.Status
					}
				}
			}
		}
	}
	return jsonReply(http.StatusOK, obj{"message": "ok"})
}
