package truoratest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

var ruleRoutes = []route{
	{hostAccount, "GET /v1/bre/rules", noBody, "", (*Server).listRules},
	{hostAccount, "POST /v1/bre/rules", formBody, "", (*Server).createRule},
	{hostAccount, "GET /v1/bre/rules/{rule_id}", noBody, "", ofRule((*Server).getRule)},
	{hostAccount, "PUT /v1/bre/rules/{rule_id}", formBody, "", ofRule((*Server).updateRule)},
	{hostAccount, "DELETE /v1/bre/rules/{rule_id}", noBody, "", ofRule((*Server).deleteRule)},
	{hostAccount, "GET /v1/bre/variables-spec", noBody, "", (*Server).variablesSpec},
	{hostAccount, "GET /v1/bre/rules/{rule_id}/actions", noBody, "", ofRule((*Server).listActions)},
	{hostAccount, "POST /v1/bre/rules/{rule_id}/actions", formBody, "", ofRule((*Server).createAction)},
	{hostAccount, "PUT /v1/bre/rules/{rule_id}/actions/{action_id}", formBody, "", ofAction((*Server).updateAction)},
	{hostAccount, "DELETE /v1/bre/rules/{rule_id}/actions/{action_id}", noBody, "", ofAction((*Server).deleteAction)},
	{hostAccount, "GET /v1/bre/rules/{rule_id}/actions/{action_id}/envs", noBody, "", ofAction((*Server).listEnvs)},
	{hostAccount, "POST /v1/bre/rules/{rule_id}/actions/{action_id}/envs", formBody, "", ofAction((*Server).setEnv)},
	{hostAccount, "DELETE /v1/bre/rules/{rule_id}/actions/{action_id}/envs/{var_name}", noBody, "", ofAction((*Server).deleteEnv)},
	{hostAccount, "GET /v1/hooks/events", noBody, "", (*Server).listHookEvents},
	{hostAccount, "GET /v1/hooks/events/{idempotency_key}", noBody, "", (*Server).getHookEvent},
}

// rulesState keeps rules and carries none out.
type rulesState struct {
	serial int
	rules  []*rule
}

// stored is what rules and actions share: form fields, and when they were written.
type stored struct {
	serial           int
	id               string
	fields           url.Values
	created, updated time.Time
}

type rule struct {
	stored
	actions []*action
}

type action struct {
	stored
	envs []env
}

type env struct {
	name, value string
	secret      bool
}

func (s *Server) newStored(prefix string, r *request) stored {
	s.rules.serial++
	return stored{s.rules.serial, s.newID(prefix), cloneValues(r.form), r.now, r.now}
}

// update replaces the fields that a call names; whether Truora resets the others is not published.
func (st *stored) update(r *request) {
	for name, values := range r.form {
		st.fields[name] = slices.Clone(values)
	}
	st.updated = r.now
}

// wire has the named fields, as far as they were sent.
func (st *stored) wire(id string, names ...string) obj {
	out := obj{id: st.id, "creation_date": stamp(st.created), "update_date": stamp(st.updated)}
	for _, name := range names {
		if st.fields.Has(name) {
			out[name] = st.fields.Get(name)
		}
	}
	return out
}

func deleted() reply { return messageOnly(http.StatusOK, "delete successful") }

func ofRule(handle func(*Server, *request, *rule) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		i := slices.IndexFunc(s.rules.rules, func(x *rule) bool { return x.id == r.args["rule_id"] })
		if i < 0 {
			return notFound()
		}
		return handle(s, r, s.rules.rules[i])
	}
}

func ofAction(handle func(*Server, *request, *rule, *action) reply) func(*Server, *request) reply {
	return ofRule(func(s *Server, r *request, of *rule) reply {
		i := slices.IndexFunc(of.actions, func(x *action) bool { return x.id == r.args["action_id"] })
		if i < 0 {
			return notFound()
		}
		return handle(s, r, of, of.actions[i])
	})
}

func (x *rule) wire() obj {
	return x.stored.wire("rule_id", "name", "event_type", "condition", "event_actions")
}

func ruleFault(form url.Values) *reply {
	switch {
	case form.Get("name") == "":
		return refuse("missing name")
	case strings.Count(form.Get("event_type"), ".") != 2:
		return refuse("invalid event_type")
	case !json.Valid([]byte(form.Get("condition"))):
		return refuse("invalid condition")
	}
	return nil
}

func (s *Server) createRule(r *request) reply {
	if refused := ruleFault(r.form); refused != nil {
		return *refused
	}
	x := &rule{stored: s.newStored("RUL", r)}
	s.rules.rules = append(s.rules.rules, x)
	return jsonReply(http.StatusOK, obj{"rule": x.wire()})
}

