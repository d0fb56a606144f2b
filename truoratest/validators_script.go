package truoratest

import (
	"time"
)

// ValidationScript says how a validation ends. With the zero script, the files
// decide.
//
// A file has to look like a picture or, for faces, a video. The two sides of a document
// have to differ. A face has to resemble the enrolled one, or a part of the front of
// the account's document. Pictures are compared: a modified copy of a picture matches,
// another picture does not, and a video always does. With passive liveness, the file
// must not be the enrolled one.
type ValidationScript struct {
	// Duration is from the last file until the end; 0 is 5 s. An electronic signature
	// counts from its creation.
	Duration time.Duration
	// Declined ends it as declined, for this reason.
	Declined string
	// Expired leaves it pending until its time is up, and expires it for this reason.
	Expired string
	// SystemError ends it with an error of Truora's.
	SystemError bool
	// WrongCodes makes the first codes wrong, whatever they are.
	WrongCodes int
	// Confidence is how similar the faces are; 0 means that the pictures
	// decide.
	Confidence float64
	// TableNames spells the details of a document as the table of Truora's reference
	// does, and not as its samples: manual_review, photocopy-analysis, document_id.
	TableNames bool
}

func (script ValidationScript) fault() string {
	ends := 0
	for _, set := range []bool{script.Declined != "", script.Expired != "", script.SystemError} {
		if set {
			ends++
		}
	}
	switch {
	case ends > 1:
		return "a validation ends in one way"
	case !isShare(script.Confidence):
		return "Confidence is 0 to 1"
	case script.WrongCodes < 0:
		return "WrongCodes is not negative"
	}
	return faultyTime("Duration", script.Duration)
}

// Next scripts the next validations, one each, in order.
func (s *Validators) Next(scripts ...ValidationScript) {
	for _, script := range scripts {
		if fault := script.fault(); fault != "" {
			s.misuse("truoratest: Validators.Next: %s", fault)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts = append(s.scripts, scripts...)
}

// NextEnrollment makes the next enrollments of numbers and addresses fail for these
// reasons, one each. With "" one succeeds.
func (s *Validators) NextEnrollment(reasons ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals = append(s.refusals, reasons...)
}

// Code returns the code that a person received for a validation of a number or an
// address.
func (s *Validators) Code(validationID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.byID(validationID)
	if v == nil || v.code == "" {
		s.misuse("truoratest: Validators.Code: no code was sent for %q", validationID)
		return ""
	}
	return v.code
}
