package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/truora/truora-go/validators"
)

// step shows how far one of the two validations is, a line for each change.
type step struct {
	out   io.Writer
	begin time.Time
	last  string
}

func (p program) step(title string) *step {
	fmt.Fprintf(p.out, "\n%s\n", title)
	return &step{out: p.out, begin: time.Now()}
}

func (s *step) say(format string, args ...any) {
	fmt.Fprintf(s.out, "  %4s  %s\n", time.Since(s.begin).Truncate(time.Second), fmt.Sprintf(format, args...))
}

// uploading is a file that tells when it has been read to its end.
func (s *step) uploading(name string, from io.Reader) validators.File {
	if from == nil {
		return validators.File{}
	}
	return validators.File{Body: from, UploadParams: validators.UploadParams{Progress: func(done, total int64) {
		if done == total {
			s.say("%s uploaded, %.1f kB", name, float64(total)/1e3)
		}
	}}}
}

func (s *step) update(v *validators.Validation) {
	state := string(v.ValidationStatus)
	if state == string(validators.StatusPending) && !v.ProcessingStartDate.IsZero() {
		state = "being looked at"
	}
	if state != s.last {
		s.say("%s", plain(state))
	}
	s.last = state
}

func (s *step) failed(err error, v *validators.Validation) error {
	if v == nil {
		return err
	}
	return &stoppedError{err, v.ValidationID}
}

// document prints what was read and what was examined.
func (p program) document(v *validators.Validation) {
	if v.Details == nil {
		return
	}
	if d := v.Details.DocumentDetails; d != nil {
		p.field("version", d.DocumentVersion)
		p.field("number", d.DocumentNumber)
		p.field("name", strings.TrimSpace(d.Name+" "+d.LastName))
		p.field("born", d.DateOfBirth.String())
		p.field("issued", d.IssueDate.String())
		p.field("expires", d.ExpirationDate.String())
	}
	if d := v.Details.DocumentValidations; d != nil {
		for _, kind := range []struct {
			name string
			of   []validators.SubValidation
		}{
			{"data", d.DataConsistency},
			{"government", d.GovernmentDatabase},
			{"image", d.ImageAnalysis},
			{"photocopy", d.PhotocopyAnalysis},
			{"screen", d.PhotoOfPhoto},
			{"by people", d.ManualAnalysis},
		} {
			for _, x := range kind.of {
				p.field(kind.name, string(x.Result))
			}
		}
	}
}

func (p program) face(v *validators.Validation) {
	if v.Details == nil || v.Details.FaceRecognitionValidations == nil {
		return
	}
	f := v.Details.FaceRecognitionValidations
	if f.ConfidenceScore != nil && v.Threshold != nil {
		p.field("alike", fmt.Sprintf("%.2f, needed %.2f", *f.ConfidenceScore, *v.Threshold))
	}
	p.field("same face", string(f.SimilarityStatus))
	p.field("alive", string(f.PassiveLivenessStatus))
	if f.AgeRange != nil {
		p.field("age", fmt.Sprintf("%d to %d", f.AgeRange.Low, f.AgeRange.High))
	}
}

func (p program) field(name, value string) {
	if value != "" {
		fmt.Fprintf(p.out, "        %-11s %s\n", name, plain(value))
	}
}

// verdict is of the last validation: the face, or the document if that failed.
func (p program) verdict(last *validators.Validation) (bool, error) {
	if last.Succeeded() {
		fmt.Fprint(p.out, "\nVerdict: VERIFIED. The document is good, and the selfie shows who is on it.\n")
		return true, nil
	}
	what := map[validators.Type]string{validators.DocumentValidation: "document", validators.FaceRecognition: "face"}[last.Type]
	fmt.Fprintf(p.out, "\nVerdict: NOT VERIFIED. The %s: %s.\n", what, strings.ReplaceAll(plain(last.FailureReason()), "_", " "))
	switch {
	case last.FailureStatus == validators.FailureSystemError:
		fmt.Fprint(p.out, "That is a fault at Truora and says nothing about the person.\n")
	case last.RemainingRetries > 0:
		fmt.Fprintf(p.out, "It can be tried again %d more times, soon: CreateParams.RetryOf.\n", last.RemainingRetries)
	}
	return false, nil
}

// plain makes one line of foreign text, without the control characters that a
// terminal would obey.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
