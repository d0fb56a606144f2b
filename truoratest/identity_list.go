package truoratest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// listProcesses shows the newest first. An account_id in the query is ignored, as all that Truora does not know.
func (s *Server) listProcesses(r *request) reply {
	from, to, refused := dateWindow(r)
	if refused != nil {
		return *refused
	}
	var fitting []*process
	for _, p := range slices.Backward(s.identity.oldest) {
		s.settle(p, r.now)
		if p.fits(r) && (from.IsZero() || !p.created.Before(from) && !p.created.After(to)) {
			fitting = append(fitting, p)
		}
	}
	page, next, refused := pageOf(s, r, fitting, func(p *process) int { return -p.serial })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, p := range page {
		wire = append(wire, p.head())
	}
	out := obj{"identity_processes": wire, "self": r.self()}
	if next != "" {
		out["next"] = next
	}
	return jsonReply(http.StatusOK, out)
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

// dateWindow reads start_date and end_date, which go together and lie two months apart at most.
func dateWindow(r *request) (from, to time.Time, refused *reply) {
	first, last := r.query.Get("start_date"), r.query.Get("end_date")
	if first == "" && last == "" {
		return from, to, nil
	}
	from, err1 := time.Parse(time.RFC3339, first)
	to, err2 := time.Parse(time.RFC3339, last)
	switch {
	case err1 != nil || err2 != nil:
		return from, to, refuse("invalid date range")
	case to.Before(from):
		return from, to, refuse("end date is earlier than start date")
	case to.After(from.AddDate(0, windowMonths, 0)):
		return from, to, refuse("the date range is longer than two months")
	}
	return from, to, nil
}
