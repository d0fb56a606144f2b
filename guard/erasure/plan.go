package erasure

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/subject"
)

// Reason is why something is left.
type Reason string

// The reasons.
const (
	ReasonHold        Reason = "it is under a legal hold"
	ReasonNoOperation Reason = "Truora has no operation that deletes it"
	ReasonContinuous  Reason = "it is the first check of a continuous check, which Truora does not delete"
	ReasonStopped     Reason = "it is stopped, and Truora has no operation that deletes it"
	ReasonRefused     Reason = "Truora refused to delete it"
	ReasonStillThere  Reason = "Truora accepted the deletion, and still shows it"
)

// State is how far a step is.
type State string

// The states. All but the first two are final.
const (
	StatePlanned State = "planned"
	StateBegun   State = "begun"   // it may have been sent
	StateDeleted State = "deleted" // and not found afterwards, or found without data
	StateGone    State = "gone"    // it was not there when the erasure came to it
	StateLeft    State = "left"    // for Step.Reason
)

// Step is one thing and what becomes of it.
type Step struct {
	Item
	// First is set for a check with which a continuous check begins.
	First  bool   `json:"first,omitzero"`
	State  State  `json:"state"`
	Reason Reason `json:"reason,omitzero"`
}

// Plan is an erasure: what was found, and what became of each thing. As JSON it can be
// stored and gone on with. It contains Truora's ids, account ids, and no other data of
// the person; it should be deleted once its [Proof] is made.
type Plan struct {
	ID    string    `json:"id"`
	Made  time.Time `json:"made"`
	Ended time.Time `json:"ended,omitzero"`
	Steps []Step    `json:"steps"`
}

// PlanParams say what to erase.
type PlanParams struct {
	// Person is everything that names the person, above all your own reference, the
	// documents and the account ids. What the index does not know by one of them, and no
	// list of Truora's shows, is not found.
	Person []subject.Identifier
	// Also are things that you know of otherwise: checks from before there was an index,
	// or what [Eraser.Due] returned.
	Also []Item
}

// Plan finds what Truora holds about a person. It changes nothing; print the result for
// a person to read. It reads the index, and the lists of processes, validations,
// enrollments, contacts, chats, customers and continuous checks; none of it is billed.
func (e *Eraser) Plan(ctx context.Context, client *truora.Client, params PlanParams) (*Plan, error) {
	if client == nil {
		return nil, errors.New("erasure: a plan needs a client")
	}
	if len(params.Person) == 0 && len(params.Also) == 0 {
		return nil, errors.New("erasure: a plan needs a person or items")
	}
	s := &search{client: client, seen: map[Item]bool{}}
	for _, item := range params.Also {
		s.add(item)
	}
	known, err := e.options.Index.Items(ctx, e.ids(params.Person))
	if err != nil {
		return nil, fmt.Errorf("erasure: reading the index: %w", err)
	}
	for _, item := range known {
		s.add(item)
	}
	if len(params.Person) > 0 { // else these items only, and not what belongs to them
		if err := s.lists(ctx, params.Person); err != nil {
			return nil, err
		}
	}
	plan := &Plan{ID: rand.Text(), Made: time.Now().UTC(), Steps: s.steps}
	plan.order()
	for i := range plan.Steps {
		if err := e.decide(ctx, &plan.Steps[i]); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// decide says of a step whether it is left.
func (e *Eraser) decide(ctx context.Context, s *Step) error {
	s.State = StatePlanned
	held, err := e.options.Hold(ctx, s.Item)
	switch {
	case err != nil:
		return fmt.Errorf("erasure: asking for a legal hold: %w", err)
	case held:
		s.State, s.Reason = StateLeft, ReasonHold
	case deleters[s.Area].remove == nil:
		s.State, s.Reason = StateLeft, ReasonNoOperation
	}
	return nil
}

// areas are all, in the order of a plan.
var areas = []Area{
	AreaContinuous, AreaProcess, AreaValidation, AreaEnrollment, AreaContact, AreaCheck, AreaChat, AreaCustomer, AreaAccount,
	AreaMessage,
}

// order puts the first checks of continuous checks last among the checks.
func (p *Plan) order() {
	rank := func(s Step) int {
		n := 2 * slices.Index(areas, s.Area)
		if s.First {
			n++
		}
		return n
	}
	slices.SortStableFunc(p.Steps, func(a, b Step) int { return rank(a) - rank(b) })
}

// Done reports whether all steps are at their end.
func (p *Plan) Done() bool {
	return !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.State == StatePlanned || s.State == StateBegun })
}

// String says in words what the plan would do, or has done, with one line a thing.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Erasure %s of %s: %d things\n", p.ID, p.Made.Format(time.DateOnly), len(p.Steps))
	for _, s := range p.Steps {
		what := string(s.State)
		switch {
		case s.State == StatePlanned && s.Area == AreaContinuous:
			what = "will be stopped"
		case s.State == StatePlanned:
			what = "will be deleted"
		case s.State == StateLeft:
			what = "left: " + string(s.Reason)
		}
		fmt.Fprintf(&b, "  %-16s %s: %s\n", string(s.Area), s.ID, what)
	}
	return b.String()
}
