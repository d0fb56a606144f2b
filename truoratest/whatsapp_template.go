package truoratest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// template is a template with numbered variables.
type template struct {
	line                             *line
	name, category, language, kind   string
	content, header, footer, mediaID string
	notification                     bool
	vars, headerVars                 []string            // names by number
	buttonVars                       map[string][]string // by index and type
	buttons                          []button
	answers                          []button // what starts or refuses the flow
	examples                         map[string]string
}

type button struct {
	Type        string `json:"type"`
	Text        string `json:"text"`
	URL         string `json:"url"`
	PhoneNumber string `json:"phone_number"`
}

var (
	namedVariable = regexp.MustCompile(`\{\{\s*\.([^{}]+?)\s*\}\}`)
	outboundTypes = []string{"TEXT", "IMAGE", "VIDEO", "DOCUMENT"}
)

// numberedText replaces {{.name}} by {{1}}, in order of appearance.
func numberedText(text string) (string, []string) {
	var names []string
	out := namedVariable.ReplaceAllStringFunc(text, func(found string) string {
		name := namedVariable.FindStringSubmatch(found)[1]
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		return "{{" + strconv.Itoa(slices.Index(names, name)+1) + "}}"
	})
	return out, names
}

// parseTemplate parses a template. Refusals that Truora documents come first, with
// Truora's text.
func (s *WhatsApp) parseTemplate(form url.Values) (*template, error) {
	t := &template{
		line: s.lineOf(form.Get("waba_phone_number")), name: form.Get("outbound_name"), category: form.Get("category"),
		language: form.Get("language_code"), kind: strings.ToUpper(form.Get("template_type")), footer: form.Get("footer_text"),
		mediaID: form.Get("media_id"), buttonVars: map[string][]string{}, examples: map[string]string{},
	}
	for key := range form {
		if name, ok := strings.CutPrefix(key, "var."); ok && form.Get(key) != "" {
			t.examples[name] = form.Get(key)
		}
	}
	for _, field := range []struct{ name, label string }{
		{"waba_phone_number", "waba phone number"},
		{"category", "category"},
		{"language_code", "language code"},
		{"content", "outbound content"},
		{"outbound_name", "outbound name"},
		{"template_type", "template type"},
	} {
		if form.Get(field.name) == "" && (field.name != "content" || t.category != "AUTHENTICATION") {
			return nil, invalid("missing %s", field.label)
		}
	}
	if flag := form.Get("is_notification"); flag != "true" && flag != "false" {
		return nil, invalid("invalid is_notification value")
	}
	t.notification = form.Get("is_notification") == "true"
	if text := form.Get("outbound_buttons"); text != "" && json.Unmarshal([]byte(text), &t.buttons) != nil {
		return nil, invalid("invalid outbound buttons")
	}
	if t.category == "AUTHENTICATION" {
		form = cloneValues(form)
		form.Set("content", "{{.code}} is your verification code.")
		t.examples["code"] = "123456"
		t.buttons = append(t.buttons, button{Type: "COPY_CODE"})
	}
	t.number(form)
	for _, name := range t.names() {
		if t.examples[name] == "" {
			return nil, invalid("missing example value for variable %s", name)
		}
	}
	if bad := t.wrong(form); bad != "" {
		return nil, invalid("%s", bad)
	}
	for i, label := range []string{form.Get("continue_process_message"), form.Get("cancel_process_message")} {
		if label != "" {
			t.answers = append(t.answers, button{Type: answerActions[i], Text: label})
		}
	}
	return t, nil
}

var answerActions = []string{"continue_process", "cancel_process"}

func (t *template) number(form url.Values) {
	t.content, t.vars = numberedText(form.Get("content"))
	t.header, t.headerVars = numberedText(form.Get("header_text"))
	for i, b := range t.buttons {
		var names []string
		t.buttons[i].URL, names = numberedText(b.URL)
		if b.Type == "COPY_CODE" {
			names = []string{"code"}
			if t.examples["code"] == "" {
				t.examples["code"] = "1234"
			}
		}
		if len(names) > 0 {
			t.buttonVars[fmt.Sprint(i, " ", b.Type)] = names
		}
		if b.Type == "QUICK_REPLY" {
			action := answerActions[min(len(t.answers), 1)]
			t.answers = append(t.answers, button{Type: action, Text: b.Text})
		}
	}
}

