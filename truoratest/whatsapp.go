package truoratest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Line is the WhatsApp line that every server has; [Server.AddLine] makes more.
const Line = "+14080001111"

var whatsappRoutes = []route{
	{hostConnect, "GET /v1/whatsapp/inbounds", noBody, "", (*Server).listInbounds},
	{hostConnect, "POST /v1/whatsapp/inbounds", formBody, "", (*Server).createInbound},
	{hostConnect, "GET /v1/whatsapp/inbounds/{inbound_flow_id}", noBody, "", ofInbound((*Server).getInbound)},
	{hostConnect, "POST /v1/whatsapp/inbounds/{inbound_flow_id}", formBody, "", ofInbound((*Server).updateInbound)},
	{hostConnect, "DELETE /v1/whatsapp/inbounds/{inbound_flow_id}", noBody, "", ofInbound((*Server).deleteInbound)},
	{hostConnect, "POST /v1/whatsapp/subscriptions", formBody, "", (*Server).createSubscription},
	{hostConnect, "POST /v1/whatsapp/statuses/{waba_provider}", jsonBody, "", (*Server).receiveStatuses},
	{hostConnect, "GET /v1/whatsapp/campaigns/{campaign_id}", noBody, "", ofCampaign((*Server).getCampaign)},
	{hostConnect, "POST /v1/whatsapp/campaigns/{campaign_id}/cancel", noBody, "", ofCampaign((*Server).cancelCampaign)},
	{hostConnect, "GET /v1/whatsapp/lines", noBody, "", (*Server).listLines},
	{hostConnect, "GET /v1/whatsapp/lines/{waba_phone_number}", noBody, "", ofLine((*Server).getLine)},
	{hostConnect, "PUT /v1/whatsapp/lines/{waba_phone_number}/config", formBody, "", ofLine((*Server).putLineConfig)},
	{hostConnect, "POST /v1/whatsapp/outbounds/send", formBody, "message", (*Server).sendOutbound},
	{hostConnect, "GET /v1/whatsapp/outbounds", noBody, "", (*Server).listOutbounds},
	{hostConnect, "POST /v1/whatsapp/outbounds", formBody, "", (*Server).createOutbound},
	{hostConnect, "GET /v1/whatsapp/outbounds/{outbound_id}", noBody, "", ofOutbound((*Server).getOutbound)},
	{hostConnect, "PUT /v1/whatsapp/outbounds/{outbound_id}", formBody, "", ofOutbound((*Server).updateOutbound)},
	{hostConnect, "DELETE /v1/whatsapp/outbounds/{outbound_id}", noBody, "", ofOutbound((*Server).deleteOutbound)},
}

type whatsappState struct {
	lines      []*waLine
	outbounds  []*outbound // in order of creation
	inbounds   []*inbound
	campaigns  []*campaign
	sessions   []*waSession
	messages   []*waMessage
	phones     map[string]*handset // by digits
	approvals  []Approval
	subscribed []map[string]string
}

func newWhatsAppState() whatsappState {
	return whatsappState{phones: map[string]*handset{}, lines: []*waLine{newLine(Line, "Support line", time.Time{})}}
}

// waAccount is the account that everything of an engagement belongs to.
var waAccount = "TCI" + digest(32, "account")

// line is a phone number of the account.
type waLine struct {
	digits, name, flow string
	created, updated   time.Time
}

func newLine(number, name string, at time.Time) *waLine {
	return &waLine{digits: onlyDigits(number), name: name, created: at, updated: at}
}

// onlyDigits makes +57 (300) 000-0001 and 573000000001 the same.
func onlyDigits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

func (l *waLine) number() string { return "+" + l.digits }

func (s *Server) lineOf(number string) *waLine {
	i := slices.IndexFunc(s.whatsapp.lines, func(l *waLine) bool { return l.digits == onlyDigits(number) })
	if i < 0 {
		return nil
	}
	return s.whatsapp.lines[i]
}

// AddLine gives the account one more WhatsApp line, and with it a channel.
func (s *Server) AddLine(number, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if onlyDigits(number) == "" || s.lineOf(number) != nil {
		s.misuse("truoratest: AddLine(%q): no digits, or a line that exists", number)
		return
	}
	s.whatsapp.lines = append(s.whatsapp.lines, newLine(number, name, time.Now()))
}

func ofLine(handle func(*Server, *request, *waLine) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		if l := s.lineOf(r.args["waba_phone_number"]); l != nil {
			return handle(s, r, l)
		}
		return notFound()
	}
}

func (l *waLine) wire() obj {
	return obj{
		"waba_phone_number": l.number(), "waba_id": l.wabaID(), "waba_provider": "META", "waba_app_id": "", "waba_app_name": "",
		"phone_number_id": l.phoneID(), "name": l.name, "client_id": waAccount, "default_flow_id": l.flow,
		"creation_date": stamp(l.created), "update_date": stamp(l.updated),
	}
}

func (l *waLine) wabaID() string  { return digits(15, "waba", l.digits) }
func (l *waLine) phoneID() string { return digits(15, "phone", l.digits) }

func (s *Server) listLines(*request) reply {
	wire := []obj{}
	for _, l := range s.whatsapp.lines {
		wire = append(wire, l.wire())
	}
	return jsonReply(http.StatusOK, obj{"lines": wire})
}

func (s *Server) getLine(_ *request, l *waLine) reply { return jsonReply(http.StatusOK, l.wire()) }

func (s *Server) putLineConfig(r *request, l *waLine) reply {
	flow := r.form.Get("default_flow_id")
	if flow == "" {
		return invalid("missing default flow id")
	}
	l.flow, l.updated = flow, r.now
	return jsonReply(http.StatusOK, l.wire())
}

// createSubscription takes an account or a line; which fields Truora wants is unknown.
func (s *Server) createSubscription(r *request) reply {
	if len(r.form) == 0 {
		return invalid("missing waba id")
	}
	fields := map[string]string{}
	for name := range r.form {
		fields[name] = r.form.Get(name)
	}
	if slices.ContainsFunc(s.whatsapp.subscribed, func(have map[string]string) bool { return maps.Equal(have, fields) }) {
		return invalid("subscription already exists")
	}
	s.whatsapp.subscribed = append(s.whatsapp.subscribed, fields)
	return jsonReply(http.StatusOK, obj{"message": "subscription successfully created"})
}
