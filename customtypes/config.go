package customtypes

import (
	"cmp"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// Config is the weights of types, by country. Truora answers a deletion with the
// bare map of countries and everything else with an envelope around it; Config
// reads both.
type Config struct {
	ClientID string `json:"client_id"` // of the account
	ConfigID string `json:"config_id"` // one for each account
	// ScoreConfigs has the weights by country and name of the type.
	ScoreConfigs map[apitype.Country]map[string]Weights `json:"score_configs"`
	// ProviderConfigs was seen in 2021 only, and empty.
	ProviderConfigs map[string]any `json:"provider_configs"`
	// Next is the start key of the next page; empty on the last one.
	Next string `json:"next"`
	apitype.Raw
}

// envelope are the members that distinguish an envelope from a map of countries.
var envelope = []string{"client_id", "config_id", "score_configs", "provider_configs", "next"}

// UnmarshalJSONFrom reads both shapes.
func (c *Config) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	text, err := dec.ReadValue()
	if err != nil || text.Kind() == 'n' {
		return err
	}
	var members map[string]jsontext.Value
	if err := json.Unmarshal(text, &members, dec.Options()); err != nil {
		return err
	}
	for _, name := range envelope {
		if _, ok := members[name]; ok {
			type plain Config
			return json.Unmarshal(text, (*plain)(c), dec.Options())
		}
	}
	return json.Unmarshal(text, &c.ScoreConfigs, dec.Options())
}

// Type is a type of check in a country.
type Type struct {
	Country apitype.Country
	Name    string
	Weights Weights
}

// BuiltIn reports whether the type is one of Truora's: person, vehicle or company.
func (t Type) BuiltIn() bool { return slices.Contains(reserved, t.Name) }

var reserved = []string{"company", "person", "vehicle"}

// Types returns all types, sorted by country and name.
func (c *Config) Types() []Type {
	var types []Type
	for country, byName := range c.ScoreConfigs {
		for name, weights := range byName {
			types = append(types, Type{country, name, weights})
		}
	}
	slices.SortFunc(types, func(a, b Type) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Name, b.Name))
	})
	return types
}

// Own returns the types that are not built in, sorted by country and name.
func (c *Config) Own() []Type { return slices.DeleteFunc(c.Types(), Type.BuiltIn) }

// Weights says which data sets are searched and how much each counts, from 0 to
// 1; their sum is 1. A data set with weight 0 is searched but does not count in
// the score. A data set that is not in the map is not searched.
type Weights map[apitype.DataSet]float64

// UnmarshalJSONFrom reads Truora's list of pairs. Weights are numbers; strings,
// as in Truora's table, are accepted too.
func (w *Weights) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var pairs []struct {
		DataSet apitype.DataSet `json:"data_set"`
		Weight  number          `json:"weight"`
	}
	if err := json.UnmarshalDecode(dec, &pairs); err != nil {
		return err
	}
	*w = make(Weights, len(pairs))
	for _, pair := range pairs {
		(*w)[pair.DataSet] = float64(pair.Weight)
	}
	return nil
}

type number float64

func (n *number) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '"' {
		return json.UnmarshalDecode(dec, (*float64)(n))
	}
	return json.UnmarshalDecode(dec, (*float64)(n), json.StringifyNumbers(true))
}

// Sum returns the sum of the weights.
func (w Weights) Sum() float64 {
	sum := 0.0
	for _, set := range slices.Sorted(maps.Keys(w)) { // the same sum each time
		sum += w[set]
	}
	return sum
}
