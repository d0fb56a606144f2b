package whatsapp

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// Outbound is a message template.
type Outbound struct {
	OutboundID   string `json:"outbound_id" contract:"required"`
	ClientID     string `json:"client_id"`
	OutboundName string `json:"outbound_name"`
	// OutboundMessage is the text, with numbered variables: {{1}}.
	OutboundMessage string         `json:"outbound_message"`
	OutboundStatus  OutboundStatus `json:"outbound_status"`
	OutboundQuality Quality        `json:"outbound_quality"`
	OutboundType    TemplateType   `json:"outbound_type"`
	// InteractionCategory is the Category of CreateOutboundParams.
	InteractionCategory Category `json:"interaction_category"`
	IsNotification      bool     `json:"is_notification"`
	LanguageCode        Language `json:"language_code"`
	FailureReason       string   `json:"failure_reason"` // why it was not approved
	MediaID             string   `json:"media_id"`

	// OutboundAnswers are the labels of the buttons that start and refuse a flow.
	OutboundAnswers []OutboundAnswer `json:"outbound_answers"`
	// CallToActionOptions are the buttons that do not answer.
	CallToActionOptions []CallToAction `json:"call_to_action_options"`

	// VariableMapping maps the number of each variable of the text, such as "1", to
	// its name.
	VariableMapping       map[string]string `json:"variable_mapping"`
	HeaderVariableMapping map[string]string `json:"header_variable_mapping"`
	// ButtonsVariableMapping maps the index of a button (from 0), its type and
	// the number of a variable to the name of the variable.
	ButtonsVariableMapping map[string]map[string]map[string]string `json:"buttons_variable_mapping"`
	TemplateComponents     []TemplateComponent                     `json:"template_components"`

	TemplateUpdateDate time.Time        `json:"template_update_date"` // of the components, not of the status
	CreationDate       time.Time        `json:"creation_date"`
	WABAPhoneNumber    string           `json:"waba_phone_number"` // with a plus
	WABAProvider       apitype.Provider `json:"waba_provider"`
	WABAAppID          string           `json:"waba_app_id"`
	WABAAppName        string           `json:"waba_app_name"`

	apitype.Raw
}

// Sendable reports whether it is certain that the template can be sent now.
func (o *Outbound) Sendable() bool { return o.OutboundStatus == OutboundStatusApproved }

// OutboundAnswer is a button that starts or refuses the flow.
type OutboundAnswer struct {
	Action  string `json:"action"` // continue_process or cancel_process
	Message string `json:"message"`
}

// CallToAction is a button that leads elsewhere.
type CallToAction struct {
	Type        ButtonType `json:"type"`
	Text        string     `json:"text"` // empty for ButtonTypeCopyCode
	URL         string     `json:"url"`
	PhoneNumber string     `json:"phone_number"`
}

// ComponentType is what a [TemplateComponent] is.
type ComponentType string

// Types of components.
const (
	ComponentTypeHeader  ComponentType = "HEADER"
	ComponentTypeBody    ComponentType = "BODY"
	ComponentTypeFooter  ComponentType = "FOOTER"
	ComponentTypeButtons ComponentType = "BUTTONS"
)

// TemplateComponent is a part of a template in WhatsApp's format.
type TemplateComponent struct {
	Type    ComponentType    `json:"type"`
	Format  string           `json:"format"` // of a header: TEXT, IMAGE…
	Text    string           `json:"text"`
	Example ComponentExample `json:"example"`
	Buttons []TemplateButton `json:"buttons"`
}

// ComponentExample shows WhatsApp's reviewers what stands for the variables of a
// component. It is a text in Truora's tables, and has lists in its samples.
type ComponentExample struct {
	Text       string         `json:"-"`
	HeaderText []string       `json:"header_text"` // for each variable
	BodyText   [][]string     `json:"body_text"`   // for each variable, in each example
	Other      map[string]any `json:",embed"`
}

// UnmarshalJSONFrom accepts both forms.
func (e *ComponentExample) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == '"' {
		return json.UnmarshalDecode(dec, &e.Text)
	}
	type object ComponentExample
	return json.UnmarshalDecode(dec, (*object)(e))
}

// Texts is a list of texts, or one text.
type Texts []string

// UnmarshalJSONFrom accepts both forms.
func (t *Texts) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == '"' {
		*t = make(Texts, 1)
		return json.UnmarshalDecode(dec, &(*t)[0])
	}
	return json.UnmarshalDecode(dec, (*[]string)(t))
}

// TemplateButton is a button of a [TemplateComponent].
type TemplateButton struct {
	Type        ButtonType `json:"type"`
	Text        string     `json:"text"`
	URL         string     `json:"url"`
	PhoneNumber string     `json:"phone_number"`
	Example     Texts      `json:"example"` // of the variable at the end of URL, or of the code
}
