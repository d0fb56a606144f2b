package truoratest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// The life of a template, as far as WhatsApp documents it.
//
// choice: a template is reviewed within 90 s
const (
	reviewTime = 90 * time.Second
	// qualityTime is how long low quality takes to disable a template, and good quality
	// to clear the flag.
	qualityTime = 7 * 24 * time.Hour
)

// WhatsAppApproval is WhatsApp's review of a template. The zero value approves it after
// 90 s.
type WhatsAppApproval struct {
	// Status is APPROVED unless set to REJECTED.
	Status string
	// Reason is why it was rejected.
	Reason string
	// After is how long the review takes.
	After time.Duration
}

// NextApproval sets the reviews of the next templates that are created or edited, one
// each.
func (s *WhatsApp) NextApproval(approvals ...WhatsAppApproval) {
	for _, a := range approvals {
		if !slices.Contains([]string{"", "APPROVED", "REJECTED"}, a.Status) {
			s.misuse("truoratest: WhatsApp.NextApproval: a review ends in APPROVED or REJECTED, not in %q", a.Status)
			return
		}
		if fault := faultyTime("After", a.After); fault != "" {
			s.misuse("truoratest: WhatsApp.NextApproval: %s", fault)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.approvals = append(s.approvals, approvals...)
}

// outbound is a template. Its status follows from its review, quality and pauses.
type outbound struct {
	serial int
	id     string
	template
	created, edited time.Time
	verdict         WhatsAppApproval
	decided         time.Time
	quality         string
	low, good       time.Time // since when the quality has been low, or not low
	pausedUntil     time.Time
}

// submitOutbound sends the template to review.
func (s *WhatsApp) submitOutbound(o *outbound, now time.Time) {
	o.verdict, _ = take(&s.approvals)
	if o.verdict.Status == "" {
		o.verdict.Status = "APPROVED"
	}
	if o.verdict.After <= 0 {
		o.verdict.After = reviewTime
	}
	o.edited, o.decided = now, now.Add(s.paced(o.verdict.After))
	o.quality, o.low, o.good, o.pausedUntil = "PENDING", time.Time{}, time.Time{}, time.Time{}
}

func (s *WhatsApp) outboundStatus(o *outbound, now time.Time) string {
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

// SetQuality sets the quality of a template: HIGH, MEDIUM or LOW. LOW flags it and,
// after more than 7 days, disables it permanently. 7 days of anything else end the
// flag.
func (s *WhatsApp) SetQuality(outboundID, quality string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.outboundOf(outboundID)
	if o == nil || !slices.Contains([]string{"HIGH", "MEDIUM", "LOW"}, quality) {
		s.misuse("truoratest: WhatsApp.SetQuality(%q, %q): no such template or quality", outboundID, quality)
		return
	}
	now := s.now()
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
func (s *WhatsApp) PauseOutbound(outboundID string, d time.Duration) {
	if fault := faultyTime("the pause", d); fault != "" {
		s.misuse("truoratest: WhatsApp.PauseOutbound: %s", fault)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.outboundOf(outboundID)
	if o == nil {
		s.misuse("truoratest: WhatsApp.PauseOutbound: no template %q", outboundID)
		return
	}
	o.pausedUntil = s.now().Add(s.paced(d))
}

func (s *WhatsApp) outboundOf(id string) *outbound {
	return firstWhere(s.outbounds, func(o *outbound) bool { return o.id == id })
}

func (s *WhatsApp) outbound(r *request) (*outbound, error) {
	return orNotFound(s.outboundOf(r.args["outbound_id"]))
}

func (s *WhatsApp) outboundReply(r *request, o *outbound) reply {
	return jsonReply(http.StatusOK, s.outboundWire(o, r.now))
}

func (s *WhatsApp) outboundWire(o *outbound, now time.Time) obj {
	out := o.wire()
	status := s.outboundStatus(o, now)
	out["outbound_id"], out["client_id"], out["outbound_status"], out["outbound_quality"] = o.id, clientID, status, o.quality
	out["failure_reason"] = ""
	if status == "REJECTED" {
		out["failure_reason"] = o.verdict.Reason
	}
	out["creation_date"], out["template_update_date"] = stamp(o.created), stamp(o.edited)
	return out
}

func (s *WhatsApp) createOutbound(r *request) (reply, error) {
	t, err := s.parseTemplate(r.form)
	if err != nil {
		return reply{}, err
	}
	o := &outbound{template: *t, created: r.now}
	o.id, o.serial = s.newItem("OTB")
	s.submitOutbound(o, r.now)
	s.outbounds = append(s.outbounds, o)
	return s.outboundReply(r, o), nil
}

func (s *WhatsApp) getOutbound(r *request, o *outbound) (reply, error) {
	return s.outboundReply(r, o), nil
}

// updateOutbound starts the review again.
//
// choice: an edited template is reviewed again
func (s *WhatsApp) updateOutbound(r *request, o *outbound) (reply, error) {
	if s.outboundStatus(o, r.now) == "DISABLED" {
		return reply{}, invalid("outbound message is disabled")
	}
	t, err := s.parseTemplate(r.form)
	if err != nil {
		return reply{}, err
	}
	o.template = *t
	s.submitOutbound(o, r.now)
	return s.outboundReply(r, o), nil
}

func (s *WhatsApp) deleteOutbound(_ *request, o *outbound) (reply, error) {
	s.outbounds = slices.DeleteFunc(s.outbounds, func(have *outbound) bool { return have == o })
	return jsonReply(http.StatusOK, obj{"message": "outbound successfully deleted"}), nil
}

var (
	outboundStatuses   = []string{"APPROVED", "PENDING", "REJECTED", "PAUSED", "PENDING_DELETION", "DISABLED", "FLAGGED"}
	outboundCategories = []string{"MARKETING", "UTILITY", "AUTHENTICATION"}
)

// listOutbounds answers with a bare array, and with 404 if it is empty, unless pages
// are asked for.
func (s *WhatsApp) listOutbounds(r *request) (reply, error) {
	q := r.query
	switch status, category := q.Get("status"), q.Get("interaction_category"); {
	case q.Get("line") == "" && q.Get("flow_id") == "":
		return reply{}, invalid("line or flow_id parameter is missing")
	case status != "" && !slices.Contains(outboundStatuses, status):
		return reply{}, failure(http.StatusBadRequest, "invalid status filter")
	case category != "" && !slices.Contains(outboundCategories, category):
		return reply{}, failure(http.StatusBadRequest, "invalid interaction category filter")
	}
	fitting := filter(s.outbounds, func(o *outbound) bool { return s.outboundFits(o, r) })
	wire := func(o *outbound) obj { return s.outboundWire(o, r.now) }
	if q.Get("add_pagination") == "true" {
		out, err := listReply(r, "outbounds", fitting, func(o *outbound) int { return o.serial }, wire, withoutEmptyNext)
		if err != nil {
			err = failure(http.StatusBadRequest, "error decoding start key: illegal base64 data at input byte 0")
		}
		return out, err
	}
	if len(fitting) == 0 {
		return reply{}, notFound()
	}
	return jsonReply(http.StatusOK, each(fitting, wire)), nil
}

func (s *WhatsApp) outboundFits(o *outbound, r *request) bool {
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
