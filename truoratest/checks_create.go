package truoratest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// dedupeWindow is what Truora calls recent.
//
// choice: an equal create gives back the earlier check, custom_input and all, for 24
// hours
const dedupeWindow = 24 * time.Hour

func (s *Checks) create(r *request) (reply, error) {
	if err := s.validate(r); err != nil {
		return reply{}, err
	}
	country, same := strings.ToUpper(r.form.Get("country")), dedupeKey(r.form)
	earlier := s.latest(same)
	if earlier != nil && r.form.Get("force_creation") != "true" && r.now.Sub(earlier.created) < dedupeWindow {
		return s.answer(http.StatusCreated, r, earlier), nil
	}
	urgent := strings.EqualFold(r.head.Get("Truora-Priority"), "high")
	if urgent && s.highInFlight(country, r.now) >= s.highLimit {
		return reply{}, coded(http.StatusTooManyRequests, 10400,
			"There are too many high priority background checks being processed. Please try again later.")
	}
	c := s.add(r.now, r.form, r.head, earlier, nil)
	c.urgent = urgent
	if every := r.form.Get("watch"); every != "" {
		s.continuous.repeat(c, every, time.Time{}, r.now)
	}
	out := s.answer(http.StatusCreated, r, c)
	out.bought = c.id
	return out, nil
}

func (s *Checks) latest(same string) *check {
	return firstWhere(newest(s.same[same]), func(c *check) bool { return c.deleted.IsZero() })
}

func (s *Checks) highInFlight(country string, now time.Time) int {
	return len(filter(s.oldest, func(c *check) bool {
		return c.country == country && c.urgent && c.deleted.IsZero() && !c.at(now).final()
	}))
}

// add creates a check from valid inputs, which stay as they are from now on. change can
// alter its script.
func (s *Checks) add(now time.Time, form url.Values, head http.Header, earlier *check, change func(*CheckScript)) *check {
	country := strings.ToUpper(form.Get("country"))
	c := &check{
		serial: len(s.oldest) + 1, id: s.newID("CHK"), country: country, dedupeKey: dedupeKey(form), kind: subjectOf(form),
		input: form, weights: s.customTypes.weights[country][form.Get("type")], created: now,
	}
	if earlier != nil {
		c.previous = earlier.id
	}
	c.script = s.nextScript(country, form, head)
	if change != nil {
		changed := *c.script
		change(&changed)
		c.script = &changed
	}
	s.decide(c)
	s.byID[c.id] = c
	s.oldest, s.same[c.dedupeKey] = append(s.oldest, c), append(s.same[c.dedupeKey], c)
	s.emitAll(c)
	return c
}

// aside are the inputs that do not describe the subject.
var aside = []string{"force_creation", "custom_input", "report_id", "watch", "user_authorized"}

// dedupeKey is equal for checks of the same subject.
func dedupeKey(form url.Values) string {
	names := make([]string, 0, 16)
	for name := range form {
		if !slices.Contains(aside, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var key strings.Builder
	for _, name := range names {
		for _, value := range form[name] {
			if name == "country" {
				value = strings.ToUpper(value)
			}
			key.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(value) + "&")
		}
	}
	return key.String()
}

func (s *Checks) answer(status int, r *request, c *check) reply {
	return jsonReply(status, obj{"check": c.wire(r.now), "details": c.path() + "/details", "self": c.path()})
}

// ordinary is the script of most checks.
var ordinary CheckScript

// nextScript returns the script of a new check, which may be shared.
func (s *Checks) nextScript(country string, form url.Values, head http.Header) *CheckScript {
	if next, ok := take(&s.scripts); ok {
		return &next
	}
	if s.onCreate == nil {
		return s.magicCheck(form)
	}
	next := s.onCreate(CheckInput{Country: country, Type: form.Get("type"), Form: cloneValues(form), Header: head.Clone()})
	if fault := next.fault(); fault != "" {
		s.misuse("truoratest: Checks.OnCreate: %s", fault)
	}
	return &next
}
