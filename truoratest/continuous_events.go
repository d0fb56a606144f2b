package truoratest

import (
	"slices"
	"time"
)

// comparison is the moment in which a run that is over is held against the one before.
const comparison = "comparison"

// foreseeRun sees to the next run, also if nobody asks for it.
func (s *Server) foreseeRun(c *continuous, now time.Time) {
	s.forget(c.id, now)
	if !c.disabled && !c.ended() {
		s.seeAt(c.clock(c.next), c.id, "run", s.catchUp)
	}
}

// compareRun emits continuous_check.changed if the run brought something else than the one before.
func (s *Server) compareRun(run *check, at time.Time) {
	c := run.repeats
	i := slices.Index(c.runs, run)
	before, after := c.runs[i-1].at(at), run.at(at)
	found := changes(before, after)
	if len(found) == 0 {
		return
	}
	status := trend(before.scoreAt(at), after.scoreAt(at))
	if status == "equal" {
		status = "same" // the word of Truora's events
	}
	date := stamp(c.calendar(at).Truncate(time.Second))
	s.tell(at, "continuous_check", "changed", obj{
		"continuous_check_id": c.id, "check_id": run.id, "previous_check_id": before.id, "status": status,
		"changes": found, "creation_date": date, "update_date": date,
	})
}
