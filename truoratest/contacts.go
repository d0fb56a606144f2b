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

// Contacts are the contacts of a [Server]. They have no levers.
type Contacts struct {
	*core
	whatsapp *WhatsApp

	contacts   []*contact
	properties []*property
}

func (s *Contacts) routes() []route {
	return []route{
		{hostIdentity, "GET /v1/contact-properties", noBody, "", s.listProperties},
		{hostIdentity, "POST /v1/contact-properties", formBody, "", s.createProperty},
		{hostIdentity, "GET /v1/contacts", noBody, "", s.list},
		{hostIdentity, "POST /v1/contacts", formBody, "", s.create},
		{hostIdentity, "GET /v1/contacts/{contact_id}", noBody, "", with(s.contact, s.get)},
		{hostIdentity, "PUT /v1/contacts/{contact_id}", formBody, "", with(s.contact, s.update)},
		{hostIdentity, "DELETE /v1/contacts/{contact_id}", noBody, "", s.delete},
	}
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

func (s *Contacts) wire(c *contact, withCustom bool) obj {
	out := obj{
		"contact_id": c.id, "client_id": clientID, "name": c.name, "phone_number": c.phone(), "external_id": c.external, "email": c.mail,
		"is_valid_wa_user":           c.digits != "" && !s.whatsapp.handsetOf(c.digits).unreachable,
		"inbound_processes_started":  c.inboundProcesses,
		"outbound_processes_started": c.outboundProcesses, "flow_outbounds_rejected": c.rejected,
		"notification_outbounds_received": c.notifications,
	}
	if withCustom {
		out["custom_property_values"] = c.custom
	}
	return out
}

func (s *Contacts) answer(c *contact) reply {
	return jsonReply(http.StatusOK, s.wire(c, true))
}

func (s *Contacts) add(c *contact) *contact {
	c.id, c.serial = s.newItem("CNT")
	if c.custom == nil {
		c.custom = map[string]string{}
	}
	s.contacts = append(s.contacts, c)
	return c
}

// find returns the contact with that key, or nil. An empty key finds none.
func (s *Contacts) find(kind, key string) *contact {
	if kind == "phone_number" {
		key = onlyDigits(key)
	}
	return firstWhere(s.contacts, func(c *contact) bool { return key != "" && c.key(kind) == key })
}

func (c *contact) key(kind string) string {
	switch kind {
	case "phone_number":
		return c.digits
	case "external_id":
		return c.external
	}
	return c.id
}

var lookupKeys = []string{"", "contact_id", "phone_number", "external_id"}

func (s *Contacts) contact(r *request) (*contact, error) {
	kind := r.query.Get("key_type")
	if !slices.Contains(lookupKeys, kind) {
		return nil, invalid("invalid key type")
	}
	return orNotFound(s.find(kind, r.args["contact_id"]))
}

// create refuses a number or external id that is taken.
//
// choice: a phone number or external id belongs to one contact
func (s *Contacts) create(r *request) (reply, error) {
	f := r.form
	c := &contact{name: f.Get("name"), digits: onlyDigits(f.Get("phone_number")), external: f.Get("external_id")}
	switch {
	case c.name == "":
		return reply{}, invalid("missing name")
	case f.Get("phone_number") == "" && c.external == "":
		return reply{}, invalid("missing phone number or external id")
	case f.Get("phone_number") != "" && (!strings.HasPrefix(f.Get("phone_number"), "+") || c.digits == ""):
		return reply{}, invalid("invalid phone number") // a bare plus is decoded as a space
	case s.find("phone_number", c.digits) != nil || s.find("external_id", c.external) != nil:
		return reply{}, invalid("contact already exists")
	}
	if err := s.fill(c, f); err != nil {
		return reply{}, err
	}
	return s.answer(s.add(c)), nil
}

// fill changes the fields that are in the form.
//
// choice: an update to an empty e-mail address or value clears it
func (s *Contacts) fill(c *contact, f url.Values) error {
	next := *c
	next.custom = maps.Clone(c.custom)
	if next.custom == nil {
		next.custom = map[string]string{}
	}
	if f.Get("name") != "" {
		next.name = f.Get("name")
	}
	if address := f.Get("email"); f.Has("email") {
		if _, err := mail.ParseAddress(address); err != nil && address != "" {
			return invalid("invalid email")
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
			return invalid("contact property not found")
		case f.Get(key) == "":
			delete(next.custom, id)
			continue
		case !p.takes(f.Get(key)):
			return invalid("invalid value for property %s", p.name)
		}
		next.custom[id] = f.Get(key)
	}
	*c = next
	return nil
}

func (s *Contacts) get(_ *request, c *contact) (reply, error) { return s.answer(c), nil }

func (s *Contacts) update(r *request, c *contact) (reply, error) {
	if err := s.fill(c, r.form); err != nil {
		return reply{}, err
	}
	return s.answer(c), nil
}

// delete accepts contact ids only.
func (s *Contacts) delete(r *request) (reply, error) {
	c := s.find("contact_id", r.args["contact_id"])
	if c == nil {
		return reply{}, notFound()
	}
	s.contacts = slices.DeleteFunc(s.contacts, func(have *contact) bool { return have == c })
	return jsonReply(http.StatusOK, obj{"message": "contact successfully deleted"}), nil
}

func (s *Contacts) list(r *request) (reply, error) {
	return listReply(r, "contacts", s.contacts, func(c *contact) int { return c.serial }, func(c *contact) obj {
		return s.wire(c, false)
	})
}

// property is a field of contacts that the account has added.
type property struct {
	serial         int
	id, name, kind string
	hidden         bool
	allowed        string
}

const mostVisible = 25

var propertyTypes = []string{"string", "int", "boolean", "date", "email", "enum"}

func (s *Contacts) propertyOf(id string) *property {
	return firstWhere(s.properties, func(p *property) bool { return p.id == id })
}

// takes reports whether a value is of the property's type.
//
// choice: property values are written as 5, true and 2026-01-31
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
		"property_id": p.id, "client_id": clientID, "name": p.name, "type": p.kind, "is_hidden": p.hidden, "config_values": config,
	}
}

func (s *Contacts) createProperty(r *request) (reply, error) {
	p := &property{
		name: r.form.Get("name"), kind: r.form.Get("type"), hidden: r.form.Get("is_hidden") == "true",
		allowed: r.form.Get("config_values.allowed_values"),
	}
	visible := 0
	for _, have := range s.properties {
		if !have.hidden {
			visible++
		}
	}
	switch {
	case p.name == "":
		return reply{}, invalid("missing name")
	case !slices.Contains(propertyTypes, p.kind):
		return reply{}, invalid("invalid type")
	case p.kind == "enum" && p.allowed == "":
		return reply{}, invalid("missing allowed values")
	case !p.hidden && visible >= mostVisible:
		return reply{}, invalid("there are already %d visible properties", mostVisible)
	}
	p.id, p.serial = s.newItem("CCP")
	s.properties = append(s.properties, p)
	return jsonReply(http.StatusCreated, p.wire()), nil
}

func (s *Contacts) listProperties(r *request) (reply, error) {
	return listReply(r, "contact_properties", s.properties, func(p *property) int { return p.serial }, (*property).wire)
}
