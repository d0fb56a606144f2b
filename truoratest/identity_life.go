package truoratest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
)

// settle brings a process up to date: tries are decided, validations end and time runs
// out, in chronological order.
func (s *Identity) settle(p *process, now time.Time) {
	for p.ended.IsZero() {
		at, over := p.nextTurn()
		if at.After(now) {
			break
		}
		if st := p.steps[p.current]; over {
			s.end(p, at, "failure", "expired", p.whyExpired(st))
		} else {
			s.advance(p, st, at)
		}
	}
	s.schedule(p, now)
}

// nextTurn returns when the next thing happens by itself to a running process, and
// whether that is its expiry.
func (p *process) nextTurn() (at time.Time, over bool) {
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

func (s *Identity) advance(p *process, st *flowStep, at time.Time) {
	switch {
	case st.kind == "get_validations_result":
		s.decide(p, at)
	case st.tries < p.script.FailedTries[st.kind] || !p.valid(st):
		s.fail(p, st, at)
	default:
		s.succeed(p, st, at)
	}
}

// valid reports whether the values of a try are right.
func (p *process) valid(st *flowStep) bool {
	for _, in := range st.inputs {
		value := st.values[in.name]
		switch {
		case in.name == "token" && value != OneTimePassword,
			in.name == "email" && !strings.Contains(value, "@"),
			in.name == "phone_number" && !phoneForm.MatchString(value),
			in.options != nil && !slices.ContainsFunc(in.options, func(o string) bool { return strings.EqualFold(o, value) }):
			return false
		}
	}
	return true
}

// fail ends a try that failed. If no try is left, the process ends too.
func (s *Identity) fail(p *process, st *flowStep, at time.Time) {
	st.tries++
	st.left--
	st.decided, p.updated = time.Time{}, at
	st.output = obj{
		"status": "failure", "failure_status": "declined", "declined_reason": "validation_not_finished",
		"message": "try again", "media_uploaded": len(st.files) > 0, "step_data_received": len(st.inputs) > 0,
	}
	if st.left <= 0 {
		st.finished = at
		s.end(p, at, "failure", "declined", "validation_not_finished")
	}
}

func (s *Identity) succeed(p *process, st *flowStep, at time.Time) {
	outputs := []obj{}
	for _, in := range st.inputs {
		switch value := st.values[in.name]; in.name {
		case "email":
			p.email = value
			if script, ok := s.magicProcess(value); ok && p.unscripted {
				p.script = script
			}
			outputs = append(outputs, obj{"name": "email", "value": value})
		case "phone_number":
			p.phone = value
			outputs = append(outputs, obj{"name": "phone_number", "value": value})
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
	s.emitStep(p, st, at)
	s.bill(p, st, at)
	if p.steps[p.current].kind == "get_validations_result" {
		p.decides = at.Add(s.paced(p.deciding()))
	}
}

func (p *process) deciding() time.Duration { return cmp.Or(p.script.Deciding, usualDeciding) }

// decide sets the verdict as Truora would. A document includes a background check.
func (s *Identity) decide(p *process, at time.Time) {
	last := p.steps[len(p.steps)-1]
	last.finished = at
	last.output = obj{"status": cmp.Or(p.script.Outcome, "success"), "media_uploaded": false, "step_data_received": false}
	if p.documented() {
		s.checkPerson(p, at)
	}
	if p.script.Outcome != "failure" {
		s.end(p, at, "success", "", "")
		return
	}
	p.expired = p.script.ExpiredReason
	s.end(p, at, "failure", cmp.Or(p.script.FailureStatus, "declined"), p.script.DeclinedReason)
}

// bill records the validation of a step. A step repeated after a step back is billed
// once.
//
// choice: a process is billed as its validations and its check
func (s *Identity) bill(p *process, st *flowStep, at time.Time) {
	if p.validation(st) != nil && !st.billed {
		st.billed = true
		s.charge(at, createProcessOp, p.validationID(st), "validation")
	}
}

// checkPerson creates the check on this server, where the operations of checks find it.
// It uses none of the scripts for other checks.
func (s *Identity) checkPerson(p *process, at time.Time) {
	form := url.Values{
		"country": {p.docPlace}, "type": {"person"}, "user_authorized": {"true"}, "force_creation": {"true"},
		"national_id": {p.document}, "first_name": {p.who.first}, "last_name": {p.who.last}, "date_of_birth": {p.who.birth},
	}
	waiting := s.checks.scripts
	s.checks.scripts = nil
	defer func() { s.checks.scripts = waiting }()
	if made, err := s.checks.create(&request{now: at, form: form}); err == nil {
		p.checkID = made.bought
		s.charge(at, createProcessOp, p.checkID, "check")
	}
}

func (s *Identity) end(p *process, at time.Time, status, failed, declined string) {
	p.status, p.failure, p.declined = status, failed, declined
	p.ended, p.updated = at, at.Truncate(time.Second)
	if p.updated.Before(p.created) {
		p.updated = at
	}
	s.schedule(p, at)
	s.emitEnd(p, at)
}

// documented reports whether the photo of the document was taken.
func (p *process) documented() bool {
	return slices.ContainsFunc(p.steps, func(st *flowStep) bool {
		return st.kind == "take_document_photo" && !st.finished.IsZero() && st.output["status"] == "success"
	})
}

// whyExpired returns Truora's reason for a process that expired at that step.
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