// names returns all variables that a send has to fill.
func (t *template) names() []string {
	all := slices.Concat(t.vars, t.headerVars)
	for _, names := range t.buttonVars {
		all = append(all, names...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// wrong returns what Meta would refuse, or "".
//
// choice: what Meta refuses in a template is a 400 with a text of our own
func (t *template) wrong(form url.Values) string {
	quick := slices.ContainsFunc(t.buttons, func(b button) bool { return b.Type == "QUICK_REPLY" })
	auth := t.category == "AUTHENTICATION"
	expires := form.Get("code_expiration_minutes")
	minutes, err := strconv.Atoi(expires)
	switch {
	case t.line == nil:
		return "waba phone number is not active"
	case !slices.Contains(outboundTypes, t.kind):
		return "invalid template type"
	case auth && t.kind != "TEXT":
		return "invalid template type for AUTHENTICATION"
	case auth && (t.header != "" || t.footer != "" || form.Get("outbound_buttons") != ""):
		return "AUTHENTICATION takes no header, footer or buttons"
	case expires != "" && (!auth || err != nil || minutes < 1 || minutes > 90):
		return "invalid code_expiration_minutes"
	case t.kind != "TEXT" && t.mediaID == "" && form.Get("media_url") == "":
		return "missing media id"
	case t.notification && quick:
		return "notifications take no QUICK_REPLY buttons"
	case len(t.buttons) > 10:
		return "too many buttons"
	case utf8.RuneCountInString(t.content) > 1024, utf8.RuneCountInString(t.header) > 60, utf8.RuneCountInString(t.footer) > 60,
		utf8.RuneCountInString(t.name) > 512:
		return "a text is too long"
	}
	return ""
}

func numberMapping(names []string) obj {
	out := obj{}
	for i, name := range names {
		out[strconv.Itoa(i+1)] = name
	}
	return out
}

func (t *template) wire() obj {
	out := obj{
		"outbound_name": t.name, "outbound_message": t.content, "outbound_type": strings.ToLower(t.kind),
		"interaction_category": t.category, "is_notification": t.notification, "language_code": t.language, "media_id": t.mediaID,
		"variable_mapping": numberMapping(t.vars), "template_components": t.components(),
		"waba_phone_number": t.line.number(), "waba_provider": "META",
	}
	if len(t.headerVars) > 0 {
		out["header_variable_mapping"] = numberMapping(t.headerVars)
	}
	answers, calls, vars := []obj{}, []obj{}, obj{}
	for _, a := range t.answers {
		answers = append(answers, obj{"action": a.Type, "message": a.Text})
	}
	for i, b := range t.buttons {
		if b.Type != "QUICK_REPLY" {
			calls = append(calls, b.wire())
		}
		if names := t.buttonVars[fmt.Sprint(i, " ", b.Type)]; names != nil {
			vars[strconv.Itoa(i)] = obj{b.Type: numberMapping(names)}
		}
	}
	out["outbound_answers"], out["call_to_action_options"] = answers, calls
	if len(vars) > 0 {
		out["buttons_variable_mapping"] = vars
	}
	return out
}

func (b button) wire() obj {
	out := obj{"type": b.Type, "text": b.Text}
	if b.URL != "" {
		out["url"] = b.URL
	}
	if b.PhoneNumber != "" {
		out["phone_number"] = b.PhoneNumber
	}
	return out
}

func (t *template) samples(names []string) []string {
	out := []string{}
	for _, name := range names {
		out = append(out, t.examples[name])
	}
	return out
}

// components returns the template in Meta's format.
func (t *template) components() []obj {
	var out []obj
	if t.header != "" {
		head := obj{"type": "HEADER", "format": "TEXT", "text": t.header}
		if len(t.headerVars) > 0 {
			head["example"] = obj{"header_text": t.samples(t.headerVars)}
		}
		out = append(out, head)
	}
	if t.kind != "TEXT" {
		out = append(out, obj{"type": "HEADER", "format": t.kind, "example": obj{"header_handle": []string{t.mediaID}}})
	}
	body := obj{"type": "BODY", "text": t.content}
	if len(t.vars) > 0 {
		body["example"] = obj{"body_text": [][]string{t.samples(t.vars)}}
	}
	out = append(out, body)
	if t.footer != "" {
		out = append(out, obj{"type": "FOOTER", "text": t.footer})
	}
	buttons := []obj{}
	for i, b := range t.buttons {
		wire := b.wire()
		switch names := t.buttonVars[fmt.Sprint(i, " ", b.Type)]; {
		case b.Type == "COPY_CODE":
			delete(wire, "text")
			wire["example"] = t.examples["code"]
		case len(names) > 0:
			wire["example"] = t.samples(names)
		}
		buttons = append(buttons, wire)
	}
	if len(buttons) > 0 {
		out = append(out, obj{"type": "BUTTONS", "buttons": buttons})
	}
	return out
}

// filled returns the text that a person reads. A variable without a value is refused.
func (t *template) filled(form url.Values) (string, error) {
	for _, name := range t.names() {
		if form.Get("var."+name) == "" {
			return "", invalid("missing value for variable %s", name)
		}
	}
	fill := func(text string, names []string) string {
		var pairs []string
		for i, name := range names {
			pairs = append(pairs, "{{"+strconv.Itoa(i+1)+"}}", form.Get("var."+name))
		}
		return strings.NewReplacer(pairs...).Replace(text)
	}
	parts := []string{fill(t.header, t.headerVars), fill(t.content, t.vars), t.footer}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "\n"), nil
}
