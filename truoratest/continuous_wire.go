package truoratest

import (
	"time"
)

func (c *continuous) wire(now time.Time) obj {
	done := c.done(now)
	last := done[len(done)-1]
	run := last.wire(now)
	run["watch"] = c.frequency
	out := obj{
		"continuous_check_id": c.id, "check": run, "frequency": c.frequency, "counter": len(done) - 1,
		"status": "enabled", "score": last.scoreAt(now), "score_status": "new",
		"creation_date": stamp(c.created), "update_date": stamp(c.updated(done)), "next_run_date": stamp(c.next),
	}
	if c.disabled || c.ended() {
		out["status"] = "disabled"
	}
	if !c.end.IsZero() {
		out["end_date"] = stamp(c.end)
	}
	if c.version != "" {
		out["version"] = c.version
	}
	if len(done) > 1 {
		out["score_status"] = trend(done[len(done)-2].scoreAt(now), last.scoreAt(now))
	}
	return out
}

// trend returns the values in Truora's samples.
func trend(before, after float64) string {
	switch {
	case after > before:
		return "up"
	case after < before:
		return "down"
	}
	return "equal"
}

// scoreAt returns -1 before there is a score.
func (c *check) scoreAt(now time.Time) float64 {
	v := c.at(now)
	if !v.final() {
		return -1
	}
	_, _, _, score := v.scores()
	return score
}

func (c *continuous) updated(done []*check) time.Time {
	last := c.changed
	if len(done) > 1 {
		if end := c.calendar(done[len(done)-1].finished()).Truncate(time.Second); end.After(last) {
			last = end
		}
	}
	return last
}

// listHistory has an entry for each run after the first.
//
// choice: the changes of a run are those of its scores
func (s *Continuous) listHistory(r *request, c *continuous) (reply, error) {
	before := c.runs[0]
	pairs := [][2]*check{}
	for _, run := range c.done(r.now)[1:] {
		pairs, before = append(pairs, [2]*check{before, run}), run
	}
	return listReply(r, "history", pairs, nil, func(pair [2]*check) obj {
		before, after := pair[0], pair[1]
		return obj{
			"continuous_check_id": c.id, "check_id": after.id, "previous_check_id": before.id,
			"creation_date": stamp(c.calendar(after.finished()).Truncate(time.Second)), "changes": changes(before.at(r.now), after.at(r.now)),
		}
	})
}

func changes(before, after view) []obj {
	old, sets := before.bySet(), obj{}
	for set, score := range after.bySet() {
		if was, ok := old[set]; ok && was != score {
			sets[set] = obj{"old": was, "new": score}
		}
	}
	_, _, _, was := before.scores()
	_, _, _, is := after.scores()
	if was == is && len(sets) == 0 {
		return []obj{}
	}
	return []obj{{"score_changes": []obj{{"old": was, "new": is}}, "dataset_score_changes": sets}}
}

// bySet returns the scores of the data sets.
func (v view) bySet() map[string]float64 {
	out := map[string]float64{}
	for _, set := range v.sets() {
		byID, byName := v.setGrades(set)
		out[set] = combine([]grade{byID, byName}).score
	}
	return out
}