func (s *Server) getRule(_ *request, x *rule) reply {
	return jsonReply(http.StatusOK, obj{"rule": x.wire()})
}

func (s *Server) updateRule(r *request, x *rule) reply {
	merged := rule{stored: stored{fields: cloneValues(x.fields)}}
	merged.update(r)
	if refused := ruleFault(merged.fields); refused != nil {
		return *refused
	}
	x.update(r)
	return jsonReply(http.StatusOK, obj{"rule": x.wire()})
}

func (s *Server) deleteRule(_ *request, x *rule) reply {
	s.rules.rules = slices.DeleteFunc(s.rules.rules, func(other *rule) bool { return other == x })
	return deleted()
}

func (s *Server) listRules(r *request) reply {
	return listReply(s, r, "rules", s.rules.rules, func(x *rule) int { return x.serial }, (*rule).wire)
}

// variablesSpec holds what a check's webhook holds, in the names of Truora's sample.
func (s *Server) variablesSpec(*request) reply {
	spec := obj{}
	for name, kind := range map[string]string{
		"check.check_id": "string", "check.country": "string", "check.score": "number", "check.status": "string",
		"check.type": "string", "person.gender": "string", "person.national_id": "string",
	} {
		spec["variable."+name] = obj{"type": kind}
	}
	return jsonReply(http.StatusOK, obj{"variables_spec": spec})
}

func (x *action) wire() obj {
	out, config := x.stored.wire("action_id", "name", "type", "status"), obj{}
	for field, values := range x.fields {
		if name, ok := strings.CutPrefix(field, "config."); ok {
			config[name] = values[0]
		}
	}
	if len(config) > 0 {
		out["config"] = config
	}
	return out
}

func actionFault(form url.Values) *reply {
	switch {
	case form.Get("name") == "":
		return refuse("missing name")
	case !slices.Contains([]string{"http_request", "email", "create_check"}, form.Get("type")):
		return refuse("invalid type")
	case !slices.Contains([]string{"", "enabled", "disabled"}, form.Get("status")):
		return refuse("invalid status")
	case !slices.Contains([]string{"", "POST", "GET", "DELETE", "PUT"}, form.Get("config.http_method")):
		return refuse("invalid http_method")
	}
	return nil
}

func (s *Server) listActions(r *request, of *rule) reply {
	return listReply(s, r, "actions", of.actions, func(x *action) int { return x.serial }, (*action).wire)
}

// createAction enables an action unless told otherwise: the fake's choice.
func (s *Server) createAction(r *request, of *rule) reply {
	if refused := actionFault(r.form); refused != nil {
		return *refused
	}
	x := &action{stored: s.newStored("ACT", r)}
	if !x.fields.Has("status") {
		x.fields.Set("status", "enabled")
	}
	of.actions = append(of.actions, x)
	return jsonReply(http.StatusOK, obj{"action": x.wire()})
}

func (s *Server) updateAction(r *request, _ *rule, x *action) reply {
	merged := action{stored: stored{fields: cloneValues(x.fields)}}
	merged.update(r)
	if refused := actionFault(merged.fields); refused != nil {
		return *refused
	}
	x.update(r)
	return jsonReply(http.StatusOK, obj{"action": x.wire()})
}

func (s *Server) deleteAction(_ *request, of *rule, x *action) reply {
	of.actions = slices.DeleteFunc(of.actions, func(other *action) bool { return other == x })
	return deleted()
}

var envName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

func (x *action) envsReply() reply {
	vars := []obj{}
	for _, e := range x.envs {
		value := e.value
		if e.secret {
			value = ""
		}
		vars = append(vars, obj{"name": e.name, "secret": e.secret, "value": value})
	}
	return jsonReply(http.StatusOK, obj{"variables": vars})
}

func (s *Server) listEnvs(_ *request, _ *rule, x *action) reply { return x.envsReply() }

func (s *Server) setEnv(r *request, _ *rule, x *action) reply {
	set := env{r.form.Get("name"), r.form.Get("value"), r.form.Get("secret") == "true"}
	if !envName.MatchString(set.name) {
		return invalid("invalid name")
	}
	if i := x.find(set.name); i >= 0 {
		x.envs[i] = set
	} else {
		x.envs = append(x.envs, set)
	}
	return x.envsReply()
}

func (x *action) find(name string) int {
	return slices.IndexFunc(x.envs, func(e env) bool { return e.name == name })
}

func (s *Server) deleteEnv(r *request, _ *rule, x *action) reply {
	i := x.find(r.args["var_name"])
	if i < 0 {
		return notFound()
	}
	x.envs = slices.Delete(x.envs, i, i+1)
	return deleted()
}
