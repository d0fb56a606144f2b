package truoratest

import (
	"net/http"
	"slices"
	"time"
)

// validations returns those of finished steps. They end with the process.
func (s *Identity) validations(r *request, p *process) []obj {
	out := []obj{}
	for _, st := range p.steps {
		v := p.validation(st)
		if v == nil {
			continue
		}
		for i, name := range st.wanted(p) {
			v[pictures[st.kind][i]] = s.media(r, p, st, name)
		}
		out = append(out, v)
	}
	return out
}

// pictures are the names of files in validations.
var pictures = map[string][]string{
	"take_document_photo": {"front_image", "reverse_image"}, "record_face_video_liveness": {"face_photo"},
}

// validation returns that of a step without its pictures, or nil if the step has none.
func (p *process) validation(st *flowStep) obj {
	if st.finished.IsZero() || st.output["status"] != "success" {
		return nil
	}
	v := obj{
		"validation_id": p.validationID(st), "account_id": p.account, "identity_process_id": p.id,
		"ip_address": callerIP, "validation_status": "success", "creation_date": stamp(st.begunOr(p.created)),
	}
	switch st.kind {
	case "enter_email_verification_code":
		v["type"], v["email"] = "email-verification", p.email
	case "enter_phone_verification_code":
		v["type"], v["phone_number"] = "phone-verification", p.phone
	case "take_document_photo":
		p.documentValidation(st, v)
	case "record_face_video_liveness":
		p.faceValidation(v)
	default:
		return nil
	}
	return v
}

func (p *process) validationID(st *flowStep) string { return "VLD" + digest(32, st.id) }

func (st *flowStep) begunOr(other time.Time) time.Time {
	if st.begun.IsZero() {
		return other
	}
	return st.begun
}

// verdictOn sets the verdict of the process on a validation of the document or the
// face.
func (p *process) verdictOn(v obj) {
	switch {
	case p.ended.IsZero():
		v["validation_status"] = "pending"
	case p.status == "failure":
		v["validation_status"], v["failure_status"] = "failure", p.failure
		if !slices.Contains([]string{"declined", "expired", "system_error"}, p.failure) {
			v["failure_status"] = "declined"
		}
		setIf(v, "declined_reason", p.declined)
		setIf(v, "expired_reason", p.expired)
	}
}

func (p *process) documentValidation(st *flowStep, v obj) {
	p.verdictOn(v)
	v["type"], v["allowed_retries"], v["remaining_retries"] = "document-validation", usualTries, st.left
	v["attachment_status"] = "valid"
	v["attachment_validations"] = []obj{{
		"validation_name": "Validation of face detection", "validation_type": "face-detection-validation",
		"attachment_type": "document-front", "result": "valid",
	}}
	result := "valid"
	if p.status == "failure" {
		result = "invalid"
	}
	details := obj{
		"document_details": obj{
			"doc_id": "DCR" + digest(32, p.id), "country": p.docPlace, "document_type": p.docType,
			"document_number": p.document, "name": p.who.first, "last_name": p.who.last, "gender": p.who.gender,
			"date_of_birth": p.who.birth + "T00:00:00Z", "issue_date": "2015-02-13T00:00:00-05:00", "mime_type": "image/png",
			"rh": "O+", "height": "1.65", "creation_date": stamp(st.finished), "update_date": stamp(st.finished),
		},
		"document_validations": obj{
			"data_consistency": []obj{p.test("date of birth", "date-of-birth-validation", "valid", st)},
			"image_analysis":   []obj{p.test("the picture", "image-validation", result, st)},
			"manual_analysis": []obj{{
				"validation_name": "Manual review", "validation_type": "manual-review", "result": "skipped", "manually_reviewed": false,
			}},
		},
	}
	if p.checkID != "" {
		details["background_check"] = obj{
			"check_id": p.checkID, "check_url": "https://" + hostChecks + "/v1/checks/" + p.checkID,
		}
	}
	v["details"] = details
}

func (p *process) test(what, kind, result string, st *flowStep) obj {
	return obj{
		"validation_name": "Validation of " + what, "validation_type": kind, "result": result,
		"message": "made up", "manually_reviewed": false, "created_at": stamp(st.finished),
	}
}

func (p *process) faceValidation(v obj) {
	p.verdictOn(v)
	v["type"], v["threshold"] = "face-recognition", faceThreshold
	similar, score := "success", 0.98
	if p.status == "failure" {
		similar, score = "failure", 0.31
	}
	v["details"] = obj{"face_recognition_validations": obj{
		"enrollment_id": "ENR" + digest(32, p.account), "similarity_status": similar, "confidence_score": score,
		"passive_liveness_status": "success", "age_range": obj{"low": 28, "high": 36},
		"face_search": obj{"status": "success", "confidence_score": 0},
	}}
}

// media returns a link to an uploaded file. A step that a lever finished has a picture
// of one pixel.
func (s *Identity) media(r *request, p *process, st *flowStep, name string) string {
	path := st.filePath(p, name)
	if _, ok := s.files[path]; !ok {
		s.files[path] = storedFile{contentType: "image/png", data: onePixel, stored: st.finished}
	}
	if s.moved && !p.ended.IsZero() && !r.now.Before(p.ended.Add(linkLife)) {
		return r.files + path // not signed
	}
	return r.signLink(http.MethodGet, path, linkLife, nil)
}

// onePixel is the smallest PNG.
var onePixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")
