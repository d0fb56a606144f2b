package truoratest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

const createContinuousOp = "POST /v1/continuous-checks"

// Continuous are the continuous checks of a [Server]. They have no levers.
type Continuous struct {
	*core
	checks   *Checks
	webhooks *Webhooks

	oldest []*continuous // in order of creation
}

func (s *Continuous) routes() []route {
	return []route{
		{hostChecks, "GET /v1/continuous-checks", noBody, "", s.list},
		{hostChecks, "POST /v1/continuous-checks", formBody, "continuous check", s.create},
		{hostChecks, "GET /v1/continuous-checks/{continuous_check_id}", noBody, "", with(s.continuous, s.get)},
		{hostChecks, "PUT /v1/continuous-checks/{continuous_check_id}", formBody, "", with(s.continuous, s.update)},
		{hostChecks, "GET /v1/continuous-checks/{continuous_check_id}/history", noBody, "", with(s.continuous, s.listHistory)},
	}
}

// continuous is a check that is repeated. Its dates belong to a calendar that goes as
// fast as the server's pace.
type continuous struct {
	serial    int
	id        string
	frequency string // in the short form
	disabled  bool
	version   string
	runs      []*check // the first is the one it began with
	pace      float64

	created, changed time.Time
	next             time.Time // midnight UTC
	end              time.Time // midnight UTC of the last day; zero for none
}

// repeat creates a continuous check from a check.
func (s *Continuous) repeat(first *check, every string, end, now time.Time) *continuous {
	c := &continuous{
		serial: len(s.oldest) + 1, id: s.newID("CCK"), frequency: shortFrequency(every),
		runs: []*check{first}, pace: s.pace, created: now, changed: now, end: end,
	}
	c.next = c.after(now)
	s.oldest = append(s.oldest, c)
	s.scheduleRun(c, now)
	return c
}

// shortFrequency returns the form in Truora's samples.
func shortFrequency(every string) string {
	if short, ok := map[string]string{"daily": "1d", "weekly": "1w", "monthly": "1m", "yearly": "1y"}[every]; ok {
		return short
	}
	return every
}

// after returns the date of the run after a date.
func (c *continuous) after(date time.Time) time.Time {
	n, err := strconv.Atoi(c.frequency[:len(c.frequency)-1])
	if err != nil {
		n = 1 << 20 // beyond any calendar
	}
	y, m, d := date.UTC().Date()
	switch c.frequency[len(c.frequency)-1] {
	case 'd':
		d += n
	case 'w':
		d += 7 * n
	case 'm':
		m += time.Month(n)
	default:
		y += n
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// clock returns when the clock reaches a date. calendar returns the date it has
// reached.
func (c *continuous) clock(date time.Time) time.Time {
	return c.created.Add(time.Duration(float64(date.Sub(c.created)) / c.pace))
}

func (c *continuous) calendar(clock time.Time) time.Time {
	return c.created.Add(time.Duration(float64(clock.Sub(c.created)) * c.pace))
}

// ended reports whether the last day is over.
//
// choice: a continuous check is disabled once its last day is over
func (c *continuous) ended() bool { return !c.end.IsZero() && c.next.After(c.end) }

// beginsWith reports whether a check is the first of a continuous check.
func (s *Continuous) beginsWith(first *check) bool {
	return slices.ContainsFunc(s.oldest, func(c *continuous) bool { return c.runs[0] == first })
}

// runDue creates the runs that are due, in the order of their dates.
func (s *Continuous) runDue(now time.Time) {
	for {
		var first *continuous
		for _, c := range s.oldest {
			if !c.disabled && !c.ended() && (first == nil || c.clock(c.next).Before(first.clock(first.next))) {
				first = c
			}
		}
		if first == nil || first.clock(first.next).After(now) {
			return
		}
		at := first.clock(first.next)
		input := cloneValues(first.runs[0].input)
		input.Del("watch") // the repetition exists already
		run := s.checks.add(at, input, http.Header{}, first.runs[len(first.runs)-1], nil)
		first.runs = append(first.runs, run)
		first.next = first.after(first.next)
		s.charge(at, createContinuousOp, run.id, "check")
		run.repeats = first
		s.checks.emit(run, moment{run.finished(), comparison})
		s.scheduleRun(first, at)
	}
}

// done returns the first check and all runs that are over.
func (c *continuous) done(now time.Time) []*check {
	done := c.runs[:1:1]
	for _, run := range c.runs[1:] {
		if run.at(now).final() {
			done = append(done, run)
		}
	}
	return done
}

func (s *Continuous) continuous(r *request) (*continuous, error) {
	return orNotFound(firstWhere(s.oldest, func(c *continuous) bool { return c.id == r.args["continuous_check_id"] }))
}

func (s *Continuous) create(r *request) (reply, error) {
	every := r.form.Get("frequency")
	end, err := time.Parse(time.DateOnly, r.form.Get("end_date"))
	first, ok := s.checks.byID[r.form.Get("check_id")]
	switch {
	case !watchForm.MatchString(every):
		return reply{}, invalid("invalid frequency")
	case err != nil:
		return reply{}, invalid("end_date must be YYYY-MM-DD")
	case !ok || !first.deleted.IsZero():
		// Truora's documents list this body under 400.
		return reply{}, refuse(jsonReply(http.StatusBadRequest, obj{"code": 10404, "http_code": 404, "message": "Resource not found"}))
	case (&continuous{frequency: shortFrequency(every)}).after(r.now).After(end):
		return reply{}, invalid("end_date must leave room for one run")
	}
	c := s.repeat(first, every, end, r.now)
	out := jsonReply(http.StatusCreated, c.wire(r.now))
	out.bought = c.id
	return out, nil
}

func (s *Continuous) get(r *request, c *continuous) (reply, error) {
	return jsonReply(http.StatusOK, c.wire(r.now)), nil
}

func (s *Continuous) update(r *request, c *continuous) (reply, error) {
	every, status, version := r.form.Get("frequency"), r.form.Get("status"), r.form.Get("version")
	switch {
	case every != "" && !watchForm.MatchString(every):
		return reply{}, invalid("invalid frequency")
	case !slices.Contains([]string{"", "enabled", "disabled"}, status):
		return reply{}, invalid("invalid status")
	case !slices.Contains([]string{"", "0", "1"}, version):
		return reply{}, invalid("invalid version")
	}
	today := c.calendar(r.now)
	if every != "" {
		c.frequency = shortFrequency(every)
		c.next = c.after(today)
	}
	if status == "enabled" && c.disabled {
		c.next = c.after(today)
	}
	if status != "" {
		c.disabled = status == "disabled"
	}
	if version != "" {
		c.version = version
	}
	c.changed = today
	s.scheduleRun(c, r.now)
	return jsonReply(http.StatusOK, c.wire(r.now)), nil
}

func (s *Continuous) list(r *request) (reply, error) {
	key := func(c *continuous) int { return -c.serial }
	return listReply(r, "continuous_checks", newest(s.oldest), key, func(c *continuous) obj { return c.wire(r.now) })
}
