package truoratest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Life of a template, as far as WhatsApp documents it.
const (
	reviewTime  = 90 * time.Second
	qualityTime = 7 * 24 * time.Hour // low for longer: disabled; good for as long: approved again
)

// Approval is what WhatsApp makes of a template. The zero value approves it after a minute and a half.
type Approval struct {
	// Status is APPROVED unless set to REJECTED.
	Status string
	// Reason is why it was rejected.
	Reason string
	// After is how long the review takes.
	After time.Duration
}

// NextApproval says what comes of the next templates that are created or edited, one each.
func (s *Server) NextApproval(approvals ...Approval) {
	for _, a := range approvals {
		if !slices.Contains([]string{"", "APPROVED", "REJECTED"}, a.Status) {
			s.misuse("truoratest: NextApproval: a review ends in APPROVED or REJECTED, not in %q", a.Status)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whatsapp.approvals = append(s.whatsapp.approvals, approvals...)
}

// outbound is a template. Its status at any moment follows from what has happened to it.
type outbound struct {
	serial int
	id     string
	waTemplate
	created, edited time.Time
	verdict         Approval
	decided         time.Time
	quality         string
	low, good       time.Time // since when the quality is low, or no longer is
	pausedUntil     time.Time
}

// submitOutbound hands the template to WhatsApp.
func (s *Server) submitOutbound(o *outbound, now time.Time) {
	o.verdict, _ = take(&s.whatsapp.approvals)
	if o.verdict.Status == "" {
		o.verdict.Status = "APPROVED"
	}
	if o.verdict.After <= 0 {
		o.verdict.After = reviewTime
	}
	o.edited, o.decided = now, now.Add(s.paced(o.verdict.After))
	o.quality, o.low, o.good, o.pausedUntil = "PENDING", time.Time{}, time.Time{}, time.Time{}
}

func (s *Server) outboundStatus(o *outbound, now time.Time) string {
	week := s.paced(qualityTime)
	bad := now
	if !o.good.IsZero() {
		bad = o.good
	}
	switch {
	case now.Before(o.decided):
		return "PENDING"
	case o.verdict.Status != "APPROVED":
		return o.verdict.Status
	case !o.low.IsZero() && bad.Sub(o.low) > week:
		return "DISABLED"
	case now.Before(o.pausedUntil):
		return "PAUSED"
	case !o.low.IsZero() && (o.good.IsZero() || now.Sub(o.good) <= week):
		return "FLAGGED"
	default:
		return "APPROVED"
	}
}

// SetQuality says what people make of a template: HIGH, MEDIUM or LOW. LOW flags it and, if it lasts for more than
// 7 days, disables it for good; 7 days of anything else lift the flag.
func (s *Server) SetQuality(outboundID, quality string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.outboundOf(outboundID)
	if o == nil || !slices.Contains([]string{"HIGH", "MEDIUM", "LOW"}, quality) {
		s.misuse("truoratest: SetQuality(%q, %q): no such template or quality", outboundID, quality)
		return
	}
	now := time.Now()
	switch {
	case s.outboundStatus(o, now) == "DISABLED":
	case quality == "LOW" && (o.low.IsZero() || !o.good.IsZero()):
		o.low, o.good = now, time.Time{}
	case quality != "LOW" && !o.low.IsZero() && o.good.IsZero():
		o.good = now
	}
	o.quality = quality
}

// PauseOutbound makes WhatsApp pause a template for a while.
func (s *Server) PauseOutbound(outboundID string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.outboundOf(outboundID)
	if o == nil {
		s.misuse("truoratest: PauseOutbound: no template %q", outboundID)
		return
	}
	o.pausedUntil = time.Now().Add(s.paced(d))
}

func (s *Server) outboundOf(id string) *outbound {
	i := slices.IndexFunc(s.whatsapp.outbounds, func(o *outbound) bool { return o.id == id })
	if i < 0 {
		return nil
	}
	return s.whatsapp.outbounds[i]
}

func ofOutbound(handle func(*Server, *request, *outbound) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		if o := s.outboundOf(r.args["outbound_id"]); o != nil {
			return handle(s, r, o)
		}
		return notFound()
	}
}

func (s *Server) outboundReply(r *request, o *outbound) reply {
	return jsonReply(http.StatusOK, s.outboundWire(o, r.now))
}

func (s *Server) outboundWire(o *outbound, now time.Time) obj {
	out := o.wire()
	status := s.outboundStatus(o, now)
	out["outbound_id"], out["client_id"], out["outbound_status"], out["outbound_quality"] = o.id, waAccount, status, o.quality
	out["failure_reason"] = ""
	if status == "REJECTED" {
		out["failure_reason"] = o.verdict.Reason
	}
	out["creation_date"], out["template_update_date"] = stamp(o.created), stamp(o.edited)
	return out
}

func (s *Server) createOutbound(r *request) reply {
	t, refused := s.parseTemplate(r.form)
	if refused != nil {
		return *refused
	}
	o := &outbound{id: s.newID("OTB"), serial: s.serial, waTemplate: *t, created: r.now}
	s.submitOutbound(o, r.now)
	s.whatsapp.outbounds = append(s.whatsapp.outbounds, o)
	return s.outboundReply(r, o)
}

func (s *Server) getOutbound(r *request, o *outbound) reply { return s.outboundReply(r, o) }

// updateOutbound starts the review anew: the fake's choice, Truora says nothing.
func (s *Server) updateOutbound(r *request, o *outbound) reply {
	if s.outboundStatus(o, r.now) == "DISABLED" {
		return invalid("outbound message is disabled")
	}
	t, refused := s.parseTemplate(r.form)
	if refused != nil {
		return *refused
	}
	o.waTemplate = *t
	s.submitOutbound(o, r.now)
	return s.outboundReply(r, o)
}

func (s *Server) deleteOutbound(_ *request, o *outbound) reply {
	s.whatsapp.outbounds = slices.DeleteFunc(s.whatsapp.outbounds, func(have *outbound) bool { return have == o })
	return jsonReply(http.StatusOK, obj{"message": "outbound successfully deleted"})
}

var (
	outboundStatuses   = []string{"APPROVED", "PENDING", "REJECTED", "PAUSED", "PENDING_DELETION", "DISABLED", "FLAGGED"}
	outboundCategories = []string{"MARKETING", "UTILITY", "AUTHENTICATION"}
)

// listOutbounds is a bare array, and 404 when empty, unless pages are asked for.
func (s *Server) listOutbounds(r *request) reply {
	q := r.query
	switch status, category := q.Get("status"), q.Get("interaction_category"); {
	case q.Get("line") == "" && q.Get("flow_id") == "":
		return invalid("line or flow_id parameter is missing")
	case status != "" && !slices.Contains(outboundStatuses, status):
		return failure(http.StatusBadRequest, "invalid status filter")
	case category != "" && !slices.Contains(outboundCategories, category):
		return failure(http.StatusBadRequest, "invalid interaction category filter")
	}
	var fitting []*outbound
	for _, o := range s.whatsapp.outbounds {
		if s.outboundFits(o, r) {
			fitting = append(fitting, o)
		}
	}
	wire := []obj{}
	if q.Get("add_pagination") != "true" {
		for _, o := range fitting {
			wire = append(wire, s.outboundWire(o, r.now))
		}
		if len(wire) == 0 {
			return notFound()
		}
		return jsonReply(http.StatusOK, wire)
	}
	page, next, refused := pageOf(s, r, fitting, func(o *outbound) int { return o.serial })
	if refused != nil {
		return failure(http.StatusBadRequest, "error decoding start key: illegal base64 data at input byte 0")
	}
	for _, o := range page {
		wire = append(wire, s.outboundWire(o, r.now))
	}
	out := obj{"outbounds": wire, "self": r.self()}
	if next != "" {
		out["next"] = next
	}
	return jsonReply(http.StatusOK, out)
}

func (s *Server) outboundFits(o *outbound, r *request) bool {
	q := r.query
	for _, wrong := range []bool{
		q.Get("line") != "" && onlyDigits(q.Get("line")) != o.line.digits,
		q.Get("flow_id") != "" && q.Get("flow_id") != o.line.flow,
		q.Get("status") != "" && q.Get("status") != s.outboundStatus(o, r.now),
		q.Get("interaction_category") != "" && q.Get("interaction_category") != o.category,
	} {
		if wrong {
			return false
		}
	}
	search := q.Get("query")
	if strings.HasPrefix(search, "OTB") {
		return o.id == search
	}
	return strings.Contains(strings.ToLower(o.name+" "+o.content), strings.ToLower(search))
}
