package spend

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	truora "github.com/truora/truora-go"
)

// anyJSON takes what encoding/json takes.
var anyJSON = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), json.MatchCaseInsensitiveNames(true))

// reused reports whether Truora certainly answered the creation of a check with one that
// was there before, which is not billed. It does not say so itself. But a check that
// bears another reference was made by another call; and one that was changed longer
// after its creation than this call took is older than the call, whatever the clocks of
// this machine and of Truora. Without proof the check counts as new. unverified: that
// Truora returns the reference, and as it was sent but for blanks and case.
func reused(r *truora.Result, reference string) bool {
	var answer struct {
		Check struct {
			CustomInput  string `json:"custom_input"`
			CreationDate string `json:"creation_date"`
			UpdateDate   string `json:"update_date"`
		} `json:"check"`
	}
	if r.Err != nil || json.Unmarshal(r.Body, &answer, anyJSON) != nil {
		return false
	}
	given, sent := strings.TrimSpace(answer.Check.CustomInput), strings.TrimSpace(reference)
	if given != "" && sent != "" && !strings.EqualFold(given, sent) {
		return true
	}
	created, err1 := time.Parse(time.RFC3339, answer.Check.CreationDate)
	updated, err2 := time.Parse(time.RFC3339, answer.Check.UpdateDate)
	const rounding = 2 * time.Second
	return err1 == nil && err2 == nil && updated.Sub(created) > r.Elapsed+rounding
}
