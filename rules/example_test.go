package rules_test

import (
	"context"
	"fmt"
	"log"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/rules"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	srv := truoratest.New() // a Truora in memory
	defer srv.Close()
	client := srv.Client() // with a key it would be truora.FromEnv()
	ctx := context.Background()

	rule, err := client.Rules.Create(ctx, rules.CreateParams{
		Name: "tell about risk", EventType: rules.EventTypeCheckFinished,
		Condition: `{"<":[{"var":"variable.check.score"},0.5]}`,
	})
	if err != nil {
		log.Fatal(err)
	}
	action, err := client.Rules.CreateAction(ctx, rule.RuleID, rules.CreateActionParams{
		Name: "notify", Type: rules.ActionTypeHTTPRequest,
		ActionConfig: rules.ActionConfig{URL: "https://example.com/risk/{{.check.check_id}}", HTTPMethod: "POST"},
	})
	if err != nil {
		log.Fatal(err)
	}
	envs, err := client.Rules.SetEnv(ctx, rule.RuleID, action.ActionID, rules.SetEnvParams{Name: "TOKEN", Value: apitype.NewSecret("made up"), Secret: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(action.Status, envs.Variables)
	// Output: enabled [{TOKEN true [redacted]}]
}
