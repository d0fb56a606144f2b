package truoratest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// decisionVariable is one of the catalogue. of gives its value for a customer.
type decisionVariable struct {
	name, about, category, product, kind, variety string
	level                                         int
	active                                        bool
	allowed                                       []string
	example                                       string
	of                                            func(*Server, *request, *customer) string
}

var decisionVariables = []decisionVariable{
	{
		name: "criminal_record", about: "Whether the person has a criminal record", category: "profile", product: "check",
		kind: "boolean", variety: "primary", level: 1, active: true, allowed: []string{"true", "false"}, example: "true",
		of: func(s *Server, r *request, c *customer) string { return fmt.Sprint(s.convicted(r, c)) },
	},
	{
		name: "document_status", about: "State of the document", category: "profile_reliability", product: "process",
		kind: "string", variety: "computed", level: 2, active: true, allowed: []string{"active", "expired", "pending"}, example: "active",
		of: func(_ *Server, _ *request, c *customer) string {
			if c.photographed != nil && c.photographed.status == "success" {
				return "active"
			}
			return "pending"
		},
	},
	{
		name: "transactions", about: "Number of transactions", category: "profile", product: "process",
		kind: "number", variety: "computed", level: 1, active: true, example: "3",
		of: func(_ *Server, _ *request, c *customer) string { return fmt.Sprint(len(c.transactions)) },
	},
	{
		name: "blocked_before", about: "No longer worked out", category: "profile", product: "process",
		kind: "boolean", variety: "primary", level: 3, example: "false",
		of: func(*Server, *request, *customer) string { return "" },
	},
}

func (s *Server) convicted(r *request, c *customer) bool {
	return slices.ContainsFunc(c.transactions, func(t transaction) bool {
		known := s.checks.byID[t.id]
		return known != nil && slices.ContainsFunc(known.runs, func(run *run) bool {
			return run.dataSet == "criminal_record" && run.grade(r.now).result == "found"
		})
	})
}

func (v decisionVariable) id() string { return "ADV" + digest(26, v.name) }

// wants tells whether a value fits a filter that may be repeated.
func wants(r *request, filter, value string) bool {
	wanted := r.query[filter]
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// listDecisionVariables ends by naming itself, as Truora's sample does. Its dates change nothing: which date they
// mean is not known.
func (s *Server) listDecisionVariables(r *request) reply {
	var fitting []*customer
	for _, c := range s.customers(r.now) {
		if c.fits(r.query.Get("search"), "") {
			fitting = append(fitting, c)
		}
	}
	page, next, refused := pageOf(s, r, fitting, func(c *customer) int { return c.serial })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, c := range page {
		values := []obj{}
		for _, v := range decisionVariables {
			if v.active && wants(r, "categories", v.category) && wants(r, "names", v.name) {
				values = append(values, obj{"category": v.category, "name": v.name, "type": v.kind, "value": v.of(s, r, c)})
			}
		}
		wire = append(wire, obj{"id": c.id, "variables": values})
	}
	return jsonReply(http.StatusOK, obj{"decision_variables": wire, "next": cmp.Or(next, r.self()), "self": r.self()})
}

func (s *Server) listAvailableVariables(r *request) reply {
	type numbered struct {
		decisionVariable
		at int
	}
	var fitting []numbered
	for i, v := range decisionVariables {
		search := strings.ToLower(r.query.Get("search"))
		if wants(r, "active", fmt.Sprint(v.active)) && wants(r, "category", v.category) && wants(r, "id", v.id()) &&
			wants(r, "level", fmt.Sprint(v.level)) && wants(r, "name", v.name) && wants(r, "product", v.product) &&
			wants(r, "type", v.kind) && strings.Contains(strings.ToLower(v.name+" "+v.about), search) {
			fitting = append(fitting, numbered{v, i + 1})
		}
	}
	page, next, refused := pageOf(s, r, fitting, func(n numbered) int { return n.at })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, v := range page {
		out := obj{
			"id": v.id(), "name": v.name, "description": v.about, "category": v.category, "product": v.product,
			"data_type": v.kind, "variable_type": v.variety, "level": v.level, "active": v.active, "example": v.example,
		}
		if v.allowed != nil {
			out["allowed_values"] = v.allowed
		}
		wire = append(wire, out)
	}
	return jsonReply(http.StatusOK, obj{"decision_variables": wire, "next": next, "self": r.self()})
}
