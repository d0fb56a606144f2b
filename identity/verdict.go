package identity

import (
	"time"

	"github.com/truora/truora-go/apitype"
)

// Outcome is the overall result of a process.
type Outcome string

// Outcomes.
const (
	OutcomePending  Outcome = "pending"  // not yet decided
	OutcomeApproved Outcome = "approved" // the person is who they say
	OutcomeDeclined Outcome = "declined" // decided against, or canceled
	OutcomeExpired  Outcome = "expired"  // not finished in time
	OutcomeFailed   Outcome = "failed"   // a fault, not the person's: start again
)

// Verdict is the outcome of a process, with the reason.
type Verdict struct {
	Outcome Outcome
	// Reason is Truora's reason: a DeclinedReason or an ExpiredReason. It is empty
	// if the process was approved or Truora gives no reason.
	Reason string
	// Overridden is true if a person decided, whether or not Status agrees.
	Overridden bool
}

// Verdict returns the outcome of the process. The decision of a person takes
// precedence over Truora's. A success beside a failure status approves nobody.
func (r *Result) Verdict() Verdict {
	return verdict(r.Status, r.OverrideStatus, r.FailureStatus, r.DeclinedReason, r.ExpiredReason)
}

// Final reports whether there is a verdict. A person may still override it
// later; take that into account where you store it. A status that this version
// does not know is not final.
func (r *Result) Final() bool { return r.Verdict().Outcome != OutcomePending }

// LatestVerdict returns the latest time at which a process is decided: the end of
// its time to live, plus three times the five minutes that Truora grants to a
// running validation. It is zero if the creation date is.
func (r *Result) LatestVerdict() time.Time { return latestVerdict(r.CreationDate, r.TimeToLive) }

// Verdict returns the outcome of the process; see [Result.Verdict].
func (p *Process) Verdict() Verdict {
	return verdict(p.Status, p.OverrideStatus, p.FailureStatus, p.DeclinedReason, p.ExpiredReason)
}

// Final reports whether there is a verdict; see [Result.Final].
func (p *Process) Final() bool { return p.Verdict().Outcome != OutcomePending }

// LatestVerdict returns the latest time at which the process is decided; see
// [Result.LatestVerdict].
func (p *Process) LatestVerdict() time.Time { return latestVerdict(p.CreationDate, p.TimeToLive) }

func verdict(status, override apitype.Status, failure apitype.FailureStatus, declined apitype.DeclinedReason, expired apitype.ExpiredReason) Verdict {
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
		if failure == "" || v.Overridden {
			v.Outcome = OutcomeApproved
			return v
		}
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
		reason = string(apitype.DeclinedReasonCanceled)
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
