package truoratest

import (
	"maps"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

var contactRoutes = []route{
	{hostIdentity, "GET /v1/contact-properties", noBody, "", (*Server).listProperties},
	{hostIdentity, "POST /v1/contact-properties", formBody, "", (*Server).createProperty},
	{hostIdentity, "GET /v1/contacts", noBody, "", (*Server).listContacts},
	{hostIdentity, "POST /v1/contacts", formBody, "", (*Server).createContact},
	{hostIdentity, "GET /v1/contacts/{contact_id}", noBody, "", ofContact((*Server).getContact)},
	{hostIdentity, "PUT /v1/contacts/{contact_id}", formBody, "", ofContact((*Server).updateContact)},
	{hostIdentity, "DELETE /v1/contacts/{contact_id}", noBody, "", (*Server).deleteContact},
}

type contactsState struct {
	contacts   []*contact
	properties []*property
}

type contact struct {
	serial                           int
	id, name, digits, external, mail string
	custom                           map[string]string

	inboundProcesses, outboundProcesses, rejected, notifications int
}

func (c *contact) phone() string {
	if c.digits == "" {
		return ""
	}
	return "+" + c.digits
}

func (s *Server) contactWire(c *contact, withCustom bool) obj {
	out := obj{
		"contact_id": c.id, "client_id": waAccount, "name": c.name, "phone_number": c.phone(), "external_id": c.external, "email": c.mail,
		"is_valid_wa_user":           c.digits != "" && !s.handsetOf(c.digits).unreachable,
		"inbound_processes_started":  c.inboundProcesses,
		"outbound_processes_started": c.outboundProcesses, "flow_outbounds_rejected": c.rejected,
		"notification_outbounds_received": c.notifications,
	}
	if withCustom {
		out["custom_property_values"] = c.custom
	}
	return out
}

func (s *Server) contactReply(c *contact) reply {
	return jsonReply(http.StatusOK, s.contactWire(c, true))
}

func (s *Server) addContact(c *contact) *contact {
	c.id, c.serial = s.newID("CNT"), s.serial
	if c.custom == nil {
		c.custom = map[string]string{}
	}
	s.contacts.contacts = append(s.contacts.contacts, c)
	return c
}

// contactOf finds a contact by one of its keys, which is never empty.
func (s *Server) contactOf(kind, key string) *contact {
	if kind == "phone_number" {
		key = onlyDigits(key)
	}
	for _, c := range s.contacts.contacts {
		if have := map[string]string{"": c.id, "contact_id": c.id, "phone_number": c.digits, "external_id": c.external}[kind]; key != "" && have == key {
			return c
		}
	}
	return nil
}

var lookupKeys = []string{"", "contact_id", "phone_number", "external_id"}

func ofContact(handle func(*Server, *request, *contact) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		kind := r.query.Get("key_type")
		if !slices.Contains(lookupKeys, kind) {
			return invalid("invalid key type")
		}
		if c := s.contactOf(kind, r.args["contact_id"]); c != nil {
			return handle(s, r, c)
		}
		return notFound()
	}
}

// createContact refuses a number or external id that another contact has: the fake's choice.
func (s *Server) createContact(r *request) reply {
	f := r.form
	c := &contact{name: f.Get("name"), digits: onlyDigits(f.Get("phone_number")), external: f.Get("external_id")}
	switch {
	case c.name == "":
		return invalid("missing name")
	case f.Get("phone_number") == "" && c.external == "":
		return invalid("missing phone number or external id")
	case f.Get("phone_number") != "" && (!strings.HasPrefix(f.Get("phone_number"), "+") || c.digits == ""):
		return invalid("invalid phone number") // a bare plus arrives as a blank
	case s.contactOf("phone_number", c.digits) != nil || s.contactOf("external_id", c.external) != nil:
		return invalid("contact already exists")
	}
	if refused := s.fillContact(c, f); refused != nil {
		return *refused
	}
	return s.contactReply(s.addContact(c))
}

