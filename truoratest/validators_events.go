package truoratest

import "time"

// schedule has the end of a validation emitted in time, even if nothing is read.
func (s *Validators) schedule(v *validation, now time.Time) {
	s.webhooks.cancel(v.id, now)
	l := s.lifeOf(v, now)
	switch {
	case v.announced:
	case l.status == "pending":
		s.webhooks.callAt(s.endOf(v), v.id, "end", func(at time.Time) { s.schedule(v, at) })
	default:
		v.announced = true
		action := "succeeded"
		if l.status == "failure" {
			action = "failed"
		}
		s.emit(v, l.finished, action)
	}
}

func (s *Validators) emit(v *validation, at time.Time, action string) {
	s.webhooks.emitValidation(s.wire(v, &request{now: at}, false), clientID, at, action)
}

// fileStored is called after a file was uploaded.
func (s *Validators) fileStored(path string, now time.Time) {
	for _, v := range s.validations {
		for _, f := range v.files {
			if f.path == path {
				s.schedule(v, now)
			}
		}
	}
	for _, e := range s.enrollments {
		if e.file == path {
			s.emitEnrollment(e, now, "enrolled")
		}
	}
}

// emitEnrollment emits events of blocked faces. Other enrollments have none.
func (s *Validators) emitEnrollment(e *enrollment, at time.Time, action string) {
	if e.kind == "face-search" {
		s.webhooks.emit(at, "validations.face_search", action, only(s.enrollmentWire(e, at), []string{
			"enrollment_id", "account_id", "validation_type", "fraud_reason", "status", "creation_date", "update_date",
		}))
	}
}
