package erasure

import (
	"context"
	"errors"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/validators"
)

// deleter is how things of an area are deleted and read again.
type deleter struct {
	remove func(ctx context.Context, c *truora.Client, id string) error
	// there reports whether it can still be read.
	there func(ctx context.Context, c *truora.Client, id string) (bool, error)
}

var deleters = map[Area]deleter{
	AreaContinuous: {stop, enabled},
	AreaProcess: {
		func(ctx context.Context, c *truora.Client, id string) error { return c.Identity.Delete(ctx, id) },
		func(ctx context.Context, c *truora.Client, id string) (bool, error) {
			_, err := c.Identity.Get(ctx, id)
			return found404(err)
		},
	},
	AreaValidation: {
		func(ctx context.Context, c *truora.Client, id string) error {
			_, err := c.Validators.Delete(ctx, id)
			if errors.Is(err, truora.ErrConflict) {
				return nil // it is deleted already
			}
			return err
		},
		validationThere,
	},
	AreaEnrollment: {
		func(ctx context.Context, c *truora.Client, id string) error {
			return c.Validators.DeleteEnrollment(ctx, id, validators.DeleteEnrollmentParams{})
		},
		func(ctx context.Context, c *truora.Client, id string) (bool, error) {
			_, err := c.Validators.GetEnrollment(ctx, id)
			return found404(err)
		},
	},
	AreaContact: {
		func(ctx context.Context, c *truora.Client, id string) error { return c.Contacts.Delete(ctx, id) },
		func(ctx context.Context, c *truora.Client, id string) (bool, error) {
			_, err := c.Contacts.Get(ctx, id, contacts.GetParams{})
			return found404(err)
		},
	},
	AreaCheck: {
		func(ctx context.Context, c *truora.Client, id string) error {
			_, err := c.Checks.Delete(ctx, id)
			return err
		},
		func(ctx context.Context, c *truora.Client, id string) (bool, error) {
			check, err := c.Checks.Get(ctx, id)
			if err == nil && check.Deleted {
				return false, nil // the stub, without data
			}
			return found404(err)
		},
	},
}

// found404 turns the error of a read into whether there was something to read.
func found404(err error) (bool, error) {
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}

func stop(ctx context.Context, c *truora.Client, id string) error {
	check, err := c.Continuous.Get(ctx, id)
	if err != nil {
		return err
	}
	_, err = c.Continuous.Update(ctx, id, continuous.UpdateParams{Frequency: check.Frequency, Status: continuous.StatusDisabled})
	if errors.Is(err, truora.ErrUnchanged) {
		return nil
	}
	return err
}

func enabled(ctx context.Context, c *truora.Client, id string) (bool, error) {
	check, err := c.Continuous.Get(ctx, id)
	if err != nil {
		return found404(err)
	}
	return check.Status == continuous.StatusEnabled, nil
}

// How long a validation, whose deletion takes some seconds, is looked at.
const (
	glances = 10
	between = 3 * time.Second
)

// validationThere: Truora goes on to show that a deleted validation was there, without
// its data.
func validationThere(ctx context.Context, c *truora.Client, id string) (bool, error) {
	for range glances {
		v, err := c.Validators.Get(ctx, id, validators.GetParams{})
		if err != nil {
			return found404(err)
		}
		switch v.LifecycleStatus {
		case validators.LifecycleStatusDeleted:
			return false, nil
		case validators.LifecycleStatusDeleting:
		case validators.LifecycleStatusRestoring, validators.LifecycleStatusRestored:
			return true, nil
		default:
			return true, nil
		}
		timer := time.NewTimer(between)
		select {
		case <-ctx.Done():
			timer.Stop()
			return true, ctx.Err()
		case <-timer.C:
		}
	}
	return true, nil
}

// Execute carries out the steps of a plan that are not at their end, and then forgets in
// the index what is gone. save stores the plan, as JSON, and is called before and after
// each deletion: after a crash, execute the plan that was stored last. If save fails,
// or Truora cannot be reached, Execute returns the error, and may be called again.
//
// A thing that is left for a reason is no error: see [Plan.Proof]. If it may become
// possible to delete, such as a validation that runs, make another plan later.
func (e *Eraser) Execute(ctx context.Context, client *truora.Client, plan *Plan, save func(context.Context, *Plan) error) error {
	if client == nil || plan == nil || save == nil {
		return errors.New("erasure: Execute needs a client, a plan and a function that stores it")
	}
	for i := range plan.Steps {
		s := &plan.Steps[i]
		if s.State == StatePlanned || s.State == StateBegun {
			if err := e.step(ctx, client, plan, s, save); err != nil {
				return err
			}
		}
		if s.State == StateDeleted || s.State == StateGone {
			if err := e.options.Index.Remove(ctx, s.Item); err != nil {
				return failed("forgetting what is gone", err)
			}
		}
	}
	if plan.Ended.IsZero() {
		plan.Ended = time.Now().UTC()
	}
	return save(ctx, plan)
}

func (e *Eraser) step(ctx context.Context, client *truora.Client, plan *Plan, s *Step, save func(context.Context, *Plan) error) error {
	if deleters[s.Area].remove == nil { // the plan is one of another version
		s.State, s.Reason = StateLeft, ReasonNoOperation
		return save(ctx, plan)
	}
	held, err := e.options.Hold(ctx, s.Item)
	if err != nil {
		return failed("asking for a legal hold", err)
	}
	if held {
		s.State, s.Reason = StateLeft, ReasonHold
		return save(ctx, plan)
	}
	there, err := deleters[s.Area].there(ctx, client, s.ID)
	if err != nil {
		return failed("reading a "+string(s.Area), err)
	}
	if there {
		err = e.remove(ctx, client, plan, s, save)
	} else {
		s.end(there)
	}
	if err != nil {
		return err
	}
	return save(ctx, plan)
}

// end sets the state of something that was looked at.
func (s *Step) end(there bool) {
	switch {
	case there:
		s.State, s.Reason = StateLeft, ReasonStillThere
	case s.Area == AreaContinuous:
		s.State, s.Reason = StateLeft, ReasonStopped
	case s.State == StatePlanned:
		s.State = StateGone
	default:
		s.State = StateDeleted // by what a crash interrupted, or now
	}
}

// remove deletes and reads again. That it begins is stored first, so that what is gone
// after a crash is known to be deleted.
func (e *Eraser) remove(ctx context.Context, client *truora.Client, plan *Plan, s *Step, save func(context.Context, *Plan) error) error {
	s.State = StateBegun
	if err := save(ctx, plan); err != nil {
		return err
	}
	d := deleters[s.Area]
	switch err := d.remove(ctx, client, s.ID); {
	case errors.Is(err, truora.ErrInvalid), errors.Is(err, truora.ErrConflict), errors.Is(err, truora.ErrForbidden):
		s.State, s.Reason = StateLeft, ReasonRefused
		if s.First {
			s.Reason = ReasonContinuous
		}
		return nil
	case err != nil && !missing(err):
		return failed("deleting a "+string(s.Area), err)
	}
	there, err := d.there(ctx, client, s.ID)
	if err != nil {
		return failed("reading a deleted "+string(s.Area), err)
	}
	s.end(there)
	return nil
}
