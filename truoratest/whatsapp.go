package truoratest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"time"
)

// WhatsApp are the lines, templates, campaigns and people's phones of a [Server].
type WhatsApp struct {
	*core
	contacts   *Contacts
	engagement *Engagement
	webhooks   *Webhooks

	lines      []*line
	outbounds  []*outbound // in order of creation
	inbounds   []*inbound
	campaigns  []*campaign
	sessions   []*session
	messages   []*message
	phones     map[string]*handset // by digits
	approvals  []WhatsAppApproval
	subscribed []map[string]string
}

func newWhatsApp(c *core) *WhatsApp {
	return &WhatsApp{core: c, phones: map[string]*handset{}, lines: []*line{newLine(WhatsAppLine, "Support line", time.Time{})}}
}

func (s *WhatsApp) routes() []route {
	return []route{
		{hostConnect, "GET /v1/whatsapp/inbounds", noBody, "", s.listInbounds},
		{hostConnect, "POST /v1/whatsapp/inbounds", formBody, "", s.createInbound},
		{hostConnect, "GET /v1/whatsapp/inbounds/{inbound_flow_id}", noBody, "", with(s.inbound, s.getInbound)},
		{hostConnect, "POST /v1/whatsapp/inbounds/{inbound_flow_id}", formBody, "", with(s.inbound, s.updateInbound)},
		{hostConnect, "DELETE /v1/whatsapp/inbounds/{inbound_flow_id}", noBody, "", with(s.inbound, s.deleteInbound)},
		{hostConnect, "POST /v1/whatsapp/subscriptions", formBody, "", s.createSubscription},
		{hostConnect, "POST /v1/whatsapp/statuses/{waba_provider}", jsonBody, "", s.receiveProviderStatus},
		{hostConnect, "GET /v1/whatsapp/campaigns/{campaign_id}", noBody, "", with(s.campaign, s.getCampaign)},
		{hostConnect, "POST /v1/whatsapp/campaigns/{campaign_id}/cancel", noBody, "", with(s.campaign, s.cancelCampaign)},
		{hostConnect, "GET /v1/whatsapp/lines", noBody, "", s.listLines},
		{hostConnect, "GET /v1/whatsapp/lines/{waba_phone_number}", noBody, "", with(s.line, s.getLine)},
		{hostConnect, "PUT /v1/whatsapp/lines/{waba_phone_number}/config", formBody, "", with(s.line, s.updateLineConfig)},
		{hostConnect, "POST /v1/whatsapp/outbounds/send", formBody, "message", s.send},
		{hostConnect, "GET /v1/whatsapp/outbounds", noBody, "", s.listOutbounds},
		{hostConnect, "POST /v1/whatsapp/outbounds", formBody, "", s.createOutbound},
		{hostConnect, "GET /v1/whatsapp/outbounds/{outbound_id}", noBody, "", with(s.outbound, s.getOutbound)},
		{hostConnect, "PUT /v1/whatsapp/outbounds/{outbound_id}", formBody, "", with(s.outbound, s.updateOutbound)},
		{hostConnect, "DELETE /v1/whatsapp/outbounds/{outbound_id}", noBody, "", with(s.outbound, s.deleteOutbound)},
	}
}

// line is a phone number of the account.
type line struct {
	digits, name, flow string
	created, updated   time.Time
}

func newLine(number, name string, at time.Time) *line {
	return &line{digits: onlyDigits(number), name: name, created: at, updated: at}
}

func (l *line) number() string { return "+" + l.digits }

func (s *WhatsApp) lineOf(number string) *line {
	return firstWhere(s.lines, func(l *line) bool { return l.digits == onlyDigits(number) })
}

// AddLine adds a WhatsApp line to the account, and with it a channel.
func (s *WhatsApp) AddLine(number, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if onlyDigits(number) == "" || s.lineOf(number) != nil {
		s.misuse("truoratest: WhatsApp.AddLine(%q): no digits, or a line that exists", number)
		return
	}
	s.lines = append(s.lines, newLine(number, name, s.now()))
}

func (s *WhatsApp) line(r *request) (*line, error) {
	return orNotFound(s.lineOf(r.args["waba_phone_number"]))
}

func (l *line) wire() obj {
	return obj{
		"waba_phone_number": l.number(), "waba_id": l.wabaID(), "waba_provider": "META", "waba_app_id": "", "waba_app_name": "",
		"phone_number_id": l.phoneID(), "name": l.name, "client_id": clientID, "default_flow_id": l.flow,
		"creation_date": stamp(l.created), "update_date": stamp(l.updated),
	}
}

func (l *line) wabaID() string  { return digits(15, "waba", l.digits) }
func (l *line) phoneID() string { return digits(15, "phone", l.digits) }

func (s *WhatsApp) listLines(*request) (reply, error) {
	return jsonReply(http.StatusOK, obj{"lines": each(s.lines, (*line).wire)}), nil
}

func (s *WhatsApp) getLine(_ *request, l *line) (reply, error) {
	return jsonReply(http.StatusOK, l.wire()), nil
}

// updateLineConfig takes the flow from the form or, as one of Truora's documents can be
// read, from the path.
func (s *WhatsApp) updateLineConfig(r *request, l *line) (reply, error) {
	flow := cmp.Or(r.form.Get("default_flow_id"), r.query.Get("default_flow_id"))
	if flow == "" {
		return reply{}, invalid("missing default flow id")
	}
	l.flow, l.updated = flow, r.now
	return jsonReply(http.StatusOK, l.wire()), nil
}

// createSubscription accepts an account or a line.
//
// choice: a subscription takes any fields
func (s *WhatsApp) createSubscription(r *request) (reply, error) {
	if len(r.form) == 0 {
		return reply{}, invalid("missing waba id")
	}
	fields := map[string]string{}
	for name := range r.form {
		fields[name] = r.form.Get(name)
	}
	if slices.ContainsFunc(s.subscribed, func(have map[string]string) bool { return maps.Equal(have, fields) }) {
		return reply{}, invalid("subscription already exists")
	}
	s.subscribed = append(s.subscribed, fields)
	return jsonReply(http.StatusOK, obj{"message": "subscription successfully created"}), nil
}

// DropLines removes all lines of the account, and with them its channels.
func (s *WhatsApp) DropLines() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = nil
}
