package truoratest

import (
	"maps"
	"strings"
	"time"
)

const processEvents = "digital_identity.identity_process"

// foresee sees to the next thing that happens to a process by itself, also if nobody asks for the process.
func (s *Server) foresee(p *process, now time.Time) {
	var at time.Time
	if p.ended.IsZero() {
		at, _ = p.turn()
	}
	if at.Equal(p.foreseen) {
		return
	}
	p.foreseen = at
	s.forget(p.id, now)
	if !at.IsZero() {
		s.seeAt(at, p.id, "turn", func(at time.Time) { s.settle(p, at) })
	}
}

var inProcessEvents = []string{
	"process_id", "account_id", "client_id", "flow_id", "country", "status", "failure_status", "declined_reason",
	"override_status", "override_status_history", "creation_date", "update_date",
}

// tellProcess emits an event of a process, which has its id under both names.
func (s *Server) tellProcess(p *process, at time.Time, action string) {
	object := only(p.head(), inProcessEvents)
	object["identity_process_id"], object["flow_version"] = p.id, flowVersion
	s.tell(at, processEvents, action, object)
}

// tellStep emits the events of a step that was passed: of its validation, and then its own.
func (s *Server) tellStep(p *process, st *flowStep, at time.Time) {
	if v := p.validation(st); v != nil {
		s.tellStepValidation(p, v, at, "created")
		if v["validation_status"] == "success" {
			s.tellStepValidation(p, v, at, "succeeded")
		}
	}
	s.tellProcess(p, at, "step_succeeded")
}

// tellEnd emits the events of a process that is over: of the validations that end with it, and then its own.
func (s *Server) tellEnd(p *process, at time.Time) {
	action := "succeeded"
	if p.status == "failure" {
		action = "failed"
	}
	for _, st := range p.steps {
		if v := p.validation(st); v != nil && v["type"] != "email-verification" { // that one ended with its step
			s.tellStepValidation(p, v, at, action)
		}
	}
	s.tellProcess(p, at, action)
}

func (s *Server) tellStepValidation(p *process, v obj, at time.Time, action string) {
	v["flow_id"] = p.flow
	s.tellOfValidation(v, clientID, at, action)
}

var inValidationEvents = []string{
	"validation_id", "account_id", "type", "validation_status", "failure_status", "declined_reason", "expired_reason",
	"identity_process_id", "flow_id", "ip_address", "creation_date", "details",
}

// inEventsOf are further members by type.
var inEventsOf = map[string][]string{
	"document-validation": {"remaining_retries"}, "face-recognition": {"threshold"}, "face-search": {"threshold"},
}

// tellOfValidation emits an event of a validation; that of the creation holds its ids only.
func (s *Server) tellOfValidation(v obj, client string, at time.Time, action string) {
	kind, _ := v["type"].(string)
	object := only(v, []string{"validation_id", "account_id"})
	if action != "created" {
		object = only(v, inValidationEvents)
		maps.Copy(object, only(v, inEventsOf[kind]))
		object["client_id"] = client
	}
	s.tell(at, "validations."+strings.ReplaceAll(kind, "-", "_"), action, object)
}
