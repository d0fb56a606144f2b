package truoratest

import (
	"net/http"
	"net/url"
	"time"

	"github.com/truora/truora-go/truoratest/internal/pdf"
)

// choice: links to files live for 15 minutes, and a PDF takes 3 s
const (
	linkLife   = 15 * time.Minute
	renderTime = 3 * time.Second
)

func (c *check) filesPath() string { return "/checks/" + c.id + "/" }

// listAttachments shows the files of a finished check. total is 0, as in Truora's
// sample.
func (s *Checks) listAttachments(r *request, c *check) (reply, error) {
	return listReply(r, "files", c.attachments(r.now), nil, func(f foundFile) obj {
		path := c.filesPath() + url.PathEscape(f.Name)
		s.files[path] = storedFile{contentType: f.MIMEType, data: f.Data, stored: c.finished()}
		return obj{
			"database_id": f.databaseID, "file_name": f.Name, "mime_type": f.MIMEType,
			"link": r.signLink(http.MethodGet, path, linkLife, nil),
		}
	}, func(out obj) { out["total"] = 0 })
}

type foundFile struct {
	Attachment
	databaseID string
}

// attachments returns the scripted files, or a certificate from each of the first two
// sources that found something.
func (c *check) attachments(now time.Time) []foundFile {
	v := c.at(now)
	if !v.final() {
		return nil
	}
	var out []foundFile
	if c.script.Attachments != nil {
		for i, a := range c.script.Attachments {
			out = append(out, foundFile{a, c.runs()[i%len(c.runs())].db.id})
		}
		return out
	}
	for _, run := range c.runs() {
		if run.adverse && run.outcome == "completed" && len(out) < 2 {
			out = append(out, foundFile{Attachment{
				Name: "certificate_" + run.db.slug + ".pdf", MIMEType: "application/pdf",
				Data: pdf.Write(append([]string{run.db.name}, v.lines(phrasesIn("es"))...)),
			}, run.db.id})
		}
	}
	return out
}

// createPDF starts rendering.
//
// choice: a PDF that is ready stays when it is asked for again
func (s *Checks) createPDF(r *request, c *check) (reply, error) {
	if c.pdfReady.IsZero() {
		c.pdfReady = r.now.Add(s.paced(renderTime))
	}
	return jsonReply(http.StatusOK, obj{"pdf_path": c.path() + "/pdf/"}), nil
}

// downloadPDF answers 404 until the document is rendered.
func (s *Checks) downloadPDF(r *request, c *check) (reply, error) {
	if c.pdfReady.IsZero() || r.now.Before(c.pdfReady) {
		return reply{}, notFound()
	}
	return typed(http.StatusOK, "application/pdf", pdf.Write(c.at(r.now).lines(phrasesIn(r.query.Get("lang"))))), nil
}
