package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	exportWait = 3 * time.Second  // until work on it begins
	exportTime = 12 * time.Second // until it is done
	exportLife = 7 * 24 * time.Hour
)

// export is a file with the chats of a time.
type export struct {
	serial       int
	id           string
	in           exportInput
	from, to     time.Time
	created      time.Time
	failedReason string
}

type exportInput struct {
	Language string `json:"language"`
	Type     string `json:"export_type"`
	Format   string `json:"export_format"`
	Start    string `json:"time_range_start_date"`
	End      string `json:"time_range_end_date"`
	ChatID   string `json:"exported_chat_id"`
	Name     string `json:"name"`
}

// FailNextExport makes the next export of chats fail.
func (s *Server) FailNextExport(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.engagement.failNext = append(s.engagement.failNext, reason)
}

func (s *Server) exportStatus(e *export, now time.Time) string {
	age := now.Sub(e.created)
	switch {
	case age < s.paced(exportWait):
		return "requested"
	case age < s.paced(exportTime):
		return "in_progress"
	case e.failedReason != "":
		return "failed"
	case age < s.paced(exportLife):
		return "succeeded"
	default:
		return "expired"
	}
}

func (s *Server) exportWire(r *request, e *export) obj {
	status := s.exportStatus(e, r.now)
	out := obj{
		"request_id": e.id, "status": status, "export_type": e.in.Type, "export_format": e.in.Format, "language": e.in.Language,
		"name": e.in.Name, "request_actor": "me@example.com", "time_range_start_date": e.in.Start, "time_range_end_date": e.in.End,
		"creation_date": stamp(e.created),
	}
	if e.in.ChatID != "" {
		out["exported_chat_id"] = e.in.ChatID
	}
	switch status {
	case "failed":
		out["failure_reason"] = e.failedReason
	case "succeeded":
		path := "/engagement/exports/" + e.id + ".tsv"
		if _, made := s.files[path]; !made {
			s.files[path] = storedFile{contentType: "text/tab-separated-values", data: s.exportTable(e), stored: r.now}
		}
		out["download_url"] = s.signLink(r, http.MethodGet, path, linkLife, nil)
	}
	if status == "failed" || status == "succeeded" {
		out["finish_date"] = stamp(e.created.Add(s.paced(exportTime)))
	}
	return out
}

// exportTable is the file: one activity a line.
func (s *Server) exportTable(e *export) []byte {
	var out strings.Builder
	out.WriteString("chat_id\tdate\tactor\ttype\ttext\n")
	flat := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")
	for _, c := range s.engagement.chats {
		if e.in.ChatID != "" && e.in.ChatID != c.id {
			continue
		}
		for _, a := range c.activities {
			if a.at.Before(e.from) || a.at.After(e.to) {
				continue
			}
			text := ""
			if a.message != nil {
				text = flat.Replace(a.message.text)
			}
			out.WriteString(strings.Join([]string{c.id, stamp(a.at), a.by.kind, a.kind, text}, "\t") + "\n")
		}
	}
	return []byte(out.String())
}

func (s *Server) createExport(r *request) reply {
	e := &export{created: r.now}
	if json.Unmarshal(r.body, &e.in) != nil {
		return invalid("invalid json")
	}
	var fromErr, toErr error
	e.from, fromErr = time.Parse(time.RFC3339, e.in.Start)
	e.to, toErr = time.Parse(time.RFC3339, e.in.End)
	switch {
	case !slices.Contains([]string{"en", "es", "pt"}, e.in.Language):
		return invalid("invalid language")
	case !slices.Contains([]string{"all_chats", "single_chat"}, e.in.Type):
		return invalid("invalid export type")
	case e.in.Format != "tsv":
		return invalid("invalid export format")
	case fromErr != nil || toErr != nil:
		return invalid("invalid export time range")
	case e.to.Before(e.from):
		return invalid("invalid export time range: end date is earlier than start date")
	case e.in.Type == "single_chat" && e.in.ChatID == "":
		return invalid("missing exported chat id")
	}
	for _, have := range s.engagement.exports {
		status := s.exportStatus(have, r.now)
		if status != "failed" && status != "expired" && have.covers(e) {
			return jsonReply(http.StatusOK, obj{
				"message": "a previous export includes the requested data", "export_data": s.exportWire(r, have),
			})
		}
	}
	e.failedReason, _ = take(&s.engagement.failNext)
	e.id = s.newID("EXP")
	e.serial = s.serial
	s.engagement.exports = append(s.engagement.exports, e)
	return jsonReply(http.StatusCreated, s.exportWire(r, e))
}

func (e *export) covers(other *export) bool {
	return e.in.Type == other.in.Type && e.in.ChatID == other.in.ChatID && e.in.Language == other.in.Language &&
		!e.from.After(other.from) && !e.to.Before(other.to)
}

func (s *Server) listExports(r *request) reply {
	q := r.query
	from, _ := time.Parse(time.RFC3339, q.Get("start_date"))
	to, _ := time.Parse(time.RFC3339, q.Get("end_date"))
	var fitting []*export
	for _, e := range s.engagement.exports {
		fits := !q.Has("start_date") || !e.created.Before(from)
		fits = fits && (!q.Has("end_date") || !e.created.After(to))
		for name, value := range map[string]string{
			"chat_id": e.in.ChatID, "export_format": e.in.Format, "export_type": e.in.Type, "language": e.in.Language,
			"request_actor": "me@example.com",
		} {
			fits = fits && (!q.Has(name) || q.Get(name) == value)
		}
		if fits {
			fitting = append(fitting, e)
		}
	}
	page, next, refused := upTo(s, r, fitting, func(e *export) int { return e.serial }, "Invalid request: invalid limit")
	if refused != nil {
		return *refused
	}
	wire := []obj{}
	for _, e := range page {
		wire = append(wire, s.exportWire(r, e))
	}
	return jsonReply(http.StatusOK, obj{"exports": wire, "next": next, "self": r.self()})
}
