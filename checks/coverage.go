package checks

import (
	"cmp"
	"slices"

	"github.com/truora/truora-go/apitype"
)

// Coverage is how much of a check the sources have answered.
type Coverage struct {
	// All counts every source.
	All Tally
	// DataSets counts by data set, sorted by name. Sources that Truora lists under
	// no data set, as it does for some it skipped, are under "".
	DataSets []DataSetCoverage
}

// DataSetCoverage is the coverage of one data set.
type DataSetCoverage struct {
	DataSet apitype.DataSet
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

// Total is the number of sources.
func (t Tally) Total() int {
	return t.Completed + t.Failed + t.Expired + t.Skipped + t.Delayed + t.Pending + t.Other
}

// Complete reports whether there are sources and all of them answered. A source
// that was skipped has not answered.
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
// are delayed. A finished check says nothing about what it did not cover: it can
// be completed, with a good score, while sources of a data set that matters to
// you failed.
func (c *Check) Coverage() Coverage {
	var cov Coverage
	sets := map[apitype.DataSet]*Tally{}
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

// Of returns the coverage of one data set; nothing is covered if Truora lists no
// source for it.
func (c Coverage) Of(set apitype.DataSet) Tally {
	for _, d := range c.DataSets {
		if d.DataSet == set {
			return d.Tally
		}
	}
	return Tally{}
}

// Ended is the number of sources that will not answer any more, or have.
func (t Tally) Ended() int { return t.Completed + t.Failed + t.Expired + t.Skipped }
