package truoratest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/truora/truora-go/truoratest/internal/faces"
)

// choice: a validation takes 5 s, a signature 30 s, and a deletion 5 s
const (
	usualJudgement = 5 * time.Second
	usualSigning   = 30 * time.Second
	lifecycleTime  = 5 * time.Second
)

// verdict is how a validation ended.
type verdict struct{ status, failure, declined, expired string }

var validationPassed = verdict{status: "success"}

func declinedFor(reason string) verdict {
	return verdict{status: "failure", failure: "declined", declined: reason}
}

func expiredFor(reason string) verdict {
	return verdict{status: "failure", failure: "expired", expired: reason}
}

// validationLife is a validation at one moment. Times that have not come are zero.
type validationLife struct {
	verdict
	started, finished time.Time
	face              likeness // of a face that was compared
}

// lifeOf returns the state of a validation at a moment.
func (s *Validators) lifeOf(v *validation, now time.Time) validationLife {
	pending := validationLife{verdict: verdict{status: "pending"}}
	over := !now.Before(v.deadline)
	switch {
	case v.ended != nil:
		return *v.ended
	case v.code != "":
		if over {
			return validationLife{verdict: expiredFor("validation_not_performed"), finished: v.deadline}
		}
		return pending
	}
	begun, complete := s.filesIn(v)
	if !complete {
		if over {
			return validationLife{verdict: expiredFor("input_file_not_uploaded"), finished: v.deadline}
		}
		return pending
	}
	pending.started = begun
	end := s.endOf(v)
	if now.Before(end) {
		return pending
	}
	// It is stored, because the config and the blocked faces may change.
	v.ended = &validationLife{started: begun, finished: end}
	v.ended.verdict, v.ended.face = s.judge(v)
	return *v.ended
}

// endOf returns when a validation ends if nothing more arrives.
func (s *Validators) endOf(v *validation) time.Time {
	begun, complete := s.filesIn(v)
	if v.code != "" || !complete || v.script.Expired != "" {
		return v.deadline
	}
	duration := usualJudgement
	if len(v.files) == 0 {
		duration = usualSigning
	}
	return begun.Add(s.paced(cmp.Or(v.script.Duration, duration)))
}

// filesIn returns when the last file arrived. A validation without files begins when it
// is created.
func (s *Validators) filesIn(v *validation) (last time.Time, complete bool) {
	last = v.created
	for _, f := range v.files {
		stored, in := s.files[f.path]
		if !in {
			return time.Time{}, false
		}
		if stored.stored.After(last) {
			last = stored.stored
		}
	}
	return last, true
}

func (s *Validators) judge(v *validation) (verdict, likeness) {
	var face likeness
	out := validationPassed
	switch v.kind {
	case "document-validation":
		out = s.judgeDocument(v)
	case "face-recognition", "face-search":
		out, face = s.judgeFace(v)
	}
	switch {
	case v.script.Declined != "":
		out = declinedFor(v.script.Declined)
	case v.script.Expired != "":
		out = expiredFor(v.script.Expired)
	case v.script.SystemError:
		out = verdict{status: "failure", failure: "system_error"}
	}
	return out, face
}

func (s *Validators) judgeDocument(v *validation) verdict {
	for _, f := range v.files {
		if !looksLike("image/", s.files[f.path].data) {
			return declinedFor("invalid_image_format")
		}
	}
	if len(v.files) == 2 && string(s.files[v.files[0].path].data) == string(s.files[v.files[1].path].data) {
		return declinedFor("reverse_document_not_found")
	}
	return validationPassed
}

func looksLike(family string, data []byte) bool {
	return strings.HasPrefix(http.DetectContentType(data), family)
}

// likeness is the result of comparing a face.
type likeness struct {
	looked         bool
	score, blocked float64
	similar, alive bool
}

// similarity compares two pictures. If one, such as a video, cannot be decoded, it is
// high.
func similarity(compare func(a, b []byte) (float64, bool), a, b []byte, account string) float64 {
	if score, ok := compare(a, b); ok {
		return score
	}
	return float64(80+pick(20, "alike", account)) / 100
}

// judgeFace compares a face with the reference, and with blocked faces.
func (s *Validators) judgeFace(v *validation) (verdict, likeness) {
	data := s.files[v.files[0].path].data
	if !looksLike("image/", data) && !looksLike("video/", data) {
		return declinedFor("invalid_file_format"), likeness{}
	}
	face := likeness{blocked: s.blocked(data)}
	if v.kind == "face-search" {
		face.score = face.blocked
		if face.blocked >= v.threshold {
			return declinedFor("face_in_blocklist"), face
		}
		return validationPassed, face
	}
	reference := s.files[v.reference].data
	face.looked = true
	compare := faces.Alike
	if v.against == nil {
		compare = faces.OnDocument
	}
	face.score = similarity(compare, reference, data, v.account)
	if v.script.Confidence > 0 {
		face.score = v.script.Confidence
	}
	face.alive = string(reference) != string(data)
	face.similar = face.score >= v.threshold
	switch {
	case v.wants("passive_liveness") && !face.alive:
		return declinedFor("passive_liveness_verification_not_passed"), face
	case !face.similar:
		return declinedFor("similarity_threshold_not_passed"), face
	case s.config.flag("face-recognition", "include_face_search") && face.blocked >= s.config.number("face-search", "threshold"):
		return declinedFor("fraudster_face_match_in_client_collection"), face
	}
	return validationPassed, face
}

func (v *validation) wants(sub string) bool { return slices.Contains(v.form["subvalidations"], sub) }

// blocked returns how similar the picture is to the most similar blocked face.
func (s *Validators) blocked(data []byte) float64 {
	most := 0.0
	for _, e := range s.enrollments {
		if f, in := s.files[e.file]; in && e.kind == "face-search" && !e.deleted && looksLike("image/", data) {
			most = max(most, similarity(faces.Alike, f.data, data, e.account))
		}
	}
	return most
}

// lifecycle returns "" for a validation that was never deleted.
func (s *Validators) lifecycle(v *validation, now time.Time) string {
	step := func(since time.Time, during, after string) string {
		if now.Before(since.Add(s.paced(lifecycleTime))) {
			return during
		}
		return after
	}
	switch {
	case !v.restored.IsZero():
		return step(v.restored, "restoring", "restored")
	case !v.deleted.IsZero():
		return step(v.deleted, "deleting", "deleted")
	}
	return ""
}
