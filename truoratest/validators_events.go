package truoratest

import "time"

// foreseeValidation sees to the end of a validation, also if nobody asks for it.
func (s *Server) foreseeValidation(v *validation, now time.Time) {
	s.forget(v.id, now)
	l := s.lifeOf(v, now)
	switch {
	case v.told:
	case l.status == "pending":
		s.seeAt(s.endOf(v), v.id, "end", func(at time.Time) { s.foreseeValidation(v, at) })
	default:
		v.told = true
		action := "succeeded"
		if l.status == "failure" {
			action = "failed"
		}
		s.tellValidation(v, l.finished, action)
	}
}

func (s *Server) tellValidation(v *validation, at time.Time, action string) {
	s.tellOfValidation(s.validationWire(v, &request{now: at}, false), validatorsClientID, at, action)
}

// fileForValidators sees to what waited for a file that has come.
func (s *Server) fileForValidators(path string, now time.Time) {
	for _, v := range s.validators.validations {
		for _, f := range v.files {
			if f.path == path {
				s.foreseeValidation(v, now)
			}
		}
	}
	for _, e := range s.validators.enrollments {
		if e.file == path {
			s.tellEnrollment(e, now, "enrolled")
		}
	}
}

// tellEnrollment tells of reported faces, and of no other enrollment: those have no events.
func (s *Server) tellEnrollment(e *enrollment, at time.Time, action string) {
	if e.kind == "face-search" {
		s.tell(at, "validations.face_search", action, only(s.enrollmentWire(e, at), []string{
			"enrollment_id", "account_id", "validation_type", "fraud_reason", "status", "creation_date", "update_date",
		}))
	}
}
