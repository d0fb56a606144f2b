package contacts

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// PropertyType is the type of a property's values.
type PropertyType string

// Types of property.
const (
	PropertyTypeString  PropertyType = "string"
	PropertyTypeInt     PropertyType = "int"
	PropertyTypeBoolean PropertyType = "boolean"
	PropertyTypeDate    PropertyType = "date"
	PropertyTypeEmail   PropertyType = "email"
	PropertyTypeEnum    PropertyType = "enum" // one of AllowedValues
)

// Property is a property that each contact can have.
type Property struct {
	PropertyID string       `json:"property_id" contract:"required"`
	ClientID   string       `json:"client_id"`
	Name       string       `json:"name"`
	Type       PropertyType `json:"type"`
	IsHidden   bool         `json:"is_hidden"`
	// ConfigValues holds the allowed_values of a [PropertyTypeEnum]: see
	// [Property.AllowedValues].
	ConfigValues map[string]string `json:"config_values"`
	apitype.Raw
}

// AllowedValues returns the values of a [PropertyTypeEnum]; nil for other types.
func (p *Property) AllowedValues() []string {
	list := p.ConfigValues["allowed_values"]
	if list == "" {
		return nil
	}
	values := strings.Split(list, ",")
	for i, v := range values {
		values[i] = strings.TrimSpace(v)
	}
	return values
}

// CreatePropertyParams is a new property; Type and Name are required.
type CreatePropertyParams struct {
	Type PropertyType `url:"type"`
	Name string       `url:"name"`
	// IsHidden keeps the property out of the contact's details, and out of the
	// limit of 25 properties.
	IsHidden bool `url:"is_hidden,omitempty"`
	// AllowedValues are required for a [PropertyTypeEnum]. They cannot contain
	// a comma.
	AllowedValues AllowedValues `url:"config_values.allowed_values,omitempty"`
}

// AllowedValues are the values of a [PropertyTypeEnum], sent as one text with commas.
type AllowedValues []string

// EncodeValues writes the values with commas between them.
func (v AllowedValues) EncodeValues(key string, values *url.Values) error {
	values.Set(key, strings.Join(v, ","))
	return nil
}

// Validate returns an error for input that Truora would certainly refuse, and
// values that would fall apart.
func (p CreatePropertyParams) Validate() error {
	switch {
	case p.Type == "":
		return errors.New("type is required")
	case p.Name == "":
		return errors.New("name is required")
	case p.Type == PropertyTypeEnum && len(p.AllowedValues) == 0:
		return errors.New("config_values.allowed_values is required for an enum")
	}
	for _, value := range p.AllowedValues {
		if value == "" || strings.Contains(value, ",") {
			return errors.New("config_values.allowed_values has a value that is empty or contains a comma")
		}
	}
	return nil
}

// CreateProperty defines a property of contacts. At most 25 that are not hidden
// can exist. After truora.ErrOutcomeUnknown look with [Service.AllProperties]
// before you create it again: whether names are unique is not documented.
func (s *Service) CreateProperty(ctx context.Context, params CreatePropertyParams) (*Property, error) {
	return rest.Do[Property](ctx, s.c, rest.Call{Op: "POST /v1/contact-properties", Form: params})
}

// ListPropertiesParams select properties.
type ListPropertiesParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListProperties returns a page of the properties of contacts, hidden ones
// included.
func (s *Service) ListProperties(ctx context.Context, params ListPropertiesParams) (*apitype.Page[Property], error) {
	return rest.List[Property](ctx, s.c, rest.Call{Op: "GET /v1/contact-properties", Query: params, Key: "contact_properties"})
}

// AllProperties walks over all pages of [Service.ListProperties].
func (s *Service) AllProperties(ctx context.Context, params ListPropertiesParams) iter.Seq2[Property, error] {
	return rest.All(ctx, params, s.ListProperties, func(p *ListPropertiesParams) *string { return &p.StartKey })
}