// fillContact changes what the form names and leaves the rest.
func (s *Server) fillContact(c *contact, f url.Values) *reply {
	next := *c
	next.custom = maps.Clone(c.custom)
	if next.custom == nil {
		next.custom = map[string]string{}
	}
	refuse := func(format string, args ...any) *reply {
		bad := invalid(format, args...)
		return &bad
	}
	if f.Get("name") != "" {
		next.name = f.Get("name")
	}
	if address := f.Get("email"); address != "" {
		if _, err := mail.ParseAddress(address); err != nil {
			return refuse("invalid email")
		}
		next.mail = address
	}
	for key := range f {
		id, ok := strings.CutPrefix(key, "custom_property_values.")
		if !ok {
			continue
		}
		p := s.propertyOf(id)
		switch {
		case p == nil:
			return refuse("contact property not found")
		case !p.takes(f.Get(key)):
			return refuse("invalid value for property %s", p.name)
		}
		next.custom[id] = f.Get(key)
	}
	*c = next
	return nil
}

func (s *Server) getContact(_ *request, c *contact) reply { return s.contactReply(c) }

func (s *Server) updateContact(r *request, c *contact) reply {
	if refused := s.fillContact(c, r.form); refused != nil {
		return *refused
	}
	return s.contactReply(c)
}

// deleteContact knows contact ids only.
func (s *Server) deleteContact(r *request) reply {
	c := s.contactOf("contact_id", r.args["contact_id"])
	if c == nil {
		return notFound()
	}
	s.contacts.contacts = slices.DeleteFunc(s.contacts.contacts, func(have *contact) bool { return have == c })
	return jsonReply(http.StatusOK, obj{"message": "contact successfully deleted"})
}

func (s *Server) listContacts(r *request) reply {
	return listReply(s, r, "contacts", s.contacts.contacts, func(c *contact) int { return c.serial }, func(c *contact) obj {
		return s.contactWire(c, false)
	})
}

// property is something kept of each contact.
type property struct {
	serial         int
	id, name, kind string
	hidden         bool
	allowed        string
}

const mostVisible = 25

var propertyTypes = []string{"string", "int", "boolean", "date", "email", "enum"}

func (s *Server) propertyOf(id string) *property {
	i := slices.IndexFunc(s.contacts.properties, func(p *property) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	return s.contacts.properties[i]
}

// takes tells whether a value is of the property's type. How Truora writes numbers, days and truth is unknown.
func (p *property) takes(value string) bool {
	var err error
	switch p.kind {
	case "int":
		_, err = strconv.ParseInt(value, 10, 64)
	case "boolean":
		return value == "true" || value == "false"
	case "date":
		_, err = time.Parse(time.DateOnly, value)
	case "email":
		_, err = mail.ParseAddress(value)
	case "enum":
		return slices.Contains(strings.Split(p.allowed, ","), value)
	}
	return err == nil
}

func (p *property) wire() obj {
	config := obj{}
	if p.allowed != "" {
		config["allowed_values"] = p.allowed
	}
	return obj{
		"property_id": p.id, "client_id": waAccount, "name": p.name, "type": p.kind, "is_hidden": p.hidden, "config_values": config,
	}
}

func (s *Server) createProperty(r *request) reply {
	p := &property{
		name: r.form.Get("name"), kind: r.form.Get("type"), hidden: r.form.Get("is_hidden") == "true",
		allowed: r.form.Get("config_values.allowed_values"),
	}
	visible := 0
	for _, have := range s.contacts.properties {
		if !have.hidden {
			visible++
		}
	}
	switch {
	case p.name == "":
		return invalid("missing name")
	case !slices.Contains(propertyTypes, p.kind):
		return invalid("invalid type")
	case p.kind == "enum" && p.allowed == "":
		return invalid("missing allowed values")
	case !p.hidden && visible >= mostVisible:
		return invalid("there are already %d visible properties", mostVisible)
	}
	p.id, p.serial = s.newID("CCP"), s.serial
	s.contacts.properties = append(s.contacts.properties, p)
	return jsonReply(http.StatusCreated, p.wire())
}

func (s *Server) listProperties(r *request) reply {
	return listReply(s, r, "contact_properties", s.contacts.properties, func(p *property) int { return p.serial }, (*property).wire)
}
