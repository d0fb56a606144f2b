package audit

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"hash"
	"iter"
	"maps"
	"slices"

	"github.com/truora/truora-go/guard/subject"
)

// Problem is what is wrong with a log.
type Problem string

// The problems.
const (
	ProblemLine       Problem = "not a line of an audit log"
	ProblemTorn       Problem = "the last line is not whole"
	ProblemNumber     Problem = "not the next number"                     // a line is missing, twice, or elsewhere
	ProblemPrev       Problem = "the line before is another"              // it was changed, or this is not where it was
	ProblemMAC        Problem = "not written with the key"                // the line was changed or made up
	ProblemPair       Problem = "ends a call that did not begin"          // Of is not such a record
	ProblemSignature  Problem = "a checkpoint is not signed with the key" // it was changed or made up
	ProblemCheckpoint Problem = "not the line that a checkpoint covers"   // the log was written again up to here
	ProblemCut        Problem = "a checkpoint covers a line that is gone" // the end, or the beginning, was cut off
)

// Finding is one problem.
type Finding struct {
	Problem Problem
	// Line counts the lines from 1; 0 for what is wrong with a checkpoint or the end.
	Line int
	// Seq is the number of the record, as far as it is known.
	Seq int64
}

// String returns, for example, "line 7 (record 12): not the next number".
func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("record %d: %s", f.Seq, string(f.Problem))
	}
	return fmt.Sprintf("line %d (record %d): %s", f.Line, f.Seq, string(f.Problem))
}

// ErrTampered is in the error of [Verify] if a log has problems.
var ErrTampered = errors.New("audit: the log is not what was written")

// VerifyOptions say what a log is compared with.
type VerifyOptions struct {
	// Key is that of the [Recorder]. Without it the MACs are not looked at, and lines
	// after the last checkpoint prove nothing.
	Key subject.Key
	// PublicKey is that of the checkpoints, and Checkpoints are those that were kept.
	// Without them nobody can tell that the end is missing.
	PublicKey   ed25519.PublicKey
	Checkpoints []Checkpoint
	// First is the number of the first record, if older ones were moved away; 0 means 1.
	First int64
}

// Report is what [Verify] found.
type Report struct {
	// First and Last are the numbers of the first and the last record; 0 if there is
	// none.
	First, Last int64
	// Covered is the number of the last record that a checkpoint covers.
	Covered int64
	// Open are the records of calls that began and have no end: they run, or the program
	// ended, or a record could not be stored: that of the end, or, of a call that was
	// refused with ErrNotRecorded, its own before it was sent.
	Open []int64
	// Findings are in the order of the lines; those of checkpoints come last.
	Findings []Finding
}

// Verify reads a log and returns what is wrong with it. The error is ErrTampered if
// there are Findings, or that of reading the lines.
func Verify(lines iter.Seq2[[]byte, error], o VerifyOptions) (*Report, error) {
	v := &verification{options: o, expected: max(o.First, 1), covered: map[int64]string{}, open: map[int64]bool{}}
	if !o.Key.IsZero() {
		v.mac = o.Key.Hash()
	}
	v.checkpoints()
	for line, err := range lines {
		switch {
		case errors.Is(err, ErrTorn):
			v.line++
			v.find(ProblemTorn, v.line, v.expected)
		case err != nil:
			return &v.report, err
		default:
			v.line++
			v.read(line)
		}
	}
	v.end()
	if len(v.report.Findings) > 0 {
		return &v.report, fmt.Errorf("%w: %v (finding 1 of %d)", ErrTampered, v.report.Findings[0], len(v.report.Findings))
	}
	return &v.report, nil
}

// verification is one pass over a log.
type verification struct {
	options  VerifyOptions
	report   Report
	mac      hash.Hash // nil without a key
	line     int
	expected int64            // the next number
	prev     string           // hash of the line before, "" for none
	covered  map[int64]string // hashes by number, of checkpoints
	open     map[int64]bool
}

func (v *verification) find(p Problem, line int, seq int64) {
	v.report.Findings = append(v.report.Findings, Finding{p, line, seq})
}

func (v *verification) checkpoints() {
	for _, c := range v.options.Checkpoints {
		if !c.Signed(v.options.PublicKey) {
			v.find(ProblemSignature, 0, c.Seq)
			continue
		}
		if hash, ok := v.covered[c.Seq]; ok && hash != c.Hash {
			v.find(ProblemCheckpoint, 0, c.Seq)
		}
		v.covered[c.Seq] = c.Hash
	}
}

func (v *verification) read(line []byte) {
	hash := hashOf(line)
	r, err := parse(line)
	if err != nil {
		v.find(ProblemLine, v.line, v.expected)
		v.prev = hash
		v.expected++
		return
	}
	v.follows(r)
	if v.mac != nil && !r.authentic(line, v.mac) {
		v.find(ProblemMAC, v.line, r.Seq)
	}
	v.pair(r)
	if want, ok := v.covered[r.Seq]; ok {
		if want == hash {
			v.report.Covered = r.Seq
		} else {
			v.find(ProblemCheckpoint, v.line, r.Seq)
		}
		delete(v.covered, r.Seq)
	}
	if v.report.First == 0 {
		v.report.First = r.Seq
	}
	v.report.Last = r.Seq
	v.prev, v.expected = hash, r.Seq+1
}

// follows looks at where the line is.
func (v *verification) follows(r Record) {
	if r.Seq != v.expected {
		v.find(ProblemNumber, v.line, r.Seq)
	}
	prev := v.prev
	if v.line == 1 {
		prev = r.Prev // what is before is elsewhere
		if v.expected == 1 {
			prev = nothing
		}
	}
	if r.Prev != prev {
		v.find(ProblemPrev, v.line, r.Seq)
	}
}

// pair: the beginning of a call may be in an older file.
func (v *verification) pair(r Record) {
	switch {
	case r.Outcome == OutcomeBegun:
		v.open[r.Seq] = true
	case r.Of >= r.Seq, r.Of >= max(v.options.First, 1) && !v.began(r.Of):
		v.find(ProblemPair, v.line, r.Seq)
	case r.Of > 0:
		v.open[r.Of] = false
	}
}

// began also remembers calls that have ended: a record that was stored twice, because
// the database did not say whether it was, is no forgery.
func (v *verification) began(seq int64) bool {
	_, ok := v.open[seq]
	return ok
}

func (v *verification) end() {
	for _, seq := range slices.Sorted(maps.Keys(v.open)) {
		if v.open[seq] {
			v.report.Open = append(v.report.Open, seq)
		}
	}
	first := max(v.options.First, 1)
	for _, seq := range slices.Sorted(maps.Keys(v.covered)) {
		if seq >= first { // those of files that were moved away are not here
			v.find(ProblemCut, 0, seq)
		}
	}
}
