package truoratest

import (
	"net/http"
	"time"
)

func (s *Server) processPDF(r *request, p *process) reply {
	if p.ended.IsZero() {
		return invalid("the process has not finished") // the fake's choice
	}
	lines := []string{
		"Identity process " + p.id, "", "Status: " + p.status, "Country: " + p.country,
		"Created: " + stamp(p.created), "Everybody in it is made up.",
	}
	if p.documented() {
		lines = append(lines, "", p.who.first+" "+p.who.last, p.docType+" "+p.document)
	}
	return s.madeFile(r, p, "report.pdf", storedFile{contentType: "application/pdf", data: pdfOf(lines), stored: r.now})
}

// processRecordings gives a file of the kind of an MP4, with nothing in it.
func (s *Server) processRecordings(r *request, p *process) reply {
	data := append([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"), make([]byte, 4096)...)
	return s.madeFile(r, p, "recording.mp4", storedFile{contentType: "video/mp4", data: data, stored: r.now})
}

// madeFile is the protocol of both: 202 requested, 202 in_progress until it is there, then 302 to the host of files.
func (s *Server) madeFile(r *request, p *process, name string, file storedFile) reply {
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
	link := s.signLink(r, http.MethodGet, path, time.Minute, nil)
	return reply{status: http.StatusFound, header: http.Header{"Location": {link}}}
}
