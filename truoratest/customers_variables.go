package truoratest

import (
	"fmt"
	"slices"
	"strings"
)

// decisionVariable is an entry of the catalogue. of returns its value for a customer.
type decisionVariable struct {
	name, about, category, product, kind, variety string
	level                                         int
	active                                        bool
	allowed                                       []string
	example                                       string
	of                                            func(*Customers, *request, *customer) string
}

var decisionVariables = []decisionVariable{
	{
		name: "criminal_record", about: "Whether the person has a criminal record", category: "profile", product: "check",
		kind: "boolean", variety: "primary", level: 1, active: true, allowed: []string{"true", "false"}, example: "true",
		of: func(s *Customers, r *request, c *customer) string { return fmt.Sprint(s.convicted(r, c)) },
	},
	{
		name: "document_status", about: "State of the document", category: "profile_reliability", product: "process",
		kind: "string", variety: "computed", level: 2, active: true, allowed: []string{"active", "expired", "pending"}, example: "active",
		of: func(_ *Customers, _ *request, c *customer) string {
			if c.photographed != nil && c.photographed.status == "success" {
				return "active"
			}
			return "pending"
		},
	},
	{
		name: "transactions", about: "Number of transactions", category: "profile", product: "process",
		kind: "number", variety: "computed", level: 1, active: true, example: "3",
		of: func(_ *Customers, _ *request, c *customer) string { return fmt.Sprint(len(c.transactions)) },
	},
	{
		name: "blocked_before", about: "No longer worked out", category: "profile", product: "process",
		kind: "boolean", variety: "primary", level: 3, example: "false",
		of: func(*Customers, *request, *customer) string { return "" },
	},
}

func (s *Customers) convicted(r *request, c *customer) bool {
	return slices.ContainsFunc(c.transactions, func(t transaction) bool {
		known := s.checks.byID[t.id]
		return known != nil && slices.ContainsFunc(known.runs(), func(run *run) bool {
			return run.dataSet == "criminal_record" && run.grade(r.now).result == "found"
		})
	})
}

func (v decisionVariable) id() string { return "ADV" + digest(26, v.name) }

// matchesFilter reports whether a value fits a filter, which may be repeated.
func matchesFilter(r *request, filter, value string) bool {
	wanted := r.query[filter]
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// listDecisionVariables has the last page's own path as its next, as in Truora's
// sample.
//
// choice: the dates of the list of decision variables change nothing
func (s *Customers) listDecisionVariables(r *request) (reply, error) {
	fitting := filter(s.all(r.now), func(c *customer) bool { return c.fits(r.query.Get("search"), "") })
	return listReply(r, "decision_variables", fitting, customerKey, func(c *customer) obj {
		values := []obj{}
		for _, v := range decisionVariables {
			if v.active && matchesFilter(r, "categories", v.category) && matchesFilter(r, "names", v.name) {
				values = append(values, obj{"category": v.category, "name": v.name, "type": v.kind, "value": v.of(s, r, c)})
			}
		}
		return obj{"id": c.id, "variables": values}
	}, nextIsSelf("decision_variables"))
}

func (s *Customers) listAvailableDecisionVariables(r *request) (reply, error) {
	search := strings.ToLower(r.query.Get("search"))
	fitting := filter(decisionVariables, func(v decisionVariable) bool {
		for name, value := range map[string]string{
			"active": fmt.Sprint(v.active), "category": v.category, "id": v.id(), "level": fmt.Sprint(v.level), "name": v.name,
			"product": v.product, "type": v.kind,
		} {
			if !matchesFilter(r, name, value) {
				return false
			}
		}
		return strings.Contains(strings.ToLower(v.name+" "+v.about), search)
	})
	return listReply(r, "decision_variables", fitting, nil, func(v decisionVariable) obj {
		out := obj{
			"id": v.id(), "name": v.name, "description": v.about, "category": v.category, "product": v.product,
			"data_type": v.kind, "variable_type": v.variety, "level": v.level, "active": v.active, "example": v.example,
		}
		if v.allowed != nil {
			out["allowed_values"] = v.allowed
		}
		return out
	})
}
