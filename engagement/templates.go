package engagement

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// TemplateType is the type of an agents' template.
type TemplateType string

// Types of template. Only texts can be created.
const (
	TemplateTypeText  TemplateType = "text"
	TemplateTypeImage TemplateType = "image"
	TemplateTypeVideo TemplateType = "video"
)

// Template is a canned text for agents. It is unrelated to the templates of
// package whatsapp.
type Template struct {
	TemplateName    string          `json:"template_name" contract:"required"`
	TemplateType    TemplateType    `json:"template_type"`
	TemplateContent TemplateContent `json:"template_content"`
	ClientID        string          `json:"client_id"`
	CreationDate    time.Time       `json:"creation_date"`
	UpdateDate      time.Time       `json:"update_date"`
	apitype.Raw
}

// TemplateContent is the content of a [Template].
type TemplateContent struct {
	ContentText string `json:"content_text"`
}

// CreateTemplateParams is a new template; all fields are required.
type CreateTemplateParams struct {
	TemplateType TemplateType `json:"template_type"` // TemplateTypeText
	TemplateName string       `json:"template_name"` // a-z, 0-9 and _
	ContentText  string       `json:"content_text"`  // at most 500 characters
}

const longestTemplate = 500

var templateName = regexp.MustCompile(`^[a-z0-9_]+$`)

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateTemplateParams) Validate() error {
	switch {
	case p.TemplateType == "":
		return errors.New("template_type is required")
	case !templateName.MatchString(p.TemplateName):
		return errors.New("template_name may have a-z, 0-9 and _ only")
	case p.ContentText == "":
		return errors.New("content_text is required")
	}
	return checkContent(p.ContentText)
}

func checkContent(text string) error {
	if utf8.RuneCountInString(text) > longestTemplate {
		return fmt.Errorf("content_text is longer than %d characters", longestTemplate)
	}
	return nil
}

// CreateTemplate creates a template for agents. A name that exists gives
// truora.ErrConflict: after truora.ErrOutcomeUnknown, repeat the call and treat
// that error as success.
func (s *Service) CreateTemplate(ctx context.Context, params CreateTemplateParams) (*Template, error) {
	return rest.Do[Template](ctx, s.c, rest.Call{Op: "POST /v1/engagement/agent/templates", JSON: params})
}

// ListTemplatesParams selects templates.
type ListTemplatesParams struct {
	Limit      int    `url:"limit,omitempty"` // of a page; 0 leaves it to Truora
	PrefixName string `url:"prefix_name,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListTemplates returns a page of the agents' templates.
func (s *Service) ListTemplates(ctx context.Context, params ListTemplatesParams) (*apitype.Page[Template], error) {
	return rest.List[Template](ctx, s.c, rest.Call{
		Op: "GET /v1/engagement/agent/templates", Query: params, Key: "templates", Empty: "templates not found",
	})
}

// AllTemplates walks over all pages of [Service.ListTemplates].
func (s *Service) AllTemplates(ctx context.Context, params ListTemplatesParams) iter.Seq2[Template, error] {
	return rest.All(ctx, params, s.ListTemplates, func(p *ListTemplatesParams) *string { return &p.StartKey })
}

// UpdateTemplateParams is the new content; both fields are required.
type UpdateTemplateParams struct {
	TemplateType TemplateType `json:"template_type"`         // TemplateTypeText
	ContentText  string       `json:"content_text,omitzero"` // at most 500 characters
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateTemplateParams) Validate() error {
	switch {
	case p.TemplateType == "":
		return errors.New("template_type is required")
	case p.ContentText == "":
		return errors.New("content_text is required")
	}
	return checkContent(p.ContentText)
}

// UpdateTemplate replaces the content of a template.
func (s *Service) UpdateTemplate(ctx context.Context, templateName string, params UpdateTemplateParams) (*Template, error) {
	return rest.Do[Template](ctx, s.c, rest.Call{
		Op: "PUT /v1/engagement/agent/templates/{template_name}", Args: []string{templateName}, JSON: params,
	})
}

// DeleteTemplate deletes a template. If the answer is lost and the second
// attempt finds none, the template counts as deleted.
func (s *Service) DeleteTemplate(ctx context.Context, templateName string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/engagement/agent/templates/{template_name}", Args: []string{templateName}})
}

// DeleteTemplatesParams lists the templates to delete, at least one.
type DeleteTemplatesParams struct {
	TemplateNames []string `json:"template_names"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p DeleteTemplatesParams) Validate() error {
	if len(p.TemplateNames) == 0 {
		return errors.New("template_names is required")
	}
	return nil
}

// DeletedTemplates is the result of deleting several templates.
type DeletedTemplates struct {
	Message                string   `json:"message"`
	UndeletedTemplateNames []string `json:"undeleted_template_names"`
	apitype.Raw
}

// DeleteTemplates deletes several templates; names that do not exist are
// ignored. If some could not be deleted, the error is truora.ErrPartial, and
// the result that is returned with it lists them.
func (s *Service) DeleteTemplates(ctx context.Context, params DeleteTemplatesParams) (*DeletedTemplates, error) {
	return rest.Do[DeletedTemplates](ctx, s.c, rest.Call{
		Op: "POST /v1/engagement/agent/templates/delete", JSON: params,
		Effect: rest.Idempotent, // names that do not exist are ignored
	})
}
