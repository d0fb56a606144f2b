package truoratest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// segment is a rule over customers. Its status follows from when it was queued.
type segment struct {
	serial                   int
	id, name, text, rule     string
	version                  int
	created, updated, queued time.Time
	computed                 time.Time
	failed, deleted          bool
	run                      string
	members                  []*customer
}

// choice: a segment is queued for 2 s and computed in 5 s
const (
	segmentQueue   = 2 * time.Second
	segmentCompute = 5 * time.Second
)

// segment returns the segment that a call names, and computes it if that is due.
func (s *Customers) segment(r *request) (*segment, error) {
	g := firstWhere(s.segments, func(g *segment) bool { return g.id == r.args["segment_id"] && !g.deleted })
	if g == nil {
		return nil, failure(http.StatusNotFound, "Segment not found")
	}
	s.settleSegment(g, r.now)
	return g, nil
}

func (s *Customers) settleSegment(g *segment, now time.Time) {
	due := g.queued.Add(s.paced(segmentQueue + segmentCompute))
	if g.queued.IsZero() || now.Before(due) {
		return
	}
	var rule any
	err := json.Unmarshal([]byte(g.rule), &rule)
	g.queued, g.computed, g.updated, g.members, g.run = time.Time{}, due, due, nil, s.newID("PSC")
	if g.failed = err != nil; g.failed { // such as a number too large for a float
		return
	}
	for _, c := range s.all(due) {
		matched, ok := s.evaluate(rule, c)
		if g.failed = !ok; g.failed {
			g.members = nil
			return
		}
		if truthy(matched) {
			g.members = append(g.members, c)
		}
	}
}

func (s *Customers) segmentStatus(g *segment, now time.Time) string {
	switch {
	case !g.queued.IsZero() && now.Before(g.queued.Add(s.paced(segmentQueue))):
		return "queued"
	case !g.queued.IsZero():
		return "computing"
	case g.failed:
		return "failed"
	case g.computed.IsZero() || g.computed.Before(g.created):
		return "pending"
	}
	return "ready"
}

func (s *Customers) segmentWire(r *request, g *segment) obj {
	out := obj{
		"client_id": clientID, "segment_id": g.id, "name": g.name, "description": g.text, "rule": g.rule,
		"rule_version": g.version, "status": s.segmentStatus(g, r.now), "type": "custom", "created_by": "owner@example.com",
		"created_at": stamp(g.created), "updated_at": stamp(g.updated), "last_computed_at": nil,
	}
	if !g.computed.IsZero() {
		out["last_computed_at"] = stamp(g.computed)
	}
	return out
}

// listSegments has a next whose start key is not escaped, as in Truora's sample.
func (s *Customers) listSegments(r *request) (reply, error) {
	limit := 20
	if text := r.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return reply{}, invalid("invalid limit")
		}
		limit = n
	}
	r.pageSize = min(r.pageSize, limit)
	alive := filter(s.segments, func(g *segment) bool { return !g.deleted })
	return listReply(r, "segments", alive, func(g *segment) int { return g.serial }, func(g *segment) obj {
		s.settleSegment(g, r.now)
		return s.segmentWire(r, g)
	}, withoutEmptyNext, func(out obj) {
		if next, ok := out["next"].(string); ok {
			_, query, _ := strings.Cut(next, "?")
			values, _ := url.ParseQuery(query)
			out["next"] = r.path + "?start_key=" + values.Get("start_key")
		}
	})
}

func (s *Customers) createSegment(r *request) (reply, error) {
	var in struct {
		Name string `json:"name"`
		Text string `json:"description"`
		Rule string `json:"rule"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case in.Name == "":
		return reply{}, invalid("name is required")
	case !json.Valid([]byte(in.Rule)):
		return reply{}, invalid("invalid rule")
	}
	g := &segment{
		serial: len(s.segments) + 1, id: s.newID("PSG"), name: in.Name, text: in.Text, rule: in.Rule,
		version: 1, created: r.now, updated: r.now,
	}
	s.segments = append(s.segments, g)
	return jsonReply(http.StatusCreated, s.segmentWire(r, g)), nil
}

func (s *Customers) getSegment(r *request, g *segment) (reply, error) {
	return jsonReply(http.StatusOK, s.segmentWire(r, g)), nil
}

// updateSegment sets a segment with a new rule back to pending.
//
// choice: a segment whose rule changes is pending again, and a field that is left out
// stays
func (s *Customers) updateSegment(r *request, g *segment) (reply, error) {
	rule := cmp.Or(r.form.Get("rule"), g.rule)
	switch {
	case r.form.Has("name") && r.form.Get("name") == "":
		return reply{}, invalid("name is required")
	case !json.Valid([]byte(rule)):
		return reply{}, invalid("invalid rule")
	}
	if rule != g.rule {
		g.version++
		g.queued, g.computed, g.failed, g.members = time.Time{}, time.Time{}, false, nil
	}
	g.name, g.rule, g.updated = cmp.Or(r.form.Get("name"), g.name), rule, r.now
	if r.form.Has("description") {
		g.text = r.form.Get("description")
	}
	return jsonReply(http.StatusOK, s.segmentWire(r, g)), nil
}

func (s *Customers) deleteSegment(_ *request, g *segment) (reply, error) {
	g.deleted = true
	return messageOnly(http.StatusOK, "delete segment successful"), nil
}

func (s *Customers) computeSegment(r *request, g *segment) (reply, error) {
	if !g.queued.IsZero() {
		return reply{}, invalid("segment is already queued for computation")
	}
	g.queued, g.updated = r.now, r.now
	return jsonReply(http.StatusAccepted, obj{
		"message": "Segment computation has been queued", "segment_id": g.id, "status": "queued",
	}), nil
}

func (s *Customers) listSegmentProfiles(r *request, g *segment) (reply, error) {
	return listReply(r, "profiles", g.members, customerKey, func(c *customer) obj {
		profile := obj{
			"client_id": clientID, "computation_id": g.run, "segment_id": g.id, "profile_id": c.id,
			"document_user_id": c.key, "names": c.who.first, "last_names": c.who.last, "matched_at": stamp(g.computed),
		}
		setIf(profile, "email", c.email)
		setIf(profile, "phone_number", c.phone)
		return profile
	})
}
