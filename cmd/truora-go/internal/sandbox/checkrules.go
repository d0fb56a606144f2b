package sandbox

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/truora/truora-go/truoratest"
)

// checkRule scripts the checks with these inputs. Empty ones fit any.
type checkRule struct {
	Country string
	Type    string
	Form    map[string]string
	Script  truoratest.CheckScript
}

func (rule checkRule) fits(in truoratest.CheckInput) bool {
	for name, value := range rule.Form {
		if in.Form.Get(name) != value {
			return false
		}
	}
	return (rule.Country == "" || strings.EqualFold(rule.Country, in.Country)) && (rule.Type == "" || rule.Type == in.Type)
}

// readCheckRules reads the argument of Checks.OnCreate: rules, of which the first that
// fits counts, or null.
func readCheckRules(text []byte, f *func(truoratest.CheckInput) truoratest.CheckScript) error {
	var rules []checkRule
	if err := json.Unmarshal(text, &rules, reading); err != nil {
		return err
	}
	for _, rule := range rules {
		if err := tryScript(rule.Script); err != nil {
			return err
		}
	}
	*f = nil
	if len(rules) > 0 {
		*f = func(in truoratest.CheckInput) truoratest.CheckScript {
			for _, rule := range rules {
				if rule.fits(in) {
					return rule.Script
				}
			}
			return truoratest.CheckScript{}
		}
	}
	return nil
}

// tryScript finds out whether a script is one, before a check needs it.
func tryScript(script truoratest.CheckScript) (err error) {
	defer func() {
		if misuse := recover(); misuse != nil {
			err = invalid("has a script that cannot be: " + strings.TrimPrefix(fmt.Sprint(misuse), "truoratest: Checks.Next: "))
		}
	}()
	truoratest.New().Checks.Next(script)
	return nil
}
