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

// Rules are the rules of a [Server], which does not carry them out. They have no levers.
type Rules struct {
	*core
	rules []*rule
}

func (s *Rules) routes() []route {
	return []route{
		{hostAccount, "GET /v1/bre/rules", noBody, "", s.list},
		{hostAccount, "POST /v1/bre/rules", formBody, "", s.create},
		{hostAccount, "GET /v1/bre/rules/{rule_id}", noBody, "", with(s.rule, s.get)},
		{hostAccount, "PUT /v1/bre/rules/{rule_id}", formBody, "", with(s.rule, s.update)},
		{hostAccount, "DELETE /v1/bre/rules/{rule_id}", noBody, "", with(s.rule, s.delete)},
		{hostAccount, "GET /v1/bre/variables-spec", noBody, "", s.variablesSpec},
		{hostAccount, "GET /v1/bre/rules/{rule_id}/actions", noBody, "", with(s.rule, s.listActions)},
		{hostAccount, "POST /v1/bre/rules/{rule_id}/actions", formBody, "", with(s.rule, s.createAction)},
		{hostAccount, "PUT /v1/bre/rules/{rule_id}/actions/{action_id}", formBody, "", with(s.action, s.updateAction)},
		{hostAccount, "DELETE /v1/bre/rules/{rule_id}/actions/{action_id}", noBody, "", with(s.action, s.deleteAction)},
		{hostAccount, "GET /v1/bre/rules/{rule_id}/actions/{action_id}/envs", noBody, "", with(s.action, s.listEnvs)},
		{hostAccount, "POST /v1/bre/rules/{rule_id}/actions/{action_id}/envs", formBody, "", with(s.action, s.setEnv)},
		{hostAccount, "DELETE /v1/bre/rules/{rule_id}/actions/{action_id}/envs/{var_name}", noBody, "", with(s.action, s.deleteEnv)},
	}
}

// record is what rules and actions share: form fields, and when they were written.
type record struct {
	serial           int
	id               string
	fields           url.Values
	created, updated time.Time
}

type rule struct {
	record
	actions []*action
}

type action struct {
	record
	of   *rule
	envs []env
}

type env struct {
	name, value string
	secret      bool
}

func (s *Rules) newRecord(prefix string, r *request) record {
	id, serial := s.newItem(prefix)
	return record{serial, id, cloneValues(r.form), r.now, r.now}
}

// update replaces the fields that a call names.
//
// choice: fields of rules and actions that an update does not name stay
func (st *record) update(r *request) {
	for name, values := range r.form {
		st.fields[name] = slices.Clone(values)
	}
	st.updated = r.now
}

// wire returns the named fields, as far as they were sent.
func (st *record) wire(id string, names ...string) obj {
	out := obj{id: st.id, "creation_date": stamp(st.created), "update_date": stamp(st.updated)}
	for _, name := range names {
		if st.fields.Has(name) {
			out[name] = st.fields.Get(name)
		}
	}
	return out
}

func deleted() reply { return messageOnly(http.StatusOK, "delete successful") }

func (s *Rules) rule(r *request) (*rule, error) {
	return orNotFound(firstWhere(s.rules, func(x *rule) bool { return x.id == r.args["rule_id"] }))
}

func (s *Rules) action(r *request) (*action, error) {
	of, err := s.rule(r)
	if err != nil {
		return nil, err
	}
	return orNotFound(firstWhere(of.actions, func(x *action) bool { return x.id == r.args["action_id"] }))
}

func (x *rule) wire() obj {
	return x.record.wire("rule_id", "name", "event_type", "condition", "event_actions")
}

func ruleFault(form url.Values) error {
	switch {
	case form.Get("name") == "":
		return invalid("missing name")
	case strings.Count(form.Get("event_type"), ".") != 2:
		return invalid("invalid event_type")
	case !json.Valid([]byte(form.Get("condition"))):
		return invalid("invalid condition")
	}
	return nil
}

func (s *Rules) create(r *request) (reply, error) {
	if err := ruleFault(r.form); err != nil {
		return reply{}, err
	}
	x := &rule{record: s.newRecord("RUL", r)}
	s.rules = append(s.rules, x)
	return jsonReply(http.StatusOK, obj{"rule": x.wire()}), nil
}

