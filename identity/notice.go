package identity

import (
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/notice"
)

// Notice is what to tell the person about a process that was not approved: by the reason,
// or by the outcome where the reason is missing or not known. Of a process that was
// approved or is pending it is the zero Notice. Where somebody declined, their reason is
// not Truora's, so the person is asked to contact you.
func (v Verdict) Notice() notice.Notice {
	if notice.Known(v.Reason) && !v.Overridden {
		return notice.Of(v.Reason)
	}
	switch v.Outcome {
	case OutcomeDeclined:
		return notice.Of(apitype.FailureStatusDeclined)
	case OutcomeExpired:
		return notice.Of(apitype.FailureStatusExpired)
	case OutcomeFailed:
		return notice.Of(apitype.FailureStatusSystemError)
	case OutcomeApproved, OutcomePending:
		return notice.Notice{}
	default:
		return notice.Notice{}
	}
}
