package truoratest

import (
	"net/http"
	"slices"
	"strings"
)

var (
	messageLanguages = []string{"es", "en", "pt"}
	accessChannels   = []string{"whatsapp", "email", "sms"}
)

// sendLink is for the token that created the process.
func (s *Identity) sendLink(r *request, p *process) (reply, error) {
	switch {
	case r.token == nil:
		return reply{}, failure(http.StatusForbidden, "Insufficient permissions: a web token is expected")
	case !slices.Contains(messageLanguages, r.form.Get("lang")):
		return reply{}, invalid("unsupported language")
	case r.form.Get("message_channel") != "whatsapp":
		return reply{}, invalid("invalid message channel")
	case !strings.HasPrefix(r.form.Get("phone_country_code"), "+") || r.form.Get("phone_number") == "":
		return reply{}, invalid("invalid phone number format")
	}
	p.phone = r.form.Get("phone_country_code") + r.form.Get("phone_number")
	p.updated = r.now
	return jsonReply(http.StatusOK, s.wire(r, p)), nil
}

// sendAccessLink uses Truora's messages for refusals.
func (s *Identity) sendAccessLink(r *request) (reply, error) {
	if err := checkAccessLink(r); err != nil {
		return reply{}, err
	}
	if !strings.HasPrefix(r.args["flow"], "IPF") {
		return reply{}, failure(http.StatusNotFound, "identity process flow not found in dynamo")
	}
	return messageOnly(http.StatusOK, "Process access link sent successfully"), nil
}

func checkAccessLink(r *request) error {
	channel, outbound := r.form.Get("message_channel"), r.form.Get("outbound_id")
	switch {
	case channel == "":
		return invalid("missing message channel parameter")
	case !slices.Contains(accessChannels, channel):
		return invalid("message channel must be either 'sms', 'whatsapp' or 'email'")
	case r.form.Get("lang") == "":
		return invalid("missing language parameter")
	case !slices.Contains(messageLanguages, r.form.Get("lang")):
		return invalid("unsupported language")
	case r.form.Get("phone_number") == "":
		return invalid("missing phone number parameter")
	case !phoneForm.MatchString(r.form.Get("phone_number")):
		return invalid("invalid phone number format")
	case channel == "email" && r.form.Get("email") == "":
		return invalid("missing email parameter")
	case r.form.Get("email") != "" && !strings.Contains(r.form.Get("email"), "@"):
		return invalid("invalid email format")
	case channel == "whatsapp" && outbound == "":
		return invalid("missing params")
	case outbound != "" && !strings.HasPrefix(outbound, "OTB"):
		return invalid("outbound with id %s not found", outbound)
	}
	for name, values := range r.form {
		switch {
		case !strings.HasPrefix(name, "var."):
		case outbound == "":
			return invalid("template variables (var.*) require outbound_id to be set")
		case values[0] == "":
			return invalid("template variables must not have empty values")
		}
	}
	return nil
}
