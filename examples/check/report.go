package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/term"
)

// report prints what a finished check says.
type report struct {
	out    term.Screen
	checks *checks.Service
	check  *checks.Check
	lang   apitype.Language
}

func (r report) result() {
	r.out.Heading("Result")
	r.out.Printf("  status  %s\n", term.Words(string(r.check.Status)))
	if total, ok := r.check.FinalScore(); ok {
		r.out.Printf("  score   %s%s\n", score(r.out, &total), r.parts())
	} else {
		r.out.Printf("  score   none was computed, which is not a score of 0\n")
	}
	if r.check.Status == apitype.CheckStatusError {
		r.out.Printf("  More than 30 %% of the sources failed: the score rests on what the others found.\n")
	}
	r.out.Printf("\n")
	table(r.out, r.check)
	r.hidden()
	r.gaps()
	for _, wrong := range r.check.WrongInputs {
		r.out.Printf("  %s the sources contradict the input %s.\n", r.out.Yellow("Note:"), term.Plain(string(wrong.Input)))
	}
}

// parts returns the scores by document and by name, if computed.
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

// hidden warns of a good score with something bad in it: it weighs all data sets.
func (r report) hidden() {
	const good, bad = 0.7, 0.5
	total, ok := r.check.FinalScore()
	for _, set := range r.check.Scores {
		if one, usable := set.Usable(); ok && usable && total >= good && one < bad {
			r.out.Printf("\n  %s The score is weighted over all data sets and can hide a bad one:\n  look at %s.\n",
				r.out.Yellow("Note:"), term.Words(string(set.DataSet)))
			return
		}
	}
}

const maxGaps = 8 // sources listed per reason for not answering

// gaps lists the sources that the result does not rest on.
func (r report) gaps() {
	all := r.check.Coverage().All
	asked := all.Total() - all.Skipped
	r.out.Printf("\n  %d of %s answered", all.Completed, term.Count(asked, "source", "sources"))
	if all.Skipped > 0 {
		r.out.Printf("; %d more skipped, for lack of inputs", all.Skipped)
	}
	r.out.Printf(".\n")
	if all.Complete() {
		return
	}
	r.out.Printf("  %s A finished check is not a clean one: what the others know is\n  missing here.\n", r.out.Yellow("Note:"))
	for _, status := range []apitype.SourceStatus{apitype.SourceStatusError, apitype.SourceStatusExpired, apitype.SourceStatusSkipped} {
		shown := 0
		for _, s := range r.check.Statuses {
			if s.Status != status {
				continue
			}
			if shown++; shown <= maxGaps {
				r.out.Printf("  %-8s  %s\n", sourceWord(status), term.Clip(source(s), term.Width-12))
			}
		}
		if shown > maxGaps {
			r.out.Printf("  %-8s  … and %d more\n", sourceWord(status), shown-maxGaps)
		}
	}
}

func sourceWord(s apitype.SourceStatus) string {
	if s == apitype.SourceStatusError {
		return "failed"
	}
	return string(s)
}

func source(s apitype.Source) string {
	text := term.Plain(s.DatabaseName)
	if s.DataSet != "" {
		text += ", " + term.Words(string(s.DataSet))
	}
	if lacked := s.LackedInputs(); len(lacked) > 0 {
		text += ": lacked " + term.Plain(strings.Join(lacked, ", "))
	}
	return text
}

func (r report) summary(ctx context.Context) error {
	s, err := r.checks.Summarize(ctx, r.check.CheckID)
	if err != nil {
		return err
	}
	r.out.Heading("Summary")
	for paragraph := range strings.SplitSeq(strings.TrimSpace(s.Summary), "\n") {
		r.out.Wrapped("  ", paragraph)
	}
	return nil
}

// attachments lists the files without their links: who has a link has the file.
func (r report) attachments(ctx context.Context) error {
	names := map[string]string{}
	for _, s := range r.check.Statuses {
		if s.DatabaseID != "" {
			names[s.DatabaseID] = term.Plain(s.DatabaseName)
		}
	}
	r.out.Heading("Attachments")
	listed := 0
	for file, err := range r.checks.AllAttachments(ctx, r.check.CheckID, checks.ListAttachmentsParams{}) {
		if err != nil {
			return err
		}
		listed++
		r.out.Printf("  %s\n    %s, from %s\n", term.Clip(term.Plain(file.FileName), term.Width-2), term.Plain(file.MIMEType), term.Clip(names[file.DatabaseID], 50))
	}
	if listed == 0 {
		r.out.Printf("  none\n")
	} else {
		r.out.Printf("  Checks.DownloadAttachment fetches them.\n")
	}
	return nil
}
