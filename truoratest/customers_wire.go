package truoratest

import (
	"net/http"
	"slices"
)

// basic returns the fields of basic_info.
func (c *customer) basic() obj {
	out := obj{
		"id": c.id, "name": c.who.first + " " + c.who.last, "country": c.place,
		"document_number": c.document, "document_type": c.docType,
	}
	setIf(out, "email", c.email)
	setIf(out, "phone", c.phone)
	return out
}

// wire has the misspelled birthady, and lists as JSON in a string, as in Truora's
// samples.
func (s *Customers) wire(r *request, c *customer) obj {
	out := c.basic()
	out["gender"], out["nationality"], out["contact_properties"] = c.who.gender, "made up", obj{}
	out["document_issue_date"], out["tags"] = "2015-02-13T00:00:00Z", s.tagsOf(c.id)
	if c.who.birth != "" {
		out["birthady"] = c.who.birth + "T00:00:00Z"
	}
	if p := c.photographed; p != nil {
		for _, st := range p.steps {
			switch {
			case st.finished.IsZero():
			case st.kind == "take_document_photo":
				out["document_front_url"] = s.identity.media(r, p, st, "document_front")
				if len(st.wanted(p)) > 1 {
					out["document_reverse_url"] = s.identity.media(r, p, st, "document_back")
				}
			case st.kind == "record_face_video_liveness":
				out["face_image_url"] = s.identity.media(r, p, st, "face_video")
			}
		}
	}
	latest := []obj{}
	for _, t := range c.transactions[:min(3, len(c.transactions))] {
		latest = append(latest, obj{
			"transaction_id": t.id, "source": t.source, "status": t.status, "type": t.kind,
			"date": t.created.UTC().Format("2006-01-02 15:04:05.000000000"),
		})
	}
	out["latest_transactions"] = jsonText(latest)
	return out
}

// listTransactions returns the newest first.
func (s *Customers) listTransactions(r *request, c *customer) (reply, error) {
	source := r.query.Get("source")
	if !slices.Contains([]string{"", "check", "process", "validation", "engagement-chat", "profile", "document-validation"}, source) {
		return reply{}, invalid("invalid source")
	}
	fitting := filter(c.transactions, func(t transaction) bool { return source == "" || t.source == source })
	return listReply(r, "transactions", fitting, nil, func(t transaction) obj { return t.wire(c) }, nextIsSelf("transactions"))
}

func (s *Customers) getTransaction(r *request, c *customer) (reply, error) {
	for _, t := range c.transactions {
		if t.id == r.args["transaction_id"] {
			return jsonReply(http.StatusOK, t.wire(c)), nil
		}
	}
	return reply{}, notFound()
}

func (t transaction) wire(c *customer) obj {
	out := obj{
		"id": c.id, "transaction_id": t.id, "source": t.source, "status": t.status,
		"creation_date": t.created.UTC().Format("2006-01-02T15:04:05.000000000Z07:00"), "update_date": stamp(t.updated),
	}
	setIf(out, "account_id", t.account)
	setIf(out, "type", t.kind)
	setIf(out, "failure_status", t.failed)
	setIf(out, "declined_reason", t.reason)
	setIf(out, "devices_info", jsonText(t.devices))
	setIf(out, "properties", jsonText(t.details))
	setIf(out, "validations", jsonText(t.validations))
	return out
}
