package truoratest

import (
	"time"
)

const processEvents = "digital_identity.identity_process"

// schedule has the process settled when the next thing happens to it by itself, even if
// nothing is read.
func (s *Identity) schedule(p *process, now time.Time) {
	var at time.Time
	if p.ended.IsZero() {
		at, _ = p.nextTurn()
	}
	if at.Equal(p.nextLook) {
		return
	}
	p.nextLook = at
	s.webhooks.cancel(p.id, now)
	if !at.IsZero() {
		s.webhooks.callAt(at, p.id, "turn", func(at time.Time) { s.settle(p, at) })
	}
}

var inProcessEvents = []string{
	"process_id", "account_id", "client_id", "flow_id", "country", "status", "failure_status", "declined_reason",
	"override_status", "override_status_history", "creation_date", "update_date",
}

// emit emits an event of a process, with the id under both names.
func (s *Identity) emit(p *process, at time.Time, action string) {
	object := only(p.head(), inProcessEvents)
	object["identity_process_id"], object["flow_version"] = p.id, flowVersion
	s.webhooks.emit(at, processEvents, action, object)
}

// emitStep emits the events of a finished step: that of its validation, then that of
// the process.
func (s *Identity) emitStep(p *process, st *flowStep, at time.Time) {
	if v := p.validation(st); v != nil {
		s.emitStepValidation(p, v, at, "created")
		if v["validation_status"] == "success" {
			s.emitStepValidation(p, v, at, "succeeded")
		}
	}
	s.emit(p, at, "step_succeeded")
}

// emitEnd emits the events of a finished process: those of the validations that end
// with it, then its own.
func (s *Identity) emitEnd(p *process, at time.Time) {
	action := "succeeded"
	if p.status == "failure" {
		action = "failed"
	}
	for _, st := range p.steps {
		v := p.validation(st)
		if v == nil || v["type"] == "email-verification" || v["type"] == "phone-verification" {
			continue // these ended with their step
		}
		s.emitStepValidation(p, v, at, action)
	}
	s.emit(p, at, action)
}

func (s *Identity) emitStepValidation(p *process, v obj, at time.Time, action string) {
	v["flow_id"] = p.flow
	s.webhooks.emitValidation(v, clientID, at, action)
}
