package contract_test

import (
	"context"
	"errors"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/hooks"
	"github.com/truora/truora-go/rules"
	"github.com/truora/truora-go/truoratest"
)

var _ = drives(
	row{Go: "rules.Create", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Rules.Create(ctx, flagRisky())
		return err
	}},
	row{Go: "rules.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for range 2 {
			if _, err := d.client.Rules.Create(ctx, flagRisky()); err != nil {
				return err
			}
		}
		for _, err := range d.client.Rules.All(ctx, rules.ListParams{}) {
			if err != nil {
				return err
			}
		}
		return nil
	}},
	row{Go: "rules.Get", Run: func(ctx context.Context, d drive) error {
		rule, err := d.client.Rules.Create(ctx, flagRisky())
		if err != nil {
			return err
		}
		if _, err := d.client.Rules.Get(ctx, rule.RuleID); err != nil {
			return err
		}
		_, err = d.client.Rules.Get(ctx, "RUL0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "rules.Update", Run: func(ctx context.Context, d drive) error {
		rule, err := d.client.Rules.Create(ctx, flagRisky())
		if err != nil {
			return err
		}
		_, err = d.client.Rules.Update(ctx, rule.RuleID, rules.UpdateParams{
			Name: "flag-slow", EventType: rules.EventTypeCheckDelayed, Condition: `{"==":[1,1]}`,
		})
		return err
	}},
	row{Go: "rules.Delete", Run: func(ctx context.Context, d drive) error {
		rule, err := d.client.Rules.Create(ctx, flagRisky())
		if err != nil {
			return err
		}
		if err := d.client.Rules.Delete(ctx, rule.RuleID); err != nil {
			return err
		}
		err = d.client.Rules.Delete(ctx, rule.RuleID)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "rules.GetVariablesSpec", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Rules.GetVariablesSpec(ctx)
		return err
	}},
	row{Go: "rules.CreateAction", Run: func(ctx context.Context, d drive) error {
		ids, err := notifying(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Rules.CreateAction(ctx, ids.rule, rules.CreateActionParams{
			Name: "write", Type: rules.ActionTypeEmail,
		})
		return err
	}},
	row{Go: "rules.ListActions", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		ids, err := notifying(ctx, d)
		if err != nil {
			return err
		}
		if _, err := d.client.Rules.CreateAction(ctx, ids.rule, notify()); err != nil {
			return err
		}
		for _, err := range d.client.Rules.AllActions(ctx, ids.rule, rules.ListActionsParams{}) {
			if err != nil {
				return err
			}
		}
		return nil
	}},
	row{Go: "rules.UpdateAction", Run: func(ctx context.Context, d drive) error {
		ids, err := notifying(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Rules.UpdateAction(ctx, ids.rule, ids.action, rules.UpdateActionParams{
			Name: "notify twice", Status: rules.ActionStatusDisabled, ActionConfig: notify().ActionConfig,
		})
		return err
	}},
	row{Go: "rules.DeleteAction", Run: func(ctx context.Context, d drive) error {
		ids, err := notifying(ctx, d)
		if err != nil {
			return err
		}
		err = d.client.Rules.DeleteAction(ctx, ids.rule, ids.action)
		return err
	}},
	row{Go: "rules.SetEnv", Run: func(ctx context.Context, d drive) error {
		_, err := withEnvs(ctx, d)
		return err
	}},
	row{Go: "rules.GetEnvs", Run: func(ctx context.Context, d drive) error {
		ids, err := withEnvs(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Rules.GetEnvs(ctx, ids.rule, ids.action)
		return err
	}},
	row{Go: "rules.DeleteEnv", Run: func(ctx context.Context, d drive) error {
		ids, err := withEnvs(ctx, d)
		if err != nil {
			return err
		}
		err = d.client.Rules.DeleteEnv(ctx, ids.rule, ids.action, "API_KEY")
		return err
	}},
	row{Go: "hooks.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(2)
		if _, err := finished(ctx, d, truoratest.CheckScript{}, person()); err != nil {
			return err
		}
		time.Sleep(time.Minute) // for the variables
		count := 0
		for event, err := range d.client.Hooks.All(ctx, hooks.ListParams{}) {
			if err != nil {
				return err
			}
			var object struct {
				CheckID string `json:"check_id"`
			}
			if err := event.Object.Decode(&object); err != nil || object.CheckID == "" {
				return errors.Join(err, errors.New("no object"))
			}
			count++
		}
		if count != 4 {
			return errors.New("not all events are listed")
		}
		return nil
	}},
	row{Go: "hooks.Get", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.Checks.Create(ctx, person()); err != nil {
			return err
		}
		time.Sleep(2 * time.Second)
		page, err := d.client.Hooks.List(ctx, hooks.ListParams{})
		if err != nil {
			return err
		}
		if _, err := d.client.Hooks.Get(ctx, page.Items[0].IdempotencyKey); err != nil {
			return err
		}
		_, err = d.client.Hooks.Get(ctx, "HIK0")
		return expect(truora.ErrNotFound, err)
	}},
)

func flagRisky() rules.CreateParams {
	return rules.CreateParams{
		Name: "flag-risky", EventType: rules.EventTypeCheckFinished, Condition: `{"<":[{"var":"variable.check.score"},0.5]}`,
		EventActions: `["flag"]`,
	}
}

func notify() rules.CreateActionParams {
	return rules.CreateActionParams{
		Name: "notify", Type: rules.ActionTypeHTTPRequest, Status: rules.ActionStatusEnabled,
		ActionConfig: rules.ActionConfig{
			URL: "https://example.com/hook/{{.check.check_id}}", HTTPMethod: "POST", Headers: apitype.NewSecret("X-Demo=1"), BodyTemplate: "id: {{.check.check_id}}",
		},
	}
}

// made are the ids of a rule and its action.
type made struct{ rule, action string }

func notifying(ctx context.Context, d drive) (made, error) {
	rule, err := d.client.Rules.Create(ctx, flagRisky())
	if err != nil {
		return made{}, err
	}
	action, err := d.client.Rules.CreateAction(ctx, rule.RuleID, notify())
	if err != nil {
		return made{}, err
	}
	return made{rule.RuleID, action.ActionID}, nil
}

func withEnvs(ctx context.Context, d drive) (made, error) {
	ids, err := notifying(ctx, d)
	if err != nil {
		return ids, err
	}
	for _, env := range []rules.SetEnvParams{{Name: "API_KEY", Value: apitype.NewSecret("not-a-real-one"), Secret: true}, {Name: "ENDPOINT", Value: apitype.NewSecret("https://example.com")}} {
		if _, err := d.client.Rules.SetEnv(ctx, ids.rule, ids.action, env); err != nil {
			return ids, err
		}
	}
	return ids, nil
}
