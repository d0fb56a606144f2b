package truoratest

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// WithMagicInputs lets inputs script what is about them, for people who cannot reach
// the levers: a document number that ends in 9003, or a name that ends in "error", makes
// a check that fails. docs/sandbox.md has the table. Scripts given by levers win.
func WithMagicInputs() Option {
	return func(s *Server) { s.magic = true }
}

// ending is one known way to end, and what asks for it. nil scripts are not affected.
type ending struct {
	// word is the last word of a name, account or e-mail address; number is the end of
	// a document number or account.
	word, number string
	means        string // for the table
	check        *CheckScript
	process      *ProcessScript
	validation   *ValidationScript
}

var endings = []ending{
	{
		word: "found", number: "9001", means: "a check finds a criminal record of high severity",
		check: &CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "high"}}},
	},
	{
		word: "clean", number: "9002", means: "a check finds nothing against the subject; a process is approved",
		check: &CheckScript{Findings: []Finding{}}, process: &ProcessScript{}, validation: &ValidationScript{},
	},
	{
		word: "error", number: "9003", means: "a check ends with error, a process and a validation with an error of Truora's",
		check:      &CheckScript{Status: "error", Sources: []SourceScript{{Source: "*", Outcome: "error"}}},
		process:    &ProcessScript{Outcome: "failure", FailureStatus: "system_error"},
		validation: &ValidationScript{SystemError: true},
	},
	{
		word: "delayed", number: "9004", means: "a check is delayed for an hour; a process and a validation take ten minutes",
		check:      &CheckScript{Sources: []SourceScript{{Source: "*", Delay: time.Hour}}},
		process:    &ProcessScript{Deciding: 10 * time.Minute},
		validation: &ValidationScript{Duration: 10 * time.Minute},
	},
	{
		word: "expired", number: "9005", means: "the sources of a check expire; a process and a validation expire",
		check:      &CheckScript{Sources: []SourceScript{{Source: "*", Outcome: "expired"}}},
		process:    &ProcessScript{Outcome: "failure", FailureStatus: "expired", ExpiredReason: "manual_review_expired"},
		validation: &ValidationScript{Expired: "input_file_not_uploaded"},
	},
	{
		word: "skipped", number: "9006", means: "the sources of a check are skipped: they could not use the inputs",
		check: &CheckScript{Sources: []SourceScript{{Source: "*", Outcome: "skipped"}}},
	},
	{
		word: "slow", number: "9007", means: "a check takes two minutes",
		check: &CheckScript{Duration: 2 * time.Minute},
	},
	{
		word: "declined", number: "9008", means: "a process is declined (no_face_detected), a validation too (document_is_a_photocopy)",
		process:    &ProcessScript{Outcome: "failure", DeclinedReason: "no_face_detected"},
		validation: &ValidationScript{Declined: "document_is_a_photocopy"},
	},
	{
		word: "declined-REASON", means: "declined for that reason, such as declined-vpn_detected",
		process: &ProcessScript{Outcome: "failure"}, validation: &ValidationScript{},
	},
}

// magicWord is the last word of a text, after a space, a plus, a dot or a hyphen. A
// reason goes with the word before it.
var magicWord = regexp.MustCompile(`(?i)(?:^|[ +.-])(?:([a-z]+)|declined-([a-z_]+))$`)

// magicOf returns the ending that one of the texts asks for, or nil.
func (c *core) magicOf(texts ...string) *ending {
	if !c.magic {
		return nil
	}
	for _, text := range texts {
		if text, _, _ = strings.Cut(strings.TrimSpace(text), "@"); text == "" {
			continue
		}
		var word, reason string
		if last := text[len(text)-1]; last < '0' || last > '9' { // else it ends in no word
			if found := magicWord.FindStringSubmatch(text); found != nil {
				word, reason = strings.ToLower(found[1]), strings.ToLower(found[2])
			}
		}
		if reason != "" {
			return &ending{
				process: &ProcessScript{Outcome: "failure", DeclinedReason: reason}, validation: &ValidationScript{Declined: reason},
			}
		}
		for i, e := range endings {
			if e.word == word || e.number != "" && strings.HasSuffix(text, e.number) {
				return &endings[i]
			}
		}
	}
	return nil
}

// magicCheck is the script that the inputs of a check ask for.
func (c *core) magicCheck(form url.Values) *CheckScript {
	texts := make([]string, 0, len(identifiers))
	for _, name := range identifiers {
		texts = append(texts, form.Get(name))
	}
	if e := c.magicOf(texts...); e != nil && e.check != nil {
		return e.check
	}
	return &ordinary
}

// magicProcess is the script that an account or an e-mail address asks for; false if it
// asks for none.
func (c *core) magicProcess(texts ...string) (ProcessScript, bool) {
	if e := c.magicOf(texts...); e != nil && e.process != nil {
		return *e.process, true
	}
	return ProcessScript{}, false
}

// magicValidation is the script that the account of a validation asks for.
func (c *core) magicValidation(account string) ValidationScript {
	if e := c.magicOf(account); e != nil && e.validation != nil {
		return *e.validation
	}
	return ValidationScript{}
}
