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
	line             *line
	created, updated time.Time
}

func (in *inbound) wire() obj {
	return obj{
		"inbound_flow_id": in.id, "waba_phone_number": in.line.number(), "flow_id": in.flow, "inbound_message": in.text,
		"client_id": clientID, "creation_date": stamp(in.created), "update_date": stamp(in.updated),
	}
}

func (s *WhatsApp) inbound(r *request) (*inbound, error) {
	return orNotFound(firstWhere(s.inbounds, func(in *inbound) bool { return in.id == r.args["inbound_flow_id"] }))
}

// fillInbound changes in as the form says. It refuses a text that the line has already.
func (s *WhatsApp) fillInbound(in *inbound, form url.Values) error {
	next := *in
	if number := form.Get("waba_phone_number"); number != "" {
		if next.line = s.lineOf(number); next.line == nil {
			return invalid("waba phone number is not active")
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
		return invalid("missing waba phone number")
	case next.flow == "":
		return invalid("missing flow id")
	case next.text == "":
		return invalid("missing inbound message")
	}
	for _, have := range s.inbounds {
		if have != in && have.line == next.line && strings.EqualFold(have.text, next.text) {
			return invalid("inbound message already exists for the line")
		}
	}
	*in = next
	return nil
}

func (s *WhatsApp) createInbound(r *request) (reply, error) {
	in := &inbound{created: r.now, updated: r.now}
	if err := s.fillInbound(in, r.form); err != nil {
		return reply{}, err
	}
	in.id, in.serial = s.newItem("INB")
	s.inbounds = append(s.inbounds, in)
	return jsonReply(http.StatusOK, in.wire()), nil
}

func (s *WhatsApp) listInbounds(r *request) (reply, error) {
	return listReply(r, "inbounds", s.inbounds, func(in *inbound) int { return in.serial }, (*inbound).wire)
}

func (s *WhatsApp) getInbound(_ *request, in *inbound) (reply, error) {
	return jsonReply(http.StatusOK, in.wire()), nil
}

func (s *WhatsApp) updateInbound(r *request, in *inbound) (reply, error) {
	if err := s.fillInbound(in, r.form); err != nil {
		return reply{}, err
	}
	in.updated = r.now
	return jsonReply(http.StatusOK, in.wire()), nil
}

func (s *WhatsApp) deleteInbound(_ *request, in *inbound) (reply, error) {
	s.inbounds = slices.DeleteFunc(s.inbounds, func(have *inbound) bool { return have == in })
	return jsonReply(http.StatusOK, obj{"message": "inbound successfully deleted"}), nil
}

// receiveProviderStatus receives the status of messages, in Meta's envelope.
func (s *WhatsApp) receiveProviderStatus(r *request) (reply, error) {
	if provider := r.args["waba_provider"]; provider != "META" && provider != "GUPSHUP" {
		return reply{}, invalid("invalid waba provider")
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
		return reply{}, invalid("invalid json")
	}
	for _, entry := range in.Entry {
		for _, change := range entry.Changes {
			for _, st := range change.Value.Statuses {
				for _, m := range s.messages {
					if m.id == st.ID {
						m.said = st.Status
					}
				}
			}
		}
	}
	return jsonReply(http.StatusOK, obj{"message": "ok"}), nil
}
