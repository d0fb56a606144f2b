package truoratest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

var continuousRoutes = []route{
	{hostChecks, "GET /v1/continuous-checks", noBody, "", (*Server).listContinuous},
	{hostChecks, "POST /v1/continuous-checks", formBody, "continuous check", (*Server).createContinuous},
	{hostChecks, "GET /v1/continuous-checks/{continuous_check_id}", noBody, "", ofContinuous((*Server).getContinuous)},
	{hostChecks, "PUT /v1/continuous-checks/{continuous_check_id}", formBody, "", ofContinuous((*Server).updateContinuous)},
	{hostChecks, "GET /v1/continuous-checks/{continuous_check_id}/history", noBody, "", ofContinuous((*Server).listHistory)},
}

const createContinuousOp = "POST /v1/continuous-checks"

type continuousState struct {
	oldest []*continuous // in order of creation
}

// continuous is a check that is repeated. Its dates are those of a calendar on which a day passes in a day at pace 1;
// runs happen when the clock, at the server's pace, has come to their date.
type continuous struct {
	serial    int
	id        string
	frequency string // in the short form
	disabled  bool
	version   string
	runs      []*check // the first is the one it was made of
	pace      float64

	created, changed time.Time
	next             time.Time // midnight UTC
	end              time.Time // midnight UTC of the last day; zero for none
}

// repeat makes a continuous check of a check.
func (s *Server) repeat(first *check, every string, end, now time.Time) *continuous {
	c := &continuous{
		serial: len(s.continuous.oldest) + 1, id: s.newID("CCK"), frequency: shortFrequency(every),
		runs: []*check{first}, pace: s.pace, created: now, changed: now, end: end,
	}
	c.next = c.after(now)
	s.continuous.oldest = append(s.continuous.oldest, c)
	s.foreseeRun(c, now)
	return c
}

// shortFrequency is how Truora's samples write it.
func shortFrequency(every string) string {
	if short, ok := map[string]string{"daily": "1d", "weekly": "1w", "monthly": "1m", "yearly": "1y"}[every]; ok {
		return short
	}
	return every
}

// after is the day of the run that follows a date.
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

// clock is when the clock comes to a date, calendar the date it has come to.
func (c *continuous) clock(date time.Time) time.Time {
	return c.created.Add(time.Duration(float64(date.Sub(c.created)) / c.pace))
}

func (c *continuous) calendar(clock time.Time) time.Time {
	return c.created.Add(time.Duration(float64(clock.Sub(c.created)) * c.pace))
}

// ended is past the last day. That it then shows as disabled is the fake's choice.
func (c *continuous) ended() bool { return !c.end.IsZero() && c.next.After(c.end) }

// beginsWith tells of the first check of a continuous one.
func (st *continuousState) beginsWith(first *check) bool {
	return slices.ContainsFunc(st.oldest, func(c *continuous) bool { return c.runs[0] == first })
}

// catchUp makes the runs that are due, in the order of their dates.
func (s *Server) catchUp(now time.Time) {
	for {
		var first *continuous
		for _, c := range s.continuous.oldest {
			if !c.disabled && !c.ended() && (first == nil || c.clock(c.next).Before(first.clock(first.next))) {
				first = c
			}
		}
		if first == nil || first.clock(first.next).After(now) {
			return
		}
		at := first.clock(first.next)
		input := cloneValues(first.runs[0].input)
		input.Del("watch") // the repetition is there already
		run := s.addCheck(at, input, http.Header{}, first.runs[len(first.runs)-1], func(*CheckScript) {})
		first.runs = append(first.runs, run)
		first.next = first.after(first.next)
		s.charge(at, createContinuousOp, run.id, "check")
		run.repeats = first
		s.comeTo(run, moment{run.finished(), comparison})
		s.foreseeRun(first, at)
	}
}

// done are the runs that are over: the first one in any case.
func (c *continuous) done(now time.Time) []*check {
	done := c.runs[:1:1]
	for _, run := range c.runs[1:] {
		if run.at(now).final() {
			done = append(done, run)
		}
	}
	return done
}

func ofContinuous(handle func(*Server, *request, *continuous) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		i := slices.IndexFunc(s.continuous.oldest, func(c *continuous) bool { return c.id == r.args["continuous_check_id"] })
		if i < 0 {
			return notFound()
		}
		return handle(s, r, s.continuous.oldest[i])
	}
}

func (s *Server) createContinuous(r *request) reply {
	every := r.form.Get("frequency")
	end, err := time.Parse(time.DateOnly, r.form.Get("end_date"))
	first, ok := s.checks.byID[r.form.Get("check_id")]
	switch {
	case !watchForm.MatchString(every):
		return invalid("invalid frequency")
	case err != nil:
		return invalid("end_date must be YYYY-MM-DD")
	case !ok || !first.deleted.IsZero():
		// Truora's document lists this body under 400.
		return jsonReply(http.StatusBadRequest, obj{"code": 10404, "http_code": 404, "message": "Resource not found"})
	case (&continuous{frequency: shortFrequency(every)}).after(r.now).After(end):
		return invalid("end_date must leave room for one run")
	}
	c := s.repeat(first, every, end, r.now)
	out := jsonReply(http.StatusCreated, c.wire(r.now))
	out.bought = c.id
	return out
}

func (s *Server) getContinuous(r *request, c *continuous) reply {
	return jsonReply(http.StatusOK, c.wire(r.now))
}

func (s *Server) updateContinuous(r *request, c *continuous) reply {
	every, status, version := r.form.Get("frequency"), r.form.Get("status"), r.form.Get("version")
	switch {
	case every != "" && !watchForm.MatchString(every):
		return invalid("invalid frequency")
	case !slices.Contains([]string{"", "enabled", "disabled"}, status):
		return invalid("invalid status")
	case !slices.Contains([]string{"", "0", "1"}, version):
		return invalid("invalid version")
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
	s.foreseeRun(c, r.now)
	return jsonReply(http.StatusOK, c.wire(r.now))
}

func (s *Server) listContinuous(r *request) reply {
	fitting := slices.Clone(s.continuous.oldest)
	slices.Reverse(fitting)
	return listReply(s, r, "continuous_checks", fitting, func(c *continuous) int { return -c.serial }, func(c *continuous) obj {
		return c.wire(r.now)
	})
}
