package truoratest

import (
	"net/http"
	"net/url"
	"time"
)

const (
	linkLife   = 15 * time.Minute
	renderTime = 3 * time.Second
)

func (c *check) filesPath() string { return "/checks/" + c.id + "/" }

// listAttachments shows the files of a finished check. total is 0 as in Truora's own sample.
func (s *Server) listAttachments(r *request, c *check) reply {
	type numbered struct {
		at   int
		file obj
	}
	var files []numbered
	for i, f := range c.attachments(r.now) {
		path := c.filesPath() + url.PathEscape(f.Name)
		s.files[path] = storedFile{contentType: f.MIMEType, data: f.Data, stored: c.finished()}
		files = append(files, numbered{i + 1, obj{
			"database_id": f.databaseID, "file_name": f.Name, "mime_type": f.MIMEType,
			"link": s.signLink(r, http.MethodGet, path, linkLife, nil),
		}})
	}
	page, next, refused := pageOf(s, r, files, func(n numbered) int { return n.at })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, n := range page {
		wire = append(wire, n.file)
	}
	return jsonReply(http.StatusOK, obj{"files": wire, "next": next, "self": r.self(), "total": 0})
}

type foundFile struct {
	Attachment
	databaseID string
}

// attachments are the scripted files, or a certificate from each of the first two sources that found something.
func (c *check) attachments(now time.Time) []foundFile {
	v := c.at(now)
	if !v.final() {
		return nil
	}
	var out []foundFile
	if c.script.Attachments != nil {
		for i, a := range c.script.Attachments {
			out = append(out, foundFile{a, c.runs[i%len(c.runs)].db.id})
		}
		return out
	}
	for _, run := range c.runs {
		if run.adverse && run.outcome == "completed" && len(out) < 2 {
			out = append(out, foundFile{Attachment{
				Name: "certificate_" + run.db.slug + ".pdf", MIMEType: "application/pdf",
				Data: pdfOf(append([]string{run.db.name}, v.lines(speak("es"))...)),
			}, run.db.id})
		}
	}
	return out
}

// createPDF starts rendering. Asked again, a document that is ready stays: the fake's choice.
func (s *Server) createPDF(r *request, c *check) reply {
	if c.pdfReady.IsZero() {
		c.pdfReady = r.now.Add(s.paced(renderTime))
	}
	return jsonReply(http.StatusOK, obj{"pdf_path": c.path() + "/pdf/"})
}

// getPDF says 404 until the document is rendered, and for ever if nobody asked for it.
func (s *Server) getPDF(r *request, c *check) reply {
	if c.pdfReady.IsZero() || r.now.Before(c.pdfReady) {
		return notFound()
	}
	return typed(http.StatusOK, "application/pdf", pdfOf(c.at(r.now).lines(speak(r.query.Get("lang")))))
}
