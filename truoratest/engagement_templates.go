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

// agentTemplate is a text that agents have ready.
type agentTemplate struct {
	serial           int
	name, text       string
	created, updated time.Time
}

var (
	agentTemplateName = regexp.MustCompile(`^[a-z0-9_]+$`)
	noTemplate        = failure(http.StatusNotFound, "template not found")
)

func (t *agentTemplate) wire() obj {
	return obj{
		"template_name": t.name, "template_type": "text", "template_content": obj{"content_text": t.text}, "client_id": waAccount,
		"creation_date": stamp(t.created), "update_date": stamp(t.updated),
	}
}

// KeepTemplates makes templates of agents stay when several are deleted at once: the answer is 207 then.
func (s *Server) KeepTemplates(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		s.engagement.kept[name] = true
	}
}

func (s *Server) templateOf(name string) *agentTemplate {
	i := slices.IndexFunc(s.engagement.templates, func(t *agentTemplate) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return s.engagement.templates[i]
}

type templateInput struct {
	Type string `json:"template_type"`
	Name string `json:"template_name"`
	Text string `json:"content_text"`
}

func readTemplate(r *request) (in templateInput, refused *reply) {
	var bad reply
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		bad = invalid("invalid json")
	case in.Type != "text":
		bad = invalid("invalid template_type")
	case in.Text == "":
		bad = invalid("missing content_text field")
	case utf8.RuneCountInString(in.Text) > 500:
		bad = failure(http.StatusUnprocessableEntity, "invalid 'content_text' length: Must not exceed 500 characters")
	default:
		return in, nil
	}
	return in, &bad
}

func (s *Server) createAgentTemplate(r *request) reply {
	in, refused := readTemplate(r)
	switch {
	case refused != nil:
		return *refused
	case !agentTemplateName.MatchString(in.Name):
		return failure(http.StatusUnprocessableEntity, "invalid 'template_name': Only lowercase letters, numbers, and underscores are allowed")
	case s.templateOf(in.Name) != nil:
		return failure(http.StatusConflict, "template with the specified 'name' already exists")
	}
	s.serial++
	t := &agentTemplate{serial: s.serial, name: in.Name, text: in.Text, created: r.now, updated: r.now}
	s.engagement.templates = append(s.engagement.templates, t)
	return jsonReply(http.StatusCreated, t.wire())
}

func (s *Server) updateAgentTemplate(r *request) reply {
	t := s.templateOf(r.args["template_name"])
	if t == nil {
		return noTemplate
	}
	in, refused := readTemplate(r)
	if refused != nil {
		return *refused
	}
	t.text, t.updated = in.Text, r.now
	return jsonReply(http.StatusOK, t.wire())
}

func (s *Server) dropTemplate(name string) {
	s.engagement.templates = slices.DeleteFunc(s.engagement.templates, func(t *agentTemplate) bool { return t.name == name })
}

func (s *Server) deleteAgentTemplate(r *request) reply {
	name := r.args["template_name"]
	if s.templateOf(name) == nil {
		return noTemplate
	}
	s.dropTemplate(name)
	return jsonReply(http.StatusOK, obj{"message": "template successfully deleted"})
}

func (s *Server) deleteAgentTemplates(r *request) reply {
	var in struct {
		Names []string `json:"template_names"`
	}
	if json.Unmarshal(r.body, &in) != nil || len(in.Names) == 0 {
		return invalid("missing template_names field")
	}
	left := []string{}
	for _, name := range in.Names {
		if s.engagement.kept[name] && s.templateOf(name) != nil {
			left = append(left, name)
			continue
		}
		s.dropTemplate(name)
	}
	if len(left) > 0 {
		return jsonReply(http.StatusMultiStatus, obj{
			"message": "some templates found were not deleted, those not found skipped", "undeleted_template_names": left,
		})
	}
	return jsonReply(http.StatusOK, obj{"message": "templates found deleted, those not found skipped"})
}

func (s *Server) listAgentTemplates(r *request) reply {
	var fitting []*agentTemplate
	for _, t := range s.engagement.templates {
		if strings.HasPrefix(t.name, r.query.Get("prefix_name")) {
			fitting = append(fitting, t)
		}
	}
	page, next, refused := upTo(s, r, fitting, func(t *agentTemplate) int { return t.serial }, "invalid limit, must be a positive integer")
	switch {
	case refused != nil:
		return *refused
	case len(fitting) == 0:
		return failure(http.StatusNotFound, "templates not found")
	}
	wire := []obj{}
	for _, t := range page {
		wire = append(wire, t.wire())
	}
	return jsonReply(http.StatusOK, obj{"templates": wire, "next": next, "self": r.self()})
}
