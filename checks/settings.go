package checks

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// NamesMatching is how names from identity sources are compared with names in
// criminal, legal and international records.
type NamesMatching string

// Ways to compare names. Which is the default is documented both ways.
const (
	NamesMatchingSoft  NamesMatching = "soft"
	NamesMatchingExact NamesMatching = "exact"
)

// Settings are the check settings of the account. What is at its default may be
// absent.
type Settings struct {
	NamesMatchingType NamesMatching `json:"names_matching_type"`
	Retries           bool          `json:"retries"`
	// MaxDuration is a text such as 25m or 48h, or the word default.
	MaxDuration string `json:"max_duration"`
	apitype.Raw
}

// UpdateSettingsParams are the settings to change. Only what is given is sent;
// whether Truora resets the others is not known, so give all three.
type UpdateSettingsParams struct {
	NamesMatchingType NamesMatching `url:"names_matching_type,omitempty"`
	// Retries keeps asking a source that failed until it answers or MaxDuration
	// is over; checks then stay delayed for longer. nil leaves it, false ends it.
	Retries *bool `url:"retries,omitempty"`
	// MaxDuration is the longest a check may take: a number with m (minutes) or h
	// (hours), up to 168h. The shortest is documented as 15m and as 2m. Unset means
	// 48h with Retries; without, 3h in CO, MX, PE and BR, 48h in CL and for ALL, 72h
	// in CR.
	MaxDuration string `url:"max_duration,omitempty"`
}

var (
	maxDuration     = regexp.MustCompile(`^[0-9]{1,6}[mh]$`)
	longestDuration = 168 * time.Hour
)

// Validate reports what Truora would certainly refuse.
func (p UpdateSettingsParams) Validate() error {
	if p.MaxDuration == "" {
		return nil
	}
	wrong := errors.New("max_duration must be a number with m or h, up to 168h")
	if !maxDuration.MatchString(p.MaxDuration) {
		return wrong
	}
	n, err := strconv.Atoi(p.MaxDuration[:len(p.MaxDuration)-1])
	unit := time.Minute
	if p.MaxDuration[len(p.MaxDuration)-1] == 'h' {
		unit = time.Hour
	}
	if err != nil || n == 0 || time.Duration(n)*unit > longestDuration {
		return wrong
	}
	return nil
}

// UpdateSettings changes the settings of the account: of all its checks, also
// those of other users and programs. There is no way to read them first.
func (s *Service) UpdateSettings(ctx context.Context, params UpdateSettingsParams) (*Settings, error) {
	return rest.Do[Settings](ctx, s.c, rest.Call{
		Op: "POST /v1/settings", Form: params, Key: "settings",
		Effect: rest.Idempotent, // it sets values
	})
}
