package apitype

// Frequency is how often something is repeated: one of the constants below, or
// a number of days, weeks, months or years such as 3d, 2w, 6m, 1y. Unlike in a
// time.Duration, m means months.
type Frequency string

// Frequencies that have a name.
const (
	FrequencyDaily   Frequency = "daily"
	FrequencyWeekly  Frequency = "weekly"
	FrequencyMonthly Frequency = "monthly"
	FrequencyYearly  Frequency = "yearly"
)

// Valid reports whether f is one of the constants or has the form of a number
// and a unit.
func (f Frequency) Valid() bool {
	switch f {
	case FrequencyDaily, FrequencyWeekly, FrequencyMonthly, FrequencyYearly:
		return true
	}
	if len(f) < 2 || f[0] == '0' {
		return false
	}
	for _, digit := range []byte(f[:len(f)-1]) {
		if digit < '0' || digit > '9' {
			return false
		}
	}
	switch f[len(f)-1] {
	case 'd', 'w', 'm', 'y':
		return true
	default:
		return false
	}
}
