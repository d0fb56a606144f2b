package truoratest

import (
	"slices"
	"strings"
	"time"
)

// list returns the newest first. It ignores an account_id in the query, as Truora
// ignores unknown parameters.
func (s *Identity) list(r *request) (reply, error) {
	from, to, err := dateWindow(r)
	if err != nil {
		return reply{}, err
	}
	fitting := filter(newest(s.oldest), func(p *process) bool {
		s.settle(p, r.now)
		return p.fits(r) && (from.IsZero() || !p.created.Before(from) && !p.created.After(to))
	})
	return listReply(r, "identity_processes", fitting, func(p *process) int { return -p.serial }, (*process).head, withoutEmptyNext)
}

func (p *process) fits(r *request) bool {
	for name, value := range map[string]string{"status": p.status, "failure_status": p.failure} {
		if wanted := r.query.Get(name); wanted != "" && wanted != value {
			return false
		}
	}
	if reasons := r.query["declined_reason"]; len(reasons) > 0 && !slices.Contains(reasons, p.declined) {
		return false
	}
	wanted := r.query.Get("search")
	if wanted == "" || wanted == p.id || wanted == p.flow {
		return true
	}
	seen := []string{p.account, p.phone}
	if p.documented() {
		seen = append(seen, p.document, p.who.first, p.who.last)
	}
	return slices.ContainsFunc(seen, func(v string) bool {
		return strings.Contains(strings.ToLower(v), strings.ToLower(wanted))
	})
}

const windowMonths = 2

// dateWindow reads start_date and end_date, which must be given together and at most
// two months apart.
func dateWindow(r *request) (from, to time.Time, err error) {
	first, last := r.query.Get("start_date"), r.query.Get("end_date")
	if first == "" && last == "" {
		return from, to, nil
	}
	from, err1 := time.Parse(time.RFC3339, first)
	to, err2 := time.Parse(time.RFC3339, last)
	switch {
	case err1 != nil || err2 != nil:
		return from, to, invalid("invalid date range")
	case to.Before(from):
		return from, to, invalid("end date is earlier than start date")
	case to.After(from.AddDate(0, windowMonths, 0)):
		return from, to, invalid("the date range is longer than two months")
	}
	return from, to, nil
}
