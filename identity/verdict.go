package identity

import (
	"time"

	"github.com/truora/truora-go/apitype"
)

// Outcome is the one answer about a process.
type Outcome string

// Outcomes.
const (
	OutcomePending  Outcome = "pending"  // not yet decided
	OutcomeApproved Outcome = "approved" // the person is who they say
	OutcomeDeclined Outcome = "declined" // decided against, or canceled
	OutcomeExpired  Outcome = "expired"  // not finished in time
	OutcomeFailed   Outcome = "failed"   // a fault, not the person's: start again
)

// Verdict is what a process comes to, with the reason.
type Verdict struct {
	Outcome Outcome
	// Reason is Truora's word for why: a DeclinedReason or an ExpiredReason. It is
	// empty when approved, and where Truora gives none.
	Reason string
	// Overridden: a person decided, against Status or with it.
	Overridden bool
}

// Verdict returns the one answer about the process. An override by a person goes
// before what Truora decided.
func (r *Result) Verdict() Verdict {
	return verdict(r.Status, r.OverrideStatus, r.FailureStatus, r.DeclinedReason, r.ExpiredReason)
}

// Final reports whether there is a verdict. It is not for ever: somebody may
// override it later, so do not store it as the last word where that matters. A
// status that this version does not know is not final.
func (r *Result) Final() bool { return r.Verdict().Outcome != OutcomePending }

// LatestVerdict is when a process is decided at the latest: its time to live, and
// three times five minutes of grace that Truora gives to a validation that runs.
// It is zero if the creation date is.
func (r *Result) LatestVerdict() time.Time { return latestVerdict(r.CreationDate, r.TimeToLive) }

// Verdict returns the one answer about the process; see [Result.Verdict].
func (p *Process) Verdict() Verdict {
	return verdict(p.Status, p.OverrideStatus, p.FailureStatus, p.DeclinedReason, p.ExpiredReason)
}

// Final reports whether there is a verdict; see [Result.Final].
func (p *Process) Final() bool { return p.Verdict().Outcome != OutcomePending }

// LatestVerdict is when the process is decided at the latest; see
// [Result.LatestVerdict].
func (p *Process) LatestVerdict() time.Time { return latestVerdict(p.CreationDate, p.TimeToLive) }

func verdict(status, override apitype.Status, failure apitype.FailureStatus, declined DeclinedReason, expired apitype.ExpiredReason) Verdict {
	v := Verdict{Outcome: OutcomePending, Overridden: override != ""}
	reason := string(declined)
	if v.Overridden {
		status = override
		if override == apitype.StatusFailure {
			failure = apitype.FailureStatusDeclined // somebody decided, whatever had happened before
		}
	}
	switch status {
	case apitype.StatusSuccess:
		v.Outcome = OutcomeApproved
		return v
	case apitype.StatusFailure:
	case apitype.StatusPending:
		return v
	default:
		return v
	}
	switch failure {
	case apitype.FailureStatusDeclined, apitype.FailureStatusCanceled:
		v.Outcome = OutcomeDeclined
	case apitype.FailureStatusExpired:
		v.Outcome = OutcomeExpired
		if expired != "" {
			reason = string(expired)
		}
	case apitype.FailureStatusSystemError:
		v.Outcome = OutcomeFailed
	default:
		v.Outcome = OutcomeFailed
	}
	if reason == "" && failure == apitype.FailureStatusCanceled {
		reason = string(DeclinedReasonCanceled)
	}
	v.Reason = reason
	return v
}

const (
	usualTimeToLive = 120 // minutes
	grace           = 3 * 5 * time.Minute
)

func latestVerdict(created time.Time, minutes int) time.Time {
	if created.IsZero() {
		return created
	}
	if minutes <= 0 {
		minutes = usualTimeToLive
	}
	return created.Add(time.Duration(minutes)*time.Minute + grace)
}
