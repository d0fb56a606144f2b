package whatsapp

import (
	"encoding/json"
	"net/url"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// UpdateOutboundParams is the whole template after the change.
type UpdateOutboundParams = CreateOutboundParams

// CreateOutboundParams is a whole template, to create or to replace one. Line,
// language, name, category and type are required, and so is Content unless the
// category is [CategoryAuthentication].
type CreateOutboundParams struct {
	// WABAPhoneNumber is the line, with country code, with or without a plus.
	WABAPhoneNumber string   `url:"waba_phone_number"`
	LanguageCode    Language `url:"language_code"`
	OutboundName    string   `url:"outbound_name"` // at most 512 characters
	Category        Category `url:"category"`
	// IsNotification creates a message that starts no flow and has no buttons of type
	// ButtonTypeQuickReply.
	IsNotification bool         `url:"is_notification"`
	TemplateType   TemplateType `url:"template_type"`
	// Content is the text, at most 1024 characters, with variables as {{.name}}.
	// A template of [CategoryAuthentication] has WhatsApp's own text, with the
	// single variable code.
	Content    string `url:"content,omitempty"`
	HeaderText string `url:"header_text,omitempty"` // of Text templates: at most 60 characters and one variable
	FooterText string `url:"footer_text,omitempty"` // at most 60 characters, no variables
	// Buttons are at most 10. Those of type ButtonTypeQuickReply must be next to each
	// other, before or after the others. unverified: how they are encoded in a form is
	// inferred.
	Buttons Buttons `url:"outbound_buttons,omitempty"`
	// Variables are example values, which WhatsApp's reviewers see: one for each
	// variable in content, header and buttons.
	Variables Variables `url:"var,omitempty"`
	// MediaID is the file of a TemplateTypeImage, TemplateTypeVideo or
	// TemplateTypeDocument. How to upload one is not public.
	MediaID string `url:"media_id,omitempty"`
	// MediaURL is the older way to give the file.
	MediaURL string `url:"media_url,omitempty"`
	// CodeExpirationMinutes, from 1 to 90, adds a footer to a template of
	// [CategoryAuthentication]; 0 adds none.
	CodeExpirationMinutes int `url:"code_expiration_minutes,omitempty"`
	// ContinueProcessMessage and CancelProcessMessage are the older way to give the
	// labels of the buttons that start and refuse the flow.
	ContinueProcessMessage string `url:"continue_process_message,omitempty"`
	CancelProcessMessage   string `url:"cancel_process_message,omitempty"`
}

// Variables are values by the name of their variable. They may hold personal data
// or a one-time code.
type Variables map[string]apitype.Secret

// EncodeValues writes each variable as var.name.
func (v Variables) EncodeValues(key string, values *url.Values) error {
	return rest.Dotted(key, v, values)
}

// Button is a button under a template.
type Button struct {
	Type ButtonType `json:"type"`
	Text string     `json:"text,omitzero"` // label, at most 25 characters; none for ButtonTypeCopyCode
	// URL is http or https and at most 2000 characters long, with at most one variable,
	// at its end.
	URL         string `json:"url,omitzero"`
	PhoneNumber string `json:"phone_number,omitzero"` // at most 20 characters
}

// Buttons are encoded in a form as one JSON string.
type Buttons []Button

// EncodeValues writes the buttons as JSON.
func (b Buttons) EncodeValues(key string, values *url.Values) error {
	text, err := json.Marshal([]Button(b))
	if err != nil {
		return err
	}
	values.Set(key, string(text))
	return nil
}
