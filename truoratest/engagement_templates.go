package truoratest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// agentTemplate is a text that agents can send.
type agentTemplate struct {
	serial           int
	name, text       string
	created, updated time.Time
}

var (
	agentTemplateName = regexp.MustCompile(`^[a-z0-9_]+$`)
	errNoTemplate     = failure(http.StatusNotFound, "template not found")
)

func (t *agentTemplate) wire() obj {
	return obj{
		"template_name": t.name, "template_type": "text", "template_content": obj{"content_text": t.text}, "client_id": clientID,
		"creation_date": stamp(t.created), "update_date": stamp(t.updated),
	}
}

// KeepTemplates makes a deletion of several agents' templates fail for the given
// names. The answer is then 207.
func (s *Engagement) KeepTemplates(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		s.kept[name] = true
	}
}

func (s *Engagement) templateOf(name string) *agentTemplate {
	return firstWhere(s.templates, func(t *agentTemplate) bool { return t.name == name })
}

type agentTemplateInput struct {
	Type string `json:"template_type"`
	Name string `json:"template_name"`
	Text string `json:"content_text"`
}

func readAgentTemplate(r *request) (in agentTemplateInput, err error) {
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return in, invalid("invalid json")
	case in.Type != "text":
		return in, invalid("invalid template_type")
	case in.Text == "":
		return in, invalid("missing content_text field")
	case utf8.RuneCountInString(in.Text) > 500:
		return in, failure(http.StatusUnprocessableEntity, "invalid 'content_text' length: Must not exceed 500 characters")
	}
	return in, nil
}

func (s *Engagement) createTemplate(r *request) (reply, error) {
	in, err := readAgentTemplate(r)
	switch {
	case err != nil:
		return reply{}, err
	case !agentTemplateName.MatchString(in.Name):
		return reply{}, failure(http.StatusUnprocessableEntity, "invalid 'template_name': Only lowercase letters, numbers, and underscores are allowed")
	case s.templateOf(in.Name) != nil:
		return reply{}, failure(http.StatusConflict, "template with the specified 'name' already exists")
	}
	s.serial++
	t := &agentTemplate{serial: s.serial, name: in.Name, text: in.Text, created: r.now, updated: r.now}
	s.templates = append(s.templates, t)
	return jsonReply(http.StatusCreated, t.wire()), nil
}

func (s *Engagement) updateTemplate(r *request) (reply, error) {
	t := s.templateOf(r.args["template_name"])
	if t == nil {
		return reply{}, errNoTemplate
	}
	in, err := readAgentTemplate(r)
	if err != nil {
		return reply{}, err
	}
	t.text, t.updated = in.Text, r.now
	return jsonReply(http.StatusOK, t.wire()), nil
}

func (s *Engagement) dropTemplate(name string) {
	s.templates = slices.DeleteFunc(s.templates, func(t *agentTemplate) bool { return t.name == name })
}

func (s *Engagement) deleteTemplate(r *request) (reply, error) {
	name := r.args["template_name"]
	if s.templateOf(name) == nil {
		return reply{}, errNoTemplate
	}
	s.dropTemplate(name)
	return jsonReply(http.StatusOK, obj{"message": "template successfully deleted"}), nil
}

func (s *Engagement) deleteTemplates(r *request) (reply, error) {
	var in struct {
		Names []string `json:"template_names"`
	}
	if json.Unmarshal(r.body, &in) != nil || len(in.Names) == 0 {
		return reply{}, invalid("missing template_names field")
	}
	left := []string{}
	for _, name := range in.Names {
		if s.kept[name] && s.templateOf(name) != nil {
			left = append(left, name)
			continue
		}
		s.dropTemplate(name)
	}
	if len(left) > 0 {
		return jsonReply(http.StatusMultiStatus, obj{
			"message": "some templates found were not deleted, those not found skipped", "undeleted_template_names": left,
		}), nil
	}
	return jsonReply(http.StatusOK, obj{"message": "templates found deleted, those not found skipped"}), nil
}

func (s *Engagement) listTemplates(r *request) (reply, error) {
	if err := r.limit("invalid limit, must be a positive integer"); err != nil {
		return reply{}, err
	}
	prefix := r.query.Get("prefix_name")
	fitting := filter(s.templates, func(t *agentTemplate) bool { return strings.HasPrefix(t.name, prefix) })
	if len(fitting) == 0 {
		return reply{}, failure(http.StatusNotFound, "templates not found")
	}
	return listReply(r, "templates", fitting, func(t *agentTemplate) int { return t.serial }, (*agentTemplate).wire)
}
