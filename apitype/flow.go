package apitype

import "github.com/go-json-experiment/json/jsontext"

// FlowVersion is a number, which Truora sends as a JSON number or as a string.
type FlowVersion string

// UnmarshalJSONFrom accepts both forms.
func (v *FlowVersion) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	*v = ""
	if kind := token.Kind(); kind == '"' || kind == '0' {
		*v = FlowVersion(token.String())
	}
	return nil
}
