package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/validators"
)

// step shows the progress of one of the two validations, one line per change.
type step struct {
	out   term.Screen
	begin time.Time
	last  string
}

func (p program) step(title string) *step {
	p.Out.Printf("\n%s\n", title)
	return &step{out: p.Out, begin: time.Now()}
}

func (s *step) say(format string, args ...any) {
	s.out.Printf("  %4s  %s\n", time.Since(s.begin).Truncate(time.Second), fmt.Sprintf(format, args...))
}

// uploading returns a file that reports when it has been read to its end.
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
	if state == string(apitype.StatusPending) && !v.ProcessingStartDate.IsZero() {
		state = "being reviewed"
	}
	if state != s.last {
		s.say("%s", term.Plain(state))
	}
	s.last = state
}

func (s *step) failed(err error, v *validators.Validation) error {
	if v == nil {
		return err
	}
	return &stoppedError{err, v.ValidationID}
}

// document prints what was read from the document and what was examined.
func (p program) document(v *validators.Validation) {
	if v.Details == nil {
		return
	}
	if d := v.Details.DocumentDetails; d != nil {
		p.field("version", string(d.DocumentVersion))
		p.field("number", d.DocumentNumber)
		p.field("name", strings.TrimSpace(d.Name+" "+d.LastName))
		p.field("born", d.DateOfBirth.String())
		p.field("issued", d.IssueDate.String())
		p.field("expires", d.ExpirationDate.String())
	}
	if d := v.Details.DocumentValidations; d != nil {
		for _, kind := range []struct {
			name string
			of   []apitype.ExaminationResult
		}{
			{"data", d.DataConsistency},
			{"government", d.GovernmentDatabase},
			{"image", d.ImageAnalysis},
			{"photocopy", slices.Concat(d.PhotocopyAnalysis, d.PhotocopyAnalysisHyphened)},
			{"screen", d.PhotoOfPhoto},
			{"by a person", slices.Concat(d.ManualAnalysis, d.ManualReview)},
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
		p.field("similarity", fmt.Sprintf("%.2f, needed %.2f", *f.ConfidenceScore, *v.Threshold))
	}
	p.field("same face", string(f.SimilarityStatus))
	p.field("alive", string(f.PassiveLivenessStatus))
	if f.AgeRange != nil {
		p.field("age", fmt.Sprintf("%d to %d", f.AgeRange.Low, f.AgeRange.High))
	}
}

func (p program) field(name, value string) {
	if value != "" {
		p.Out.Printf("        %-11s %s\n", name, term.Plain(value))
	}
}

// verdict prints the result of the last validation: the face, or the document if that
// failed.
func (p program) verdict(last *validators.Validation) (bool, error) {
	if last.Succeeded() {
		p.Out.Printf("\nVerdict: VERIFIED. The document is valid, and the selfie shows its holder.\n")
		return true, nil
	}
	what := map[validators.Type]string{validators.TypeDocumentValidation: "document", validators.TypeFaceRecognition: "face"}[last.Type]
	p.Out.Printf("\nVerdict: NOT VERIFIED. The %s: %s.\n", what, term.Words(last.FailureReason()))
	switch {
	case last.FailureStatus == apitype.FailureStatusSystemError:
		p.Out.Printf("That is a fault at Truora and says nothing about the person.\n")
	case last.RemainingRetries > 0:
		p.Out.Printf("It can be tried again %d more times, soon: CreateParams.RetryOf.\n", last.RemainingRetries)
	}
	return false, nil
}
