package truoratest

import (
	"cmp"
	"slices"
	"strings"
)

// evaluate evaluates a JSONLogic rule for a customer. It returns false for an unknown
// operator or variable.
func (s *Customers) evaluate(rule any, c *customer) (any, bool) {
	op, ok := rule.(map[string]any)
	if !ok {
		return rule, true
	}
	if len(op) != 1 {
		return nil, false
	}
	for name, given := range op {
		args, many := given.([]any)
		if !many {
			args = []any{given}
		}
		return s.apply(name, args, c)
	}
	return nil, false
}

func (s *Customers) apply(name string, args []any, c *customer) (any, bool) {
	var values []any
	for _, arg := range args {
		value, ok := s.evaluate(arg, c)
		if !ok {
			return nil, false
		}
		values = append(values, value)
	}
	switch {
	case name == "and":
		return !slices.ContainsFunc(values, func(v any) bool { return !truthy(v) }), true
	case name == "or":
		return slices.ContainsFunc(values, truthy), true
	case name == "!" && len(values) == 1:
		return !truthy(values[0]), true
	case name == "tag" && len(values) == 1:
		return slices.ContainsFunc(s.tagsOf(c.id), func(t obj) bool { return t["name"] == values[0] }), true
	case name == "var" && len(values) == 1:
		return s.variable(c, values[0])
	case len(values) == 2:
		return compare(name, values[0], values[1])
	}
	return nil, false
}

// variable knows the one variable in Truora's samples, and a few more.
func (s *Customers) variable(c *customer, name any) (any, bool) {
	switch name {
	case "interaction_patterns.interaction_count":
		return float64(len(c.transactions)), true
	case "profile.age":
		return float64(c.age(s.now())), true
	case "profile.country":
		return c.place, true
	}
	return nil, false
}

func compare(op string, a, b any) (any, bool) {
	var order int
	switch a := a.(type) {
	case float64:
		number, ok := b.(float64)
		if !ok {
			return nil, false
		}
		order = cmp.Compare(a, number)
	case string:
		text, ok := b.(string)
		if !ok {
			return nil, false
		}
		order = strings.Compare(a, text)
	default:
		return nil, false
	}
	switch op {
	case "==", "===":
		return order == 0, true
	case "!=", "!==":
		return order != 0, true
	case ">":
		return order > 0, true
	case ">=":
		return order >= 0, true
	case "<":
		return order < 0, true
	case "<=":
		return order <= 0, true
	}
	return nil, false
}

func truthy(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case float64:
		return v != 0
	case string:
		return v != ""
	}
	return v != nil
}
