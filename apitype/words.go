package apitype

import "github.com/truora/truora-go/internal/words"

// Gender is the sex of a person. To Truora the letter h means a man (hombre) and
// m a woman (mujer): use the constants. Answers in either case become the constants.
type Gender string

// Genders. Truora also accepts masculino, hombre, h and femenino, mujer, m.
const (
	GenderMale   Gender = "male"
	GenderFemale Gender = "female"
)

// UnmarshalText reads a gender in either case.
func (g *Gender) UnmarshalText(text []byte) error {
	*g = words.Read(text, GenderMale, GenderFemale)
	return nil
}

// KeyVersion is a version of API keys, which decides how the score of what was found
// by name is called.
type KeyVersion string

// Versions. The default is 0, and Truora recommends 1.
const (
	KeyVersion0 KeyVersion = "0" // homonym_score and homonym_scores
	KeyVersion1 KeyVersion = "1" // name_score
)

// Provider is the company through which a line reaches WhatsApp.
type Provider string

// Providers.
const (
	ProviderMeta    Provider = "META"
	ProviderGupshup Provider = "GUPSHUP"
)

// UnmarshalText reads a provider in either case.
func (p *Provider) UnmarshalText(text []byte) error {
	*p = words.Read(text, ProviderMeta, ProviderGupshup)
	return nil
}

// ScoreStatus is how the score of a continuous check changed since the previous run.
type ScoreStatus string

// Score statuses. Truora's table says same, its samples say equal.
const (
	ScoreStatusNew   ScoreStatus = "new" // one run only
	ScoreStatusUp    ScoreStatus = "up"
	ScoreStatusDown  ScoreStatus = "down"
	ScoreStatusSame  ScoreStatus = "same"
	ScoreStatusEqual ScoreStatus = "equal"
)

// Unchanged reports whether the score is unchanged, which Truora spells in two
// ways.
func (s ScoreStatus) Unchanged() bool { return s == ScoreStatusSame || s == ScoreStatusEqual }
