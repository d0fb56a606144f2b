package contacts

import (
	"net/url"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Values are values of properties, by property id.
type Values map[string]apitype.Value

// EncodeValues writes each value as custom_property_values.id.
func (v Values) EncodeValues(key string, values *url.Values) error {
	return rest.Dotted(key, v, values)
}
