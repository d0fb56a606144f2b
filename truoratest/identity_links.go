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

// sendProcessLink is for the token that created the process.
func (s *Server) sendProcessLink(r *request, p *process) reply {
	switch {
	case r.token == nil:
		return failure(http.StatusForbidden, "Insufficient permissions: a web token is expected")
	case !slices.Contains(messageLanguages, r.form.Get("lang")):
		return invalid("unsupported language")
	case r.form.Get("message_channel") != "whatsapp":
		return invalid("invalid message channel")
	case !strings.HasPrefix(r.form.Get("phone_country_code"), "+") || r.form.Get("phone_number") == "":
		return invalid("invalid phone number format")
	}
	p.phone = r.form.Get("phone_country_code") + r.form.Get("phone_number")
	p.updated = r.now
	return jsonReply(http.StatusOK, s.processWire(r, p))
}

// sendAccessLink refuses in Truora's words.
func (s *Server) sendAccessLink(r *request) reply {
	if refused := checkAccessLink(r); refused != nil {
		return *refused
	}
	if !strings.HasPrefix(r.args["flow"], "IPF") {
		return failure(http.StatusNotFound, "identity process flow not found in dynamo")
	}
	return messageOnly(http.StatusOK, "Process access link sent successfully")
}

func checkAccessLink(r *request) *reply {
	channel, outbound := r.form.Get("message_channel"), r.form.Get("outbound_id")
	switch {
	case channel == "":
		return refuse("missing message channel parameter")
	case !slices.Contains(accessChannels, channel):
		return refuse("message channel must be either 'sms', 'whatsapp' or 'email'")
	case r.form.Get("lang") == "":
		return refuse("missing language parameter")
	case !slices.Contains(messageLanguages, r.form.Get("lang")):
		return refuse("unsupported language")
	case r.form.Get("phone_number") == "":
		return refuse("missing phone number parameter")
	case !phoneForm.MatchString(r.form.Get("phone_number")):
		return refuse("invalid phone number format")
	case channel == "email" && r.form.Get("email") == "":
		return refuse("missing email parameter")
	case r.form.Get("email") != "" && !strings.Contains(r.form.Get("email"), "@"):
		return refuse("invalid email format")
	case channel == "whatsapp" && outbound == "":
		return refuse("missing params")
	case outbound != "" && !strings.HasPrefix(outbound, "OTB"):
		return refuse("outbound with id %s not found", outbound)
	}
	for name, values := range r.form {
		switch {
		case !strings.HasPrefix(name, "var."):
		case outbound == "":
			return refuse("template variables (var.*) require outbound_id to be set")
		case values[0] == "":
			return refuse("template variables must not have empty values")
		}
	}
	return nil
}
