package apitype

import (
	"cmp"
	"slices"
)

// Coverage counts the sources of a check that have answered and those that have
// not.
type Coverage struct {
	// All counts every source.
	All Tally
	// DataSets counts by data set, sorted by name. Sources that Truora lists
	// without a data set, such as some that it skipped, are under "".
	DataSets []DataSetCoverage
}

// DataSetCoverage is the coverage of one data set.
type DataSetCoverage struct {
	DataSet DataSet
	Tally
}

// Tally counts sources by how they ended.
type Tally struct {
	Completed int // answered
	Failed    int
	Expired   int // ran out of time
	Skipped   int // lacked inputs
	Delayed   int // may still answer
	Pending   int // not asked, or not answered yet
	Other     int // in a status that this version does not know
}

// Total returns the number of sources.
func (t Tally) Total() int {
	return t.Completed + t.Failed + t.Expired + t.Skipped + t.Delayed + t.Pending + t.Other
}

// Complete reports whether there is at least one source and all sources have
// answered. A source that was skipped has not answered.
func (t Tally) Complete() bool { return t.Completed > 0 && t.Completed == t.Total() }

func (t *Tally) count(s SourceStatus) {
	switch s {
	case SourceStatusCompleted:
		t.Completed++
	case SourceStatusError:
		t.Failed++
	case SourceStatusExpired:
		t.Expired++
	case SourceStatusSkipped:
		t.Skipped++
	case SourceStatusDelayed:
		t.Delayed++
	case SourceStatusNotStarted:
		t.Pending++
	default:
		t.Other++
	}
}

// Coverage counts how many sources completed, failed, expired, were skipped or
// are delayed. A check can be completed, with a good score, although sources of
// a data set that matters to you have failed.
func (c *Check) Coverage() Coverage {
	var cov Coverage
	sets := map[DataSet]*Tally{}
	for _, s := range c.Statuses {
		if sets[s.DataSet] == nil {
			sets[s.DataSet] = new(Tally)
		}
		cov.All.count(s.Status)
		sets[s.DataSet].count(s.Status)
	}
	for name, tally := range sets {
		cov.DataSets = append(cov.DataSets, DataSetCoverage{name, *tally})
	}
	slices.SortFunc(cov.DataSets, func(a, b DataSetCoverage) int { return cmp.Compare(a.DataSet, b.DataSet) })
	return cov
}

// Of returns the coverage of one data set. It is the zero Tally if Truora lists
// no source for the data set.
func (c Coverage) Of(set DataSet) Tally {
	for _, d := range c.DataSets {
		if d.DataSet == set {
			return d.Tally
		}
	}
	return Tally{}
}

// Ended returns the number of sources that have answered or will not answer any
// more.
func (t Tally) Ended() int { return t.Completed + t.Failed + t.Expired + t.Skipped }
