package truoratest

import (
	"cmp"
	"net/http"
	"slices"
)

// basic are the fields of basic_info.
func (c *customer) basic() obj {
	out := obj{
		"id": c.id, "name": c.who.first + " " + c.who.last, "country": c.place,
		"document_number": c.document, "document_type": c.docType,
	}
	set(out, "email", c.email)
	set(out, "phone", c.phone)
	return out
}

// customerWire has the misspelt birthady, and lists as text that holds JSON, as Truora's samples do.
func (s *Server) customerWire(r *request, c *customer) obj {
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
				out["document_front_url"] = s.media(r, p, st, "document_front")
				if len(st.wanted(p)) > 1 {
					out["document_reverse_url"] = s.media(r, p, st, "document_back")
				}
			case st.kind == "record_face_video_liveness":
				out["face_image_url"] = s.media(r, p, st, "face_video")
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
	out["latest_transactions"] = textOf(latest)
	return out
}

// textOf is JSON as text, "" for nothing.
func textOf(v any) string {
	if v == nil {
		return ""
	}
	return string(jsonReply(0, v).body)
}

// listTransactions shows the newest first.
func (s *Server) listTransactions(r *request, c *customer) reply {
	source := r.query.Get("source")
	if !slices.Contains([]string{"", "check", "process", "validation", "engagement-chat", "profile"}, source) {
		return invalid("invalid source")
	}
	type numbered struct {
		transaction
		at int
	}
	var fitting []numbered
	for i, t := range c.transactions {
		if source == "" || t.source == source {
			fitting = append(fitting, numbered{t, i + 1})
		}
	}
	page, next, refused := pageOf(s, r, fitting, func(n numbered) int { return n.at })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, n := range page {
		wire = append(wire, n.wire(c))
	}
	return jsonReply(http.StatusOK, obj{"transactions": wire, "next": cmp.Or(next, r.self()), "self": r.self()})
}

func (s *Server) getTransaction(r *request, c *customer) reply {
	for _, t := range c.transactions {
		if t.id == r.args["transaction_id"] {
			return jsonReply(http.StatusOK, t.wire(c))
		}
	}
	return notFound()
}

func (t transaction) wire(c *customer) obj {
	out := obj{
		"id": c.id, "transaction_id": t.id, "source": t.source, "status": t.status,
		"creation_date": t.created.UTC().Format("2006-01-02T15:04:05.000000000Z07:00"), "update_date": stamp(t.updated),
	}
	set(out, "account_id", t.account)
	set(out, "type", t.kind)
	set(out, "failure_status", t.failed)
	set(out, "declined_reason", t.reason)
	set(out, "devices_info", textOf(t.devices))
	set(out, "properties", textOf(t.details))
	set(out, "validations", textOf(t.validations))
	return out
}
