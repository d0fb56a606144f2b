package truoratest

import (
	"net/http"
	"time"

	"github.com/truora/truora-go/truoratest/internal/pdf"
)

// downloadPDF renders a report.
//
// choice: the PDF of a process is refused until the process has ended
func (s *Identity) downloadPDF(r *request, p *process) (reply, error) {
	if p.ended.IsZero() {
		return reply{}, invalid("the process has not finished")
	}
	lines := []string{
		"Identity process " + p.id, "", "Status: " + p.status, "Country: " + p.country,
		"Created: " + stamp(p.created), "Everyone in it is made up.",
	}
	if p.documented() {
		lines = append(lines, "", p.who.first+" "+p.who.last, p.docType+" "+p.document)
	}
	return s.madeFile(r, p, "report.pdf", storedFile{contentType: "application/pdf", data: pdf.Write(lines), stored: r.now}), nil
}

// downloadRecordings answers with an empty MP4 file.
func (s *Identity) downloadRecordings(r *request, p *process) (reply, error) {
	data := append([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"), make([]byte, 4096)...)
	return s.madeFile(r, p, "recording.mp4", storedFile{contentType: "video/mp4", data: data, stored: r.now}), nil
}

// madeFile answers 202 requested, then 202 in_progress until the file exists, then 302
// to the host of files.
func (s *Identity) madeFile(r *request, p *process, name string, file storedFile) reply {
	asked, known := p.files[name]
	if !known {
		p.files[name] = r.now
		return jsonReply(http.StatusAccepted, obj{"file_status": "requested"})
	}
	if r.now.Before(asked.Add(s.paced(renderTime))) {
		return jsonReply(http.StatusAccepted, obj{"file_status": "in_progress"})
	}
	path := p.filesPath() + name
	s.files[path] = file
	link := r.signLink(http.MethodGet, path, time.Minute, nil)
	return reply{status: http.StatusFound, header: http.Header{"Location": {link}}}
}
