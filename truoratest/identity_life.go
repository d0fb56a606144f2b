package truoratest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
)

// settle brings a process up to date: tries are decided, validations end, time runs out, in the order in which that
// happened.
func (s *Server) settle(p *process, now time.Time) {
	for p.ended.IsZero() {
		at, over := p.turn()
		if at.After(now) {
			break
		}
		if st := p.steps[p.current]; over {
			s.endProcess(p, at, "failure", "expired", p.whyExpired(st))
		} else {
			s.moveOn(p, st, at)
		}
	}
	s.foresee(p, now)
}

// turn is when the next thing happens by itself to a process that runs, and whether that is that its time is over.
func (p *process) turn() (at time.Time, over bool) {
	st := p.steps[p.current]
	due, limit := st.decided, p.created.Add(p.ttl)
	if st.kind == "get_validations_result" {
		due, limit = p.decides, limit.Add(graceTime)
	}
	if due.IsZero() || due.After(limit) {
		return limit, true
	}
	return due, false
}

func (s *Server) moveOn(p *process, st *flowStep, at time.Time) {
	switch {
	case st.kind == "get_validations_result":
		s.decide(p, at)
	case st.tries < p.script.FailedTries[st.kind] || !p.good(st):
		s.flunk(p, st, at)
	default:
		s.succeed(p, st, at)
	}
}

// good tells whether the values of a try are right.
func (p *process) good(st *flowStep) bool {
	for _, in := range st.inputs {
		value := st.values[in.name]
		switch {
		case in.name == "token" && value != OneTimePassword,
			in.name == "email" && !strings.Contains(value, "@"),
			in.options != nil && !slices.ContainsFunc(in.options, func(o string) bool { return strings.EqualFold(o, value) }):
			return false
		}
	}
	return true
}

// flunk ends a try that failed; with no tries left the process ends too.
func (s *Server) flunk(p *process, st *flowStep, at time.Time) {
	st.tries++
	st.left--
	st.decided, p.updated = time.Time{}, at
	st.output = obj{
		"status": "failure", "failure_status": "declined", "declined_reason": "validation_not_finished",
		"message": "try again", "media_uploaded": len(st.files) > 0, "step_data_received": len(st.inputs) > 0,
	}
	if st.left <= 0 {
		st.finished = at
		s.endProcess(p, at, "failure", "declined", "validation_not_finished")
	}
}

func (s *Server) succeed(p *process, st *flowStep, at time.Time) {
	outputs := []obj{}
	for _, in := range st.inputs {
		switch value := st.values[in.name]; in.name {
		case "email":
			p.email = value
			outputs = append(outputs, obj{"name": "email", "value": value})
		case "country":
			p.docPlace = strings.ToUpper(value)
		case "document_type":
			p.docType = value
		}
	}
	st.decided, st.finished, p.updated = time.Time{}, at, at
	st.output = obj{
		"status": "success", "media_uploaded": len(st.files) > 0, "step_data_received": len(st.inputs) > 0, "outputs": outputs,
	}
	p.current++
	s.tellStep(p, st, at)
	if p.steps[p.current].kind == "get_validations_result" {
		p.decides = at.Add(s.paced(p.deciding()))
	}
}

func (p *process) deciding() time.Duration { return cmp.Or(p.script.Deciding, usualDeciding) }

// decide is the verdict of Truora. A document brings a background check of its own.
func (s *Server) decide(p *process, at time.Time) {
	last := p.steps[len(p.steps)-1]
	last.finished = at
	last.output = obj{"status": cmp.Or(p.script.Outcome, "success"), "media_uploaded": false, "step_data_received": false}
	if p.documented() {
		s.checkPerson(p, at)
	}
	if p.script.Outcome != "failure" {
		s.endProcess(p, at, "success", "", "")
		return
	}
	p.expired = p.script.ExpiredReason
	s.endProcess(p, at, "failure", cmp.Or(p.script.FailureStatus, "declined"), p.script.DeclinedReason)
}

// checkPerson runs the check on this same server, where the checks' operations find it. It takes none of the scripts
// that wait for checks of the caller's own.
func (s *Server) checkPerson(p *process, at time.Time) {
	form := url.Values{
		"country": {p.docPlace}, "type": {"person"}, "user_authorized": {"true"}, "force_creation": {"true"},
		"national_id": {p.document}, "first_name": {p.who.first}, "last_name": {p.who.last}, "date_of_birth": {p.who.birth},
	}
	waiting := s.checks.scripts
	s.checks.scripts = nil
	defer func() { s.checks.scripts = waiting }()
	p.checkID = s.createCheck(&request{now: at, form: form}).bought
}

func (s *Server) endProcess(p *process, at time.Time, status, failed, declined string) {
	p.status, p.failure, p.declined = status, failed, declined
	p.ended, p.updated = at, at.Truncate(time.Second)
	if p.updated.Before(p.created) {
		p.updated = at
	}
	s.foresee(p, at)
	s.tellEnd(p, at)
}

// documented tells whether the document has been taken.
func (p *process) documented() bool {
	return slices.ContainsFunc(p.steps, func(st *flowStep) bool {
		return st.kind == "take_document_photo" && !st.finished.IsZero() && st.output["status"] == "success"
	})
}

// whyExpired is the reason in Truora's words for a process that stood at a step when its time was over.
func (p *process) whyExpired(st *flowStep) string {
	switch {
	case p.current == 0 && st.tries == 0:
		return "not_used"
	case st.tries > 0:
		return "abandoned_without_using_retries"
	case st.kind == "take_document_photo":
		return "no_document_media_uploaded"
	case st.kind == "record_face_video_liveness":
		return "no_face_media_uploaded"
	case st.kind == "get_validations_result":
		return "validation_expired"
	}
	return "validation_not_finished"
}
