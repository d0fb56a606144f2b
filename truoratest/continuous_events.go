package truoratest

import (
	"slices"
	"time"
)

// comparison is the moment when a finished run is compared with the previous one.
const comparison = "comparison"

// scheduleRun has the next run created in time, even if nothing is read.
func (s *Continuous) scheduleRun(c *continuous, now time.Time) {
	s.webhooks.cancel(c.id, now)
	if !c.disabled && !c.ended() {
		s.webhooks.callAt(c.clock(c.next), c.id, "run", s.runDue)
	}
}

// compare emits continuous_check.changed if the scores of a run have changed.
func (s *Continuous) compare(run *check, at time.Time) {
	c := run.repeats
	i := slices.Index(c.runs, run)
	before, after := c.runs[i-1].at(at), run.at(at)
	found := changes(before, after)
	if len(found) == 0 {
		return
	}
	status := trend(before.scoreAt(at), after.scoreAt(at))
	if status == "equal" {
		status = "same" // as in Truora's events
	}
	date := stamp(c.calendar(at).Truncate(time.Second))
	s.webhooks.emit(at, "continuous_check", "changed", obj{
		"continuous_check_id": c.id, "check_id": run.id, "previous_check_id": before.id, "status": status,
		"changes": found, "creation_date": date, "update_date": date,
	})
}