func (s *Rules) get(_ *request, x *rule) (reply, error) {
	return jsonReply(http.StatusOK, obj{"rule": x.wire()}), nil
}

func (s *Rules) update(r *request, x *rule) (reply, error) {
	merged := rule{record: record{fields: cloneValues(x.fields)}}
	merged.update(r)
	if err := ruleFault(merged.fields); err != nil {
		return reply{}, err
	}
	x.update(r)
	return jsonReply(http.StatusOK, obj{"rule": x.wire()}), nil
}

func (s *Rules) delete(_ *request, x *rule) (reply, error) {
	s.rules = slices.DeleteFunc(s.rules, func(other *rule) bool { return other == x })
	return deleted(), nil
}

func (s *Rules) list(r *request) (reply, error) {
	return listReply(r, "rules", s.rules, func(x *rule) int { return x.serial }, (*rule).wire)
}

// variablesSpec returns the members of a check's event, with the names in Truora's
// sample.
func (s *Rules) variablesSpec(*request) (reply, error) {
	spec := obj{}
	for name, kind := range map[string]string{
		"check.check_id": "string", "check.country": "string", "check.score": "number", "check.status": "string",
		"check.type": "string", "person.gender": "string", "person.national_id": "string",
	} {
		spec["variable."+name] = obj{"type": kind}
	}
	return jsonReply(http.StatusOK, obj{"variables_spec": spec}), nil
}

func (x *action) wire() obj {
	out, config := x.record.wire("action_id", "name", "type", "status"), obj{}
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

func actionFault(form url.Values) error {
	switch {
	case form.Get("name") == "":
		return invalid("missing name")
	case !slices.Contains([]string{"http_request", "email", "create_check"}, form.Get("type")):
		return invalid("invalid type")
	case !slices.Contains([]string{"", "enabled", "disabled"}, form.Get("status")):
		return invalid("invalid status")
	case !slices.Contains([]string{"", "POST", "GET", "DELETE", "PUT"}, form.Get("config.http_method")):
		return invalid("invalid http_method")
	}
	return nil
}

func (s *Rules) listActions(r *request, of *rule) (reply, error) {
	return listReply(r, "actions", of.actions, func(x *action) int { return x.serial }, (*action).wire)
}

// createAction enables an action.
//
// choice: a new action is enabled
func (s *Rules) createAction(r *request, of *rule) (reply, error) {
	if err := actionFault(r.form); err != nil {
		return reply{}, err
	}
	x := &action{record: s.newRecord("ACT", r), of: of}
	if !x.fields.Has("status") {
		x.fields.Set("status", "enabled")
	}
	of.actions = append(of.actions, x)
	return jsonReply(http.StatusOK, obj{"action": x.wire()}), nil
}

func (s *Rules) updateAction(r *request, x *action) (reply, error) {
	merged := action{record: record{fields: cloneValues(x.fields)}}
	merged.update(r)
	if err := actionFault(merged.fields); err != nil {
		return reply{}, err
	}
	x.update(r)
	return jsonReply(http.StatusOK, obj{"action": x.wire()}), nil
}

func (s *Rules) deleteAction(_ *request, x *action) (reply, error) {
	x.of.actions = slices.DeleteFunc(x.of.actions, func(other *action) bool { return other == x })
	return deleted(), nil
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

func (s *Rules) listEnvs(_ *request, x *action) (reply, error) { return x.envsReply(), nil }

func (s *Rules) setEnv(r *request, x *action) (reply, error) {
	set := env{r.form.Get("name"), r.form.Get("value"), r.form.Get("secret") == "true"}
	if !envName.MatchString(set.name) {
		return reply{}, invalid("invalid name")
	}
	if i := x.find(set.name); i >= 0 {
		x.envs[i] = set
	} else {
		x.envs = append(x.envs, set)
	}
	return x.envsReply(), nil
}

func (x *action) find(name string) int {
	return slices.IndexFunc(x.envs, func(e env) bool { return e.name == name })
}

func (s *Rules) deleteEnv(r *request, x *action) (reply, error) {
	i := x.find(r.args["var_name"])
	if i < 0 {
		return reply{}, notFound()
	}
	x.envs = slices.Delete(x.envs, i, i+1)
	return deleted(), nil
}
