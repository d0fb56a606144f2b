package truoratest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
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

const (
	segmentQueue   = 2 * time.Second
	segmentCompute = 5 * time.Second
)

// ofSegment looks the segment up, and computes it if it is due, before a handler runs.
func ofSegment(handle func(*Server, *request, *segment) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		for _, g := range s.customersData.segments {
			if g.id == r.args["segment_id"] && !g.deleted {
				s.settleSegment(g, r.now)
				return handle(s, r, g)
			}
		}
		return failure(http.StatusNotFound, "Segment not found")
	}
}

func (s *Server) settleSegment(g *segment, now time.Time) {
	due := g.queued.Add(s.paced(segmentQueue + segmentCompute))
	if g.queued.IsZero() || now.Before(due) {
		return
	}
	var rule any
	err := json.Unmarshal([]byte(g.rule), &rule)
	g.queued, g.computed, g.updated, g.members, g.run = time.Time{}, due, due, nil, s.newID("PSC")
	for _, c := range s.customers(due) {
		matched, ok := s.evaluate(rule, c)
		if g.failed = err != nil || !ok; g.failed {
			g.members = nil
			return
		}
		if truthy(matched) {
			g.members = append(g.members, c)
		}
	}
}

func (g *segment) status(s *Server, now time.Time) string {
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

func (s *Server) segmentWire(r *request, g *segment) obj {
	out := obj{
		"client_id": clientID, "segment_id": g.id, "name": g.name, "description": g.text, "rule": g.rule,
		"rule_version": g.version, "status": g.status(s, r.now), "type": "custom", "created_by": "somebody@example.com",
		"created_at": stamp(g.created), "updated_at": stamp(g.updated), "last_computed_at": nil,
	}
	if !g.computed.IsZero() {
		out["last_computed_at"] = stamp(g.computed)
	}
	return out
}

// listSegments has a next whose start key is not escaped, as Truora's sample has.
func (s *Server) listSegments(r *request) reply {
	limit := 20
	if text := r.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return invalid("invalid limit")
		}
		limit = n
	}
	var alive []*segment
	for _, g := range s.customersData.segments {
		if !g.deleted {
			s.settleSegment(g, r.now)
			alive = append(alive, g)
		}
	}
	own := s.pageSize
	s.pageSize = min(limit, own)
	page, next, refused := pageOf(s, r, alive, func(g *segment) int { return g.serial })
	s.pageSize = own
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, g := range page {
		wire = append(wire, s.segmentWire(r, g))
	}
	out := obj{"segments": wire, "self": r.self()}
	if next != "" {
		out["next"] = r.path + "?start_key=" + cursor(page[len(page)-1].serial, r.path)
	}
	return jsonReply(http.StatusOK, out)
}

func (s *Server) createSegment(r *request) reply {
	var in struct {
		Name string `json:"name"`
		Text string `json:"description"`
		Rule string `json:"rule"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return invalid("invalid json")
	case in.Name == "":
		return invalid("name is required")
	case !json.Valid([]byte(in.Rule)):
		return invalid("invalid rule")
	}
	g := &segment{
		serial: len(s.customersData.segments) + 1, id: s.newID("PSG"), name: in.Name, text: in.Text, rule: in.Rule,
		version: 1, created: r.now, updated: r.now,
	}
	s.customersData.segments = append(s.customersData.segments, g)
	return jsonReply(http.StatusCreated, s.segmentWire(r, g))
}

func (s *Server) getSegment(r *request, g *segment) reply {
	return jsonReply(http.StatusOK, s.segmentWire(r, g))
}

// updateSegment puts a new rule back to pending: the fake's choice.
func (s *Server) updateSegment(r *request, g *segment) reply {
	rule := cmp.Or(r.form.Get("rule"), g.rule)
	switch {
	case r.form.Get("name") == "":
		return invalid("name is required")
	case !json.Valid([]byte(rule)):
		return invalid("invalid rule")
	}
	if rule != g.rule {
		g.version++
		g.queued, g.computed, g.failed, g.members = time.Time{}, time.Time{}, false, nil
	}
	g.name, g.text, g.rule, g.updated = r.form.Get("name"), r.form.Get("description"), rule, r.now
	return jsonReply(http.StatusOK, s.segmentWire(r, g))
}

func (s *Server) deleteSegment(_ *request, g *segment) reply {
	g.deleted = true
	return messageOnly(http.StatusOK, "delete segment successful")
}

func (s *Server) computeSegment(r *request, g *segment) reply {
	if !g.queued.IsZero() {
		return invalid("segment is already queued for computation")
	}
	g.queued, g.updated = r.now, r.now
	return jsonReply(http.StatusAccepted, obj{
		"message": "Segment computation has been queued", "segment_id": g.id, "status": "queued",
	})
}

func (s *Server) listSegmentProfiles(r *request, g *segment) reply {
	page, next, refused := pageOf(s, r, g.members, func(c *customer) int { return c.serial })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, c := range page {
		profile := obj{
			"client_id": clientID, "computation_id": g.run, "segment_id": g.id, "profile_id": c.id,
			"document_user_id": c.key, "names": c.who.first, "last_names": c.who.last, "matched_at": stamp(g.computed),
		}
		set(profile, "email", c.email)
		set(profile, "phone_number", c.phone)
		wire = append(wire, profile)
	}
	return jsonReply(http.StatusOK, obj{"profiles": wire, "next": next, "self": r.self()})
}
