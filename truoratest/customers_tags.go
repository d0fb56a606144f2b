package truoratest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// tagBook is the history of the tags of one customer.
type tagBook struct {
	tags    []obj
	history []obj
	changes []transaction
}

// CustomerLine is a WhatsApp line that has exchanged messages with a customer.
type CustomerLine struct {
	ChannelName string
	PhoneNumber string // with the plus sign
	Provider    string // META or GUPSHUP
}

// AddLine adds a WhatsApp line that has exchanged messages with a customer.
func (s *Customers) AddLine(customerID string, line CustomerLine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := slices.ContainsFunc(s.all(s.now()), func(c *customer) bool { return c.id == customerID })
	if !known {
		s.misuse("truoratest: Customers.AddLine: no customer %q", customerID)
		return
	}
	s.lines[customerID] = append(s.lines[customerID], line)
	book := s.tagBookOf(customerID)
	book.changes = append(book.changes, transaction{
		id: s.newID("EN_CHT_"), source: "engagement-chat", status: "active", created: s.now(), updated: s.now(),
	})
}

var (
	tagColour  = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	tagSources = []string{"profile", "engagement-chat", "validation", "check", "contact", "form", "external-system"}
)

func (s *Customers) tagBookOf(customerID string) *tagBook {
	book := s.tags[customerID]
	if book == nil {
		book = &tagBook{}
		s.tags[customerID] = book
	}
	return book
}

func (s *Customers) tagsOf(customerID string) []obj {
	if book := s.tags[customerID]; book != nil {
		return slices.Clone(book.tags)
	}
	return []obj{}
}

func (s *Customers) addTagChanges(c *customer) {
	if book := s.tags[c.id]; book != nil {
		c.transactions = append(c.transactions, book.changes...)
	}
}

type tagChange struct {
	Name   string `json:"name"`
	Color  string `json:"color"`
	Action string `json:"action"`
	Source string `json:"source"`
	System string `json:"source_type"`
	Chat   string `json:"engagement_chat_id"`
}

// fault returns the refusal as Truora writes it, or "".
func (in tagChange) fault() string {
	switch {
	case in.Name == "":
		return "missing tag name"
	case !slices.Contains([]string{"add", "remove"}, in.Action):
		return "invalid action"
	case !tagColour.MatchString(in.Color):
		return "invalid color"
	case !slices.Contains(tagSources, in.Source):
		return "invalid source"
	case in.Source == "external-system" && in.System == "":
		return "source type is required for external-system source"
	case in.Source != "external-system" && in.System != "":
		return "invalid source type"
	case in.Source == "engagement-chat" && in.Chat == "":
		return "missing engagement chat id"
	}
	return ""
}

// updateTags answers with all remaining tags.
func (s *Customers) updateTags(r *request, c *customer) (reply, error) {
	var in tagChange
	if json.Unmarshal(r.body, &in) != nil {
		return reply{}, invalid("invalid json")
	}
	if fault := in.fault(); fault != "" {
		return reply{}, invalid("%s", fault)
	}
	book := s.tagBookOf(c.id)
	book.tags = slices.DeleteFunc(slices.Clone(book.tags), func(t obj) bool { return t["name"] == in.Name && t["source"] == in.Source })
	status := "inactive"
	if in.Action == "add" {
		status = "active"
		tag := obj{"name": in.Name, "color": in.Color, "source": in.Source}
		setIf(tag, "engagement_chat_id", in.Chat)
		book.tags = append(book.tags, tag)
	}
	book.history = append(book.history, obj{"tags": plainTags(book.tags), "updated_at": stamp(r.now.Truncate(time.Second))})
	book.changes = append(book.changes, transaction{
		id: s.newID("TAG"), source: "profile", kind: "profile-tag", status: status, created: r.now, updated: r.now,
	})
	return jsonReply(http.StatusOK, append([]obj{}, book.tags...)), nil
}

func plainTags(tags []obj) []obj {
	out := []obj{}
	for _, t := range tags {
		out = append(out, obj{"name": t["name"], "color": t["color"]})
	}
	return out
}

func (s *Customers) listTagHistory(_ *request, c *customer) (reply, error) {
	history := []obj{}
	if book := s.tags[c.id]; book != nil {
		history = append(history, book.history...)
	}
	return jsonReply(http.StatusOK, history), nil
}

// listWABALines answers 404 with an empty array if the customer is unknown, and if
// there is no line.
func (s *Customers) listWABALines(r *request) (reply, error) {
	id := r.args["customer_id"]
	lines := s.lines[id]
	if len(lines) == 0 {
		return reply{}, refuse(jsonReply(http.StatusNotFound, []obj{}))
	}
	var chats []transaction
	for _, t := range s.tagBookOf(id).changes {
		if t.source == "engagement-chat" {
			chats = append(chats, t)
		}
	}
	out := make([]obj, 0, len(lines))
	for i, line := range lines {
		out = append(out, obj{
			"channel_alias": line.ChannelName + " (" + cmp.Or(line.Provider, "META") + ")", "channel_name": line.ChannelName,
			"tags": plainTags(s.tagsOf(id)), "transaction_id": chats[i].id, "update_date": stamp(chats[i].updated),
			"waba_id": digits(15, "waba", line.PhoneNumber), "waba_line_phone_number": line.PhoneNumber,
			"waba_provider": cmp.Or(line.Provider, "META"),
		})
	}
	return jsonReply(http.StatusOK, out), nil
}
