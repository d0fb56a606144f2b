package truoratest

import (
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// CustomTypes are the custom types of a [Server].
type CustomTypes struct {
	*core
	silent bool // see Silent
	// weights by country, name and data set.
	weights map[string]map[string]map[string]float64
}

func newCustomTypes(c *core) *CustomTypes {
	return &CustomTypes{core: c, weights: map[string]map[string]map[string]float64{}}
}

func (s *CustomTypes) routes() []route {
	return []route{
		{hostChecks, "GET /v1/config", noBody, "", s.list},
		{hostChecks, "POST /v1/config", formBody, "", s.create},
		{hostChecks, "PUT /v1/config", formBody, "", s.update},
		{hostChecks, "DELETE /v1/config", noBody, "", s.delete},
	}
}

// Silent makes updates and deletions answer 200 without a body, as in Truora's document
// of 2021. Its newer documents show the configuration.
func (s *CustomTypes) Silent(silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = silent
}

func (s *CustomTypes) changed(answer reply) reply {
	if s.silent {
		return reply{status: http.StatusOK}
	}
	return answer
}

// exists reports whether the account created a type of that name.
func (s *CustomTypes) exists(country, name string) bool {
	_, ok := s.weights[country][name]
	return ok
}

var (
	builtInTypes = []string{"company", "person", "vehicle"}
	typeName     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 _-]{0,63}$`)
	dataSetName  = regexp.MustCompile(`^[a-z][a-z_]{0,63}$`)
)

// typeConfig is one type as Truora lists it.
type typeConfig struct {
	country, name string
	weights       map[string]float64
}

// all returns the account's types and, in CO only, the built-in ones, because Truora's
// guides read them there.
func (s *CustomTypes) all() []typeConfig {
	var out []typeConfig
	for _, name := range builtInTypes {
		out = append(out, typeConfig{"CO", name, builtInWeights(name)})
	}
	for _, country := range slices.Sorted(maps.Keys(s.weights)) {
		for _, name := range slices.Sorted(maps.Keys(s.weights[country])) {
			out = append(out, typeConfig{country, name, s.weights[country][name]})
		}
	}
	return out
}

// builtInWeights are equal, as in the scores of checks without a custom type.
func builtInWeights(kind string) map[string]float64 {
	weights := map[string]float64{}
	for _, db := range databasesOf("CO", kind[:1]) {
		for _, set := range db.dataSets {
			weights[set] = 0
		}
	}
	for set := range weights {
		weights[set] = 1 / float64(len(weights))
	}
	return weights
}

// scoreConfigs returns the nested maps that all answers have.
func scoreConfigs(types []typeConfig) obj {
	out := obj{}
	for _, t := range types {
		byName, ok := out[t.country].(obj)
		if !ok {
			byName = obj{}
			out[t.country] = byName
		}
		pairs := []obj{}
		for _, set := range slices.Sorted(maps.Keys(t.weights)) {
			pairs = append(pairs, obj{"data_set": set, "weight": t.weights[set]})
		}
		byName[t.name] = pairs
	}
	return out
}

func configReply(status int, types []typeConfig, next string) reply {
	out := obj{
		"client_id": tenant, "config_id": "CFG" + digest(32, "config"), "score_configs": scoreConfigs(types),
	}
	if next != "" {
		out["next"] = next
	}
	return jsonReply(status, out)
}

// list has pages of types.
//
// choice: custom types come in pages
func (s *CustomTypes) list(r *request) (reply, error) {
	types, next, err := pageOf(r, s.all(), nil)
	if err != nil {
		return reply{}, err
	}
	return configReply(http.StatusOK, types, next), nil
}

// create replaces a type of that name.
//
// choice: creating a custom type that exists replaces it
func (s *CustomTypes) create(r *request) (reply, error) {
	return s.set(r, http.StatusCreated)
}

func (s *CustomTypes) update(r *request) (reply, error) {
	if country, name := r.form.Get("country"), r.form.Get("type"); !slices.Contains(builtInTypes, name) && !s.exists(country, name) {
		return reply{}, notFound()
	}
	answer, err := s.set(r, http.StatusOK)
	return s.changed(answer), err
}

func (s *CustomTypes) set(r *request, status int) (reply, error) {
	country, name := r.form.Get("country"), r.form.Get("type")
	weights, sum := map[string]float64{}, 0.0
	for field, values := range r.form {
		set, ok := strings.CutPrefix(field, "dataset_")
		if !ok {
			continue
		}
		weight, ok := parseShare(values[0])
		if !ok || strings.ContainsAny(values[0], "eExX") || !dataSetName.MatchString(set) {
			return reply{}, invalid("invalid weight of %s", set)
		}
		weights[set] = weight
		sum += weight
	}
	switch {
	case !slices.Contains(countries, country):
		return reply{}, invalid("invalid country")
	case slices.Contains(builtInTypes, name) || !typeName.MatchString(name):
		return reply{}, invalid("invalid type")
	case math.Abs(sum-1) > 1e-9:
		return reply{}, invalid("the sum of all weights must be equal to 1")
	}
	if s.weights[country] == nil {
		s.weights[country] = map[string]map[string]float64{}
	}
	s.weights[country][name] = weights
	return configReply(status, s.all(), ""), nil
}

// delete answers with the country's remaining types, or without the country if there
// are none.
func (s *CustomTypes) delete(r *request) (reply, error) {
	country, name := r.query.Get("country"), r.query.Get("type")
	switch {
	case slices.Contains(builtInTypes, name):
		return reply{}, invalid("invalid type")
	case !s.exists(country, name):
		return reply{}, notFound()
	}
	delete(s.weights[country], name)
	left := slices.DeleteFunc(s.all(), func(t typeConfig) bool { return t.country != country })
	return s.changed(jsonReply(http.StatusOK, scoreConfigs(left))), nil
}
