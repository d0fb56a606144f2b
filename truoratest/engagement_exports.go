package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// choice: an export begins after 3 s and is done after 12 s
const (
	exportWait = 3 * time.Second  // until work on it begins
	exportTime = 12 * time.Second // until it is done
	exportLife = 7 * 24 * time.Hour
)

// export is a file with the chats of a period.
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
func (s *Engagement) FailNextExport(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failNext = append(s.failNext, reason)
}

func (s *Engagement) exportStatus(e *export, now time.Time) string {
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

func (s *Engagement) exportWire(r *request, e *export) obj {
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
		out["download_url"] = r.signLink(http.MethodGet, path, linkLife, nil)
	}
	if status == "failed" || status == "succeeded" {
		out["finish_date"] = stamp(e.created.Add(s.paced(exportTime)))
	}
	return out
}

// exportTable returns the file, with one activity per line.
func (s *Engagement) exportTable(e *export) []byte {
	var out strings.Builder
	out.WriteString("chat_id\tdate\tactor\ttype\ttext\n")
	flat := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")
	for _, c := range s.chats {
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

func (s *Engagement) createExport(r *request) (reply, error) {
	e := &export{created: r.now}
	if json.Unmarshal(r.body, &e.in) != nil {
		return reply{}, invalid("invalid json")
	}
	var fromErr, toErr error
	e.from, fromErr = time.Parse(time.RFC3339, e.in.Start)
	e.to, toErr = time.Parse(time.RFC3339, e.in.End)
	switch {
	case !slices.Contains([]string{"en", "es", "pt"}, e.in.Language):
		return reply{}, invalid("invalid language")
	case !slices.Contains([]string{"all_chats", "single_chat"}, e.in.Type):
		return reply{}, invalid("invalid export type")
	case e.in.Format != "tsv":
		return reply{}, invalid("invalid export format")
	case fromErr != nil || toErr != nil:
		return reply{}, invalid("invalid export time range")
	case e.to.Before(e.from):
		return reply{}, invalid("invalid export time range: end date is earlier than start date")
	case e.in.Type == "single_chat" && e.in.ChatID == "":
		return reply{}, invalid("missing exported chat id")
	}
	for _, have := range s.exports {
		status := s.exportStatus(have, r.now)
		if status != "failed" && status != "expired" && have.covers(e) {
			return jsonReply(http.StatusOK, obj{
				"message": "a previous export includes the requested data", "export_data": s.exportWire(r, have),
			}), nil
		}
	}
	e.failedReason, _ = take(&s.failNext)
	e.id, e.serial = s.newItem("EXP")
	s.exports = append(s.exports, e)
	return jsonReply(http.StatusCreated, s.exportWire(r, e)), nil
}

func (e *export) covers(other *export) bool {
	return e.in.Type == other.in.Type && e.in.ChatID == other.in.ChatID && e.in.Language == other.in.Language &&
		!e.from.After(other.from) && !e.to.Before(other.to)
}

func (s *Engagement) listExports(r *request) (reply, error) {
	if err := r.limit("Invalid request: invalid limit"); err != nil {
		return reply{}, err
	}
	q := r.query
	from, _ := time.Parse(time.RFC3339, q.Get("start_date"))
	to, _ := time.Parse(time.RFC3339, q.Get("end_date"))
	fitting := filter(s.exports, func(e *export) bool {
		fits := !q.Has("start_date") || !e.created.Before(from)
		fits = fits && (!q.Has("end_date") || !e.created.After(to))
		for name, value := range map[string]string{
			"chat_id": e.in.ChatID, "export_format": e.in.Format, "export_type": e.in.Type, "language": e.in.Language,
			"request_actor": "me@example.com",
		} {
			fits = fits && (!q.Has(name) || q.Get(name) == value)
		}
		return fits
	})
	return listReply(r, "exports", fitting, func(e *export) int { return e.serial }, func(e *export) obj { return s.exportWire(r, e) })
}
