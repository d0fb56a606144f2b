package truoratest

import (
	"slices"
	"time"
)

// moment is an event of a check, and its time.
type moment struct {
	at     time.Time
	action string
}

// moments returns all events of a check.
func (s *Checks) moments(c *check) []moment {
	end := c.finished()
	all := []moment{{c.created, "created"}, {c.started, "started"}}
	if at := c.delayedFrom(); at.Before(end) {
		all = append(all, moment{at, "delayed"})
	}
	if c.repeats != nil {
		all = append(all, moment{end, comparison})
	}
	return append(all, moment{end, "finished"}, moment{end.Add(s.paced(variablesLag)), "decision_variables_finished"})
}

// delayedFrom returns the moment from which only delayed sources are missing, or the
// end of the check if there are none.
func (c *check) delayedFrom() time.Time {
	if c.plan == nil {
		return c.end()
	}
	from := c.started
	for _, r := range c.runs() {
		first := r.answers
		if r.due.Before(first) {
			first = r.due
		}
		if r.outcome != "skipped" && first.After(from) {
			from = first
		}
	}
	return from
}

// emitAll emits the events of a new check.
func (s *Checks) emitAll(c *check) { s.emit(c, s.moments(c)...) }

// emit emits the events of moments.
func (s *Checks) emit(c *check, all ...moment) {
	object := c.eventObject // one for all of them
	for _, m := range all {
		if m.action == comparison {
			s.webhooks.callAt(m.at, c.id, m.action, func(at time.Time) { s.continuous.compare(c, at) })
			continue
		}
		s.webhooks.emitAt(m.at, c.id, "check", m.action, object)
	}
}

// emitSooner moves the events of a check that ends earlier than planned.
func (s *Checks) emitSooner(c *check, now time.Time) {
	left := s.webhooks.cancel(c.id, now)
	for _, m := range s.moments(c) {
		if slices.Contains(left, m.action) {
			s.emit(c, m)
		}
	}
}

// inEvents are the members of a check in its events. decision_variables_finished has
// only the first few.
var inEvents = []string{
	"check_id", "country", "type", "national_id",
	"creation_date", "update_date", "status", "score", "id_score", "name_score", "previous_check", "report_id",
	"billing_hub", "tax_id", "foreign_id", "license_plate", "first_name", "last_name", "date_of_birth", "scores",
	"statuses", "summary", "company_summary", "vehicle_summary",
}

func (c *check) eventObject(action string, at time.Time) obj {
	members := inEvents
	if action == "decision_variables_finished" {
		members = inEvents[:4]
	}
	out := only(c.wire(at), members)
	if action == "created" {
		out["homonym_score"] = 0 // as in Truora's sample
	}
	return out
}
