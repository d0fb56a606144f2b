package truoratest

import (
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var customTypeRoutes = []route{
	{hostChecks, "GET /v1/config", noBody, "", (*Server).listCustomTypes},
	{hostChecks, "POST /v1/config", formBody, "", (*Server).createCustomType},
	{hostChecks, "PUT /v1/config", formBody, "", (*Server).updateCustomType},
	{hostChecks, "DELETE /v1/config", noBody, "", (*Server).deleteCustomType},
}

// tenant is the id of the one account there is.
const tenant = "c0ffee00000000000000abcde"

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

// typeConfigs are the account's types and, in CO only, the built-in ones: Truora's guides read them there.
func (s *Server) typeConfigs() []typeConfig {
	var out []typeConfig
	for _, name := range builtInTypes {
		out = append(out, typeConfig{"CO", name, builtInWeights(name)})
	}
	for _, country := range slices.Sorted(maps.Keys(s.customTypes)) {
		for _, name := range slices.Sorted(maps.Keys(s.customTypes[country])) {
			out = append(out, typeConfig{country, name, s.customTypes[country][name]})
		}
	}
	return out
}

// builtInWeights are equal, as the fake's own scores take them.
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

// scoreConfigs is the map of maps that all answers hold.
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

// listCustomTypes pages by types: that there are pages is inferred from start_key.
func (s *Server) listCustomTypes(r *request) reply {
	all := s.typeConfigs()
	indexes := make([]int, len(all))
	for i := range indexes {
		indexes[i] = i
	}
	page, next, refused := pageOf(s, r, indexes, func(i int) int { return i + 1 })
	if refused != nil {
		return *refused
	}
	var types []typeConfig
	for _, i := range page {
		types = append(types, all[i])
	}
	return configReply(http.StatusOK, types, next)
}

// createCustomType replaces a type of that name: whether Truora does or refuses is not published.
func (s *Server) createCustomType(r *request) reply {
	return s.setCustomType(r, http.StatusCreated)
}

func (s *Server) updateCustomType(r *request) reply {
	if country, name := r.form.Get("country"), r.form.Get("type"); !slices.Contains(builtInTypes, name) && !s.customTypeExists(country, name) {
		return notFound()
	}
	return s.setCustomType(r, http.StatusOK)
}

func (s *Server) setCustomType(r *request, status int) reply {
	country, name := r.form.Get("country"), r.form.Get("type")
	weights, sum := map[string]float64{}, 0.0
	for field, values := range r.form {
		set, ok := strings.CutPrefix(field, "dataset_")
		if !ok {
			continue
		}
		weight, err := strconv.ParseFloat(values[0], 64)
		if err != nil || !(weight >= 0 && weight <= 1) || strings.ContainsAny(values[0], "eExX") || !dataSetName.MatchString(set) {
			return invalid("invalid weight of %s", set)
		}
		weights[set] = weight
		sum += weight
	}
	switch {
	case !slices.Contains(countries, country):
		return invalid("invalid country")
	case slices.Contains(builtInTypes, name) || !typeName.MatchString(name):
		return invalid("invalid type")
	case math.Abs(sum-1) > 1e-9:
		return invalid("the sum of all weights must be equal to 1")
	}
	if s.customTypes[country] == nil {
		s.customTypes[country] = map[string]map[string]float64{}
	}
	s.customTypes[country][name] = weights
	return configReply(status, s.typeConfigs(), "")
}

// deleteCustomType answers the bare map of what the country has left: without the country if that is nothing.
func (s *Server) deleteCustomType(r *request) reply {
	country, name := r.query.Get("country"), r.query.Get("type")
	switch {
	case slices.Contains(builtInTypes, name):
		return invalid("invalid type")
	case !s.customTypeExists(country, name):
		return notFound()
	}
	delete(s.customTypes[country], name)
	left := slices.DeleteFunc(s.typeConfigs(), func(t typeConfig) bool { return t.country != country })
	return jsonReply(http.StatusOK, scoreConfigs(left))
}
