package whatsapp

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longestName, longestContent    = 512, 1024
	longestHeader, longestFooter   = 60, 60
	longestLabel, longestButtonURL = 25, 2000
	longestPhone, longestCode      = 20, 15
	mostButtons, longestExpiry     = 10, 90
)

var mostOfKind = map[ButtonType]int{ButtonTypeQuickReply: 10, ButtonTypeURL: 2, ButtonTypePhoneNumber: 1, ButtonTypeCopyCode: 1}

// variable is a placeholder as it is written into a template.
var variable = regexp.MustCompile(`\{\{\s*\.([^{}]+?)\s*\}\}`)

// variablesOf lists the names in the texts, each once.
func variablesOf(texts ...string) []string {
	var names []string
	for _, text := range texts {
		for _, found := range variable.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(names, found[1]) {
				names = append(names, found[1])
			}
		}
	}
	return names
}

// problems collects what is wrong, so that one error can name every field.
type problems []string

func (p *problems) when(wrong bool, format string, args ...any) {
	if wrong {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

// tooLong counts characters, with variables as short as Truora numbers them.
func (p *problems) tooLong(field, text string, limit int) {
	length := utf8.RuneCountInString(variable.ReplaceAllString(text, "{{1}}"))
	p.when(length > limit, "%s is longer than %d characters", field, limit)
}

func (p *problems) err() error {
	if len(*p) == 0 {
		return nil
	}
	return errors.New(strings.Join(*p, "; "))
}

// Validate returns one error that names every field that Truora or WhatsApp
// would certainly refuse.
func (p CreateOutboundParams) Validate() error {
	var found problems
	for _, field := range []struct{ name, value string }{
		{"waba_phone_number", p.WABAPhoneNumber},
		{"language_code", string(p.LanguageCode)},
		{"outbound_name", p.OutboundName},
		{"category", string(p.Category)},
		{"template_type", string(p.TemplateType)},
	} {
		found.when(field.value == "", "%s is missing", field.name)
	}
	found.tooLong("outbound_name", p.OutboundName, longestName)
	found.tooLong("content", p.Content, longestContent)
	found.tooLong("header_text", p.HeaderText, longestHeader)
	found.tooLong("footer_text", p.FooterText, longestFooter)
	if p.Category == CategoryAuthentication {
		p.authentication(&found)
	} else {
		p.message(&found)
	}
	p.buttons(&found)
	return found.err()
}

// authentication checks the one category whose text is WhatsApp's own.
func (p CreateOutboundParams) authentication(found *problems) {
	found.when(p.TemplateType != "" && p.TemplateType != TemplateTypeText, "template_type must be TEXT for AUTHENTICATION")
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"content", p.Content != ""},
		{"header_text", p.HeaderText != ""},
		{"footer_text", p.FooterText != ""},
		{"outbound_buttons", len(p.Buttons) > 0},
	} {
		found.when(field.given, "%s is not for AUTHENTICATION", field.name)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Variables)) {
		found.when(name != "code", "var.%s is not for AUTHENTICATION, whose one variable is code", name)
	}
	found.when(utf8.RuneCountInString(p.Variables["code"].Reveal()) > longestCode, "var.code is longer than %d characters", longestCode)
	found.when(p.CodeExpirationMinutes < 0 || p.CodeExpirationMinutes > longestExpiry,
		"code_expiration_minutes must be 1 to %d", longestExpiry)
}

// message checks all other categories.
func (p CreateOutboundParams) message(found *problems) {
	found.when(p.Content == "", "content is missing")
	found.when(p.CodeExpirationMinutes != 0, "code_expiration_minutes is for AUTHENTICATION only")
	text := p.TemplateType == "" || p.TemplateType == TemplateTypeText
	found.when(!text && p.HeaderText != "", "header_text is for TEXT only")
	found.when(len(variablesOf(p.HeaderText)) > 1, "header_text has more than one variable")
	found.when(len(variablesOf(p.FooterText)) > 0, "footer_text has a variable")
	media := p.TemplateType == TemplateTypeImage || p.TemplateType == TemplateTypeVideo || p.TemplateType == TemplateTypeDocument
	found.when(media && p.MediaID == "" && p.MediaURL == "", "media_id is missing")
	texts := []string{p.Content, p.HeaderText}
	for _, b := range p.Buttons {
		texts = append(texts, b.URL)
	}
	for _, name := range variablesOf(texts...) {
		found.when(p.Variables[name].IsZero(), "var.%s is missing: each variable needs an example", name)
	}
}

func (p CreateOutboundParams) buttons(found *problems) {
	const field = "outbound_buttons"
	found.when(len(p.Buttons) > mostButtons, "%s are more than %d", field, mostButtons)
	number, groups := map[ButtonType]int{}, 0
	for i, b := range p.Buttons {
		number[b.Type]++
		if b.Type == ButtonTypeQuickReply && (i == 0 || p.Buttons[i-1].Type != ButtonTypeQuickReply) {
			groups++
		}
		b.check(found, fmt.Sprintf("%s[%d]", field, i))
	}
	for _, kind := range slices.Sorted(maps.Keys(mostOfKind)) {
		found.when(number[kind] > mostOfKind[kind], "%s has more than %d of %s", field, mostOfKind[kind], kind)
	}
	split := groups > 1 || groups == 1 && p.Buttons[0].Type != ButtonTypeQuickReply && p.Buttons[len(p.Buttons)-1].Type != ButtonTypeQuickReply
	found.when(split, "%s of QUICK_REPLY must stand together, before or after the others", field)
	found.when(p.IsNotification && number[ButtonTypeQuickReply] > 0, "%s of QUICK_REPLY are not for notifications", field)
	found.when(number[ButtonTypeCopyCode] > 0 && p.Category != CategoryMarketing, "%s of COPY_CODE are for MARKETING only", field)
}

func (b Button) check(found *problems, at string) {
	found.when(b.Type == "", "%s.type is missing", at)
	found.when(b.Text == "" && mostOfKind[b.Type] > 0 && b.Type != ButtonTypeCopyCode, "%s.text is missing", at)
	found.tooLong(at+".text", b.Text, longestLabel)
	found.tooLong(at+".url", b.URL, longestButtonURL)
	found.tooLong(at+".phone_number", b.PhoneNumber, longestPhone)
	found.when(b.Type == ButtonTypePhoneNumber && b.PhoneNumber == "", "%s.phone_number is missing", at)
	if b.Type == ButtonTypeURL {
		found.when(!strings.HasPrefix(b.URL, "https://") && !strings.HasPrefix(b.URL, "http://"), "%s.url must be http or https", at)
		all := variable.FindAllStringIndex(b.URL, -1)
		found.when(len(all) > 1 || len(all) == 1 && all[0][1] != len(b.URL), "%s.url may have one variable, at its end", at)
	}
}
