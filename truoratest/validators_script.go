package truoratest

import (
	"slices"
	"time"
)

// ValidationScript says how a validation will end. The zero script is one as it comes without: what is uploaded
// decides.
//
// A file must look like a picture or, for faces, a video. The two sides of a document must differ. A face must be
// like the one that was enrolled, or like a part of the front of the account's document: pictures are compared, so that
// a changed copy of a picture is alike and another picture is not; a video is always alike. With passive liveness a file must not be the enrolled one byte for byte.
type ValidationScript struct {
	// Duration is from the last file until the end; 0 is 5 s. An electronic signature counts from its creation.
	Duration time.Duration
	// Declined ends it as declined, for this reason.
	Declined string
	// Expired leaves it pending until its time is over, and then expires it for this reason.
	Expired string
	// SystemError ends it as a fault of Truora's.
	SystemError bool
	// Confidence is how alike the faces are; 0 leaves it to the pictures.
	Confidence float64
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
	case script.Confidence < 0 || script.Confidence > 1:
		return "Confidence is 0 to 1"
	}
	return ""
}

// NextValidation scripts the next validations, one each, in order.
func (s *Server) NextValidation(scripts ...ValidationScript) {
	for _, script := range scripts {
		if fault := script.fault(); fault != "" {
			s.misuse("truoratest: NextValidation: %s", fault)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.validators.scripts = append(s.validators.scripts, scripts...)
}

// NextEnrollment makes the next enrollments of numbers and addresses fail for these reasons, one each; "" lets one
// succeed.
func (s *Server) NextEnrollment(reasons ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.validators.refusals = append(s.validators.refusals, reasons...)
}

// Code returns the code that a person received for a validation of a number or an address.
func (s *Server) Code(validationID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.validators.validations, func(v *validation) bool { return v.id == validationID })
	if i < 0 || s.validators.validations[i].code == "" {
		s.misuse("truoratest: Code: no code was sent for %q", validationID)
		return ""
	}
	return s.validators.validations[i].code
}
