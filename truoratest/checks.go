package truoratest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

var checksRoutes = []route{
	{hostChecks, "GET /v1/checks", noBody, "", (*Server).listChecks},
	{hostChecks, "POST /v1/checks", formBody, "check", (*Server).createCheck},
	{hostChecks, "GET /v1/checks/{check_id}", noBody, "", ofCheck((*Server).getCheck)},
	{hostChecks, "DELETE /v1/checks/{check_id}", noBody, "", ofCheck((*Server).deleteCheck)},
	{hostChecks, "GET /v1/checks/{check_id}/attachments", noBody, "", ofCheck((*Server).listAttachments)},
	{hostChecks, "GET /v1/checks/{check_id}/details", noBody, "", ofCheck((*Server).listDetails)},
	{hostChecks, "GET /v1/checks/{check_id}/summarize", noBody, "", ofCheck((*Server).summarizeCheck)},
	{hostChecks, "GET /v1/checks/{check_id}/variables", noBody, "", ofCheck((*Server).listVariables)},
	{hostChecks, "POST /v1/checks/{check_id}/pdf", noBody, "", ofCheck((*Server).createPDF)},
	{hostChecks, "GET /v1/checks/{check_id}/pdf", noBody, "", ofCheck((*Server).getPDF)},
	{hostChecks, "GET /v1/health", noBody, "", (*Server).listDatabases},
}

type checksState struct {
	byID      map[string]*check
	oldest    []*check // in order of creation
	scripts   []CheckScript
	onCheck   func(CheckInput) CheckScript
	highLimit int
}

func newChecksState() checksState {
	return checksState{byID: map[string]*check{}, highLimit: 2}
}

// check is what is decided when a check is created; its state at any moment follows from it.
type check struct {
	serial   int
	id       string
	input    url.Values
	kind     string // person, company or vehicle
	country  string
	same     string // equal for checks of the same inputs
	previous string
	weights  map[string]float64
	urgent   bool // created with high priority
	who      profile
	runs     []*run
	script   CheckScript
	repeats  *continuous // nil unless it is a later run of one

	created, started, deleted, pdfReady time.Time
}

// sameWindow is how long an equal create gives back the earlier check: the fake's choice, Truora says "recent".
const sameWindow = 24 * time.Hour

// ofCheck looks the check up before a handler runs. A deleted one is gone.
func ofCheck(handle func(*Server, *request, *check) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		c, ok := s.checks.byID[r.args["check_id"]]
		if !ok || !c.deleted.IsZero() {
			return notFound()
		}
		return handle(s, r, c)
	}
}

func (c *check) path() string { return "/v1/checks/" + c.id }

func (s *Server) createCheck(r *request) reply {
	if refused := s.checkInput(r); refused != nil {
		return *refused
	}
	country, same := strings.ToUpper(r.form.Get("country")), sameKey(r.form)
	earlier := s.checks.latest(same)
	if earlier != nil && r.form.Get("force_creation") != "true" && r.now.Sub(earlier.created) < sameWindow {
		return s.checkReply(http.StatusCreated, r, earlier)
	}
	urgent := strings.EqualFold(r.head.Get("Truora-Priority"), "high")
	if urgent && s.checks.highInFlight(country, r.now) >= s.checks.highLimit {
		return coded(http.StatusTooManyRequests, 10400,
			"There are too many high priority background checks being processed. Please try again later.")
	}
	c := s.addCheck(r.now, r.form, r.head, earlier, func(*CheckScript) {})
	c.urgent = urgent
	if every := r.form.Get("watch"); every != "" {
		s.repeat(c, every, time.Time{}, r.now)
	}
	out := s.checkReply(http.StatusCreated, r, c)
	out.bought = c.id
	return out
}

// addCheck makes a check after its inputs have been found good; bend has the last word on its script.
func (s *Server) addCheck(now time.Time, form url.Values, head http.Header, earlier *check, bend func(*CheckScript)) *check {
	country := strings.ToUpper(form.Get("country"))
	c := &check{
		serial: len(s.checks.oldest) + 1, id: s.newID("CHK"), country: country, same: sameKey(form),
		input: cloneValues(form), weights: s.customTypes[country][form.Get("type")], created: now,
	}
	c.kind = subjectOf(form)
	if earlier != nil {
		c.previous = earlier.id
	}
	script := s.nextScript(CheckInput{
		Country: country, Type: form.Get("type"), Form: cloneValues(form), Header: head.Clone(),
	})
	bend(&script)
	s.plan(c, script)
	s.checks.byID[c.id] = c
	s.checks.oldest = append(s.checks.oldest, c)
	s.announce(c)
	return c
}

// sameKey leaves out what does not describe the subject.
func sameKey(form url.Values) string {
	key := cloneValues(form)
	for _, name := range []string{"force_creation", "custom_input", "report_id", "watch", "user_authorized"} {
		key.Del(name)
	}
	key.Set("country", strings.ToUpper(form.Get("country")))
	return key.Encode()
}

func (st *checksState) latest(same string) *check {
	for _, c := range slices.Backward(st.oldest) {
		if c.same == same && c.deleted.IsZero() {
			return c
		}
	}
	return nil
}

func (st *checksState) highInFlight(country string, now time.Time) int {
	n := 0
	for _, c := range st.oldest {
		if c.country == country && c.urgent && c.deleted.IsZero() && !c.at(now).final() {
			n++
		}
	}
	return n
}

func (s *Server) checkReply(status int, r *request, c *check) reply {
	return jsonReply(status, obj{"check": c.wire(r.now), "details": c.path() + "/details", "self": c.path()})
}

func (s *Server) getCheck(r *request, c *check) reply { return s.checkReply(http.StatusOK, r, c) }

func (s *Server) listChecks(r *request) reply {
	report := r.query.Get("report_id")
	var fitting []*check
	for _, c := range slices.Backward(s.checks.oldest) {
		if c.deleted.IsZero() && (report == "" || c.input.Get("report_id") == report) {
			fitting = append(fitting, c)
		}
	}
	page, next, refused := pageOf(s, r, fitting, func(c *check) int { return -c.serial })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, c := range page {
		wire = append(wire, c.wire(r.now))
	}
	out := obj{"checks": wire, "self": r.self()}
	if next != "" {
		out["next"] = next
	}
	return jsonReply(http.StatusOK, out)
}

// deleteCheck leaves a stub without inputs. The first check of a continuous one cannot be deleted.
func (s *Server) deleteCheck(r *request, c *check) reply {
	if s.continuous.beginsWith(c) {
		return invalid("check belongs to a continuous check")
	}
	c.deleted = r.now
	s.forget(c.id, r.now)
	for path := range s.files {
		if strings.HasPrefix(path, c.filesPath()) {
			delete(s.files, path)
		}
	}
	stub := obj{
		"billing_hub": "DEFAULT", "check_id": c.id, "country": c.country, "type": c.input.Get("type"),
		"creation_date": stamp(c.created), "delete_date": stamp(r.now), "update_date": stamp(r.now.Truncate(time.Second)),
		"deleted": true, "score": -1, "id_score": -1,
	}
	if !r.now.Before(c.started) {
		stub["start_date"] = stamp(c.started)
	}
	return jsonReply(http.StatusOK, obj{"check": stub, "self": c.path()})
}
