package continuous

import (
	"encoding/json"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Entry is what changed at a run. unverified: Truora shows no real sample; the
// fields are those its tables name, and the changes are kept as they come.
type Entry struct {
	ContinuousCheckID string    `json:"continuous_check_id" contract:"either"`
	CheckID           string    `json:"check_id" contract:"either"` // the run
	PreviousCheckID   string    `json:"previous_check_id"`          // the run it is compared with
	CreationDate      time.Time `json:"creation_date"`
	Changes           []Change  `json:"changes" contract:"either"`
	// Truora's tables have these in the entry; older tables have them in each
	// change.

	ScoreChanges        json.RawMessage `json:"score_changes" contract:"either"`         //grammar:raw Truora writes it in several shapes: see Entry
	DatasetScoreChanges json.RawMessage `json:"dataset_score_changes" contract:"either"` //grammar:raw Truora writes it in several shapes: see Entry
	apitype.Raw
}

// Change is a part of an [Entry].
type Change struct {
	ScoreChanges        json.RawMessage `json:"score_changes"`         //grammar:raw Truora writes it in several shapes: see Entry
	DatasetScoreChanges json.RawMessage `json:"dataset_score_changes"` //grammar:raw Truora writes it in several shapes: see Entry
}

// ScoreChange is a score, from 0 (risk) to 1 (clean), before and after a run.
type ScoreChange struct {
	Old float64
	New float64
}

// Score returns how the score changed. The result is false if it did not change,
// or if the entry has an unknown form. unverified: the form is inferred, a list
// of objects with old and new.
func (e Entry) Score() (ScoreChange, bool) {
	for _, text := range e.texts(func(c Change) json.RawMessage { return c.ScoreChanges }, e.ScoreChanges) {
		var pairs []json.RawMessage
		if rest.Unmarshal(text, &pairs) != nil {
			continue
		}
		for _, pair := range pairs {
			if change, ok := readChange(pair); ok {
				return change, true
			}
		}
	}
	return ScoreChange{}, false
}

// DataSets returns how the scores of data sets changed, by data set; it is empty
// if none did. unverified: the form is inferred, a map of objects with old and
// new.
func (e Entry) DataSets() map[string]ScoreChange {
	changes := map[string]ScoreChange{}
	for _, text := range e.texts(func(c Change) json.RawMessage { return c.DatasetScoreChanges }, e.DatasetScoreChanges) {
		var pairs map[string]json.RawMessage
		if rest.Unmarshal(text, &pairs) != nil {
			continue
		}
		for set, pair := range pairs {
			if change, ok := readChange(pair); ok {
				changes[set] = change
			}
		}
	}
	return changes
}

// texts returns the JSON of the members that can hold a change.
func (e Entry) texts(of func(Change) json.RawMessage, direct json.RawMessage) []json.RawMessage {
	texts := []json.RawMessage{direct}
	for _, c := range e.Changes {
		texts = append(texts, of(c))
	}
	return texts
}

func readChange(text json.RawMessage) (ScoreChange, bool) {
	var pair struct {
		Old *float64 `json:"old"`
		New *float64 `json:"new"`
	}
	if rest.Unmarshal(text, &pair) != nil || pair.Old == nil || pair.New == nil {
		return ScoreChange{}, false
	}
	return ScoreChange{*pair.Old, *pair.New}, true
}
