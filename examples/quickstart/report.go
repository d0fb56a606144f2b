package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// report prints what a finished check says.
type report struct {
	out    screen
	checks *checks.Service
	check  *checks.Check
	lang   apitype.Language
}

func (r report) result() {
	r.out.heading("Result")
	r.out.printf("  status  %s\n", words(string(r.check.Status)))
	if total, ok := r.check.FinalScore(); ok {
		r.out.printf("  score   %s%s\n", score(r.out, &total), r.parts())
	} else {
		r.out.printf("  score   none was computed, which is not a score of 0\n")
	}
	if r.check.Status == checks.StatusError {
		r.out.printf("  More than 30 %% of the sources failed: the score rests on what the others found.\n")
	}
	r.out.printf("\n")
	table(r.out, r.check)
	r.gaps()
	for _, wrong := range r.check.WrongInputs {
		r.out.printf("  %s the sources contradict the input %s.\n", r.out.yellow("Note:"), plain(wrong.Input))
	}
}

// parts are the scores by document and by name, if computed.
func (r report) parts() string {
	var list []string
	for _, part := range []struct {
		name  string
		value *float64
	}{{"by document", r.check.IDScore}, {"by name", r.check.NameScore}} {
		if part.value != nil && *part.value >= 0 {
			list = append(list, fmt.Sprintf("%s %.2f", part.name, *part.value))
		}
	}
	if list == nil {
		return ""
	}
	return "  (" + strings.Join(list, ", ") + ")"
}

const maxGaps = 8 // sources named for each way not to answer

// gaps names the sources that the result does not rest on.
func (r report) gaps() {
	all := r.check.Coverage().All
	if all.Complete() {
		r.out.printf("\n  All %s answered.\n", count(all.Total(), "source", "sources"))
		return
	}
	r.out.printf("\n  %s %d of %s answered. A finished check is not a clean one:\n  what the others know is missing here.\n",
		r.out.yellow("Note:"), all.Completed, count(all.Total(), "source", "sources"))
	for _, status := range []checks.SourceStatus{checks.SourceError, checks.SourceExpired, checks.SourceSkipped} {
		shown := 0
		for _, s := range r.check.Statuses {
			if s.Status != status {
				continue
			}
			if shown++; shown <= maxGaps {
				r.out.printf("  %-8s  %s\n", sourceWord(status), clip(source(s), width-12))
			}
		}
		if shown > maxGaps {
			r.out.printf("  %-8s  … and %d more\n", sourceWord(status), shown-maxGaps)
		}
	}
}

func sourceWord(s checks.SourceStatus) string {
	if s == checks.SourceError {
		return "failed"
	}
	return string(s)
}

func source(s checks.Source) string {
	text := plain(s.DatabaseName)
	if s.DataSet != "" {
		text += ", " + words(string(s.DataSet))
	}
	if lacked := s.LackedInputs(); len(lacked) > 0 {
		text += ": lacked " + plain(strings.Join(lacked, ", "))
	}
	return text
}

func (r report) summary(ctx context.Context) error {
	s, err := r.checks.Summarize(ctx, r.check.CheckID)
	if err != nil {
		return err
	}
	r.out.heading("Summary")
	for paragraph := range strings.SplitSeq(strings.TrimSpace(s.Summary), "\n") {
		r.out.wrapped("  ", paragraph)
	}
	return nil
}

// attachments lists the files without their links: who has a link has the file.
func (r report) attachments(ctx context.Context) error {
	names := map[string]string{}
	for _, s := range r.check.Statuses {
		if s.DatabaseID != "" {
			names[s.DatabaseID] = plain(s.DatabaseName)
		}
	}
	r.out.heading("Attachments")
	listed := 0
	for file, err := range r.checks.AllAttachments(ctx, r.check.CheckID, checks.ListAttachmentsParams{}) {
		if err != nil {
			return err
		}
		listed++
		r.out.printf("  %s\n    %s, from %s\n", clip(plain(file.FileName), width-2), plain(file.MIMEType), clip(names[file.DatabaseID], 50))
	}
	if listed == 0 {
		r.out.printf("  none\n")
	} else {
		r.out.printf("  Checks.DownloadAttachment fetches them.\n")
	}
	return nil
}
