package truoratest

import (
	"net/http"
	"net/url"
	"time"
)

// Checks are the background checks of a [Server], and the account's settings for them.
type Checks struct {
	*core
	customTypes *CustomTypes
	continuous  *Continuous
	webhooks    *Webhooks

	byID        map[string]*check
	oldest      []*check            // in order of creation
	same        map[string][]*check // by dedupeKey, in that order too
	scripts     []CheckScript
	onCreate    func(CheckInput) CheckScript
	highLimit   int
	settings    settings
	credentials map[string]credential

	rendered     map[string][]byte // see get
	renderedSize int
}

func newChecks(c *core) *Checks {
	return &Checks{core: c, byID: map[string]*check{}, same: map[string][]*check{}, highLimit: 2, credentials: map[string]credential{}}
}

func (s *Checks) routes() []route {
	return []route{
		{hostChecks, "GET /v1/checks", noBody, "", s.list},
		{hostChecks, "POST /v1/checks", formBody, "check", s.create},
		{hostChecks, "GET /v1/checks/{check_id}", noBody, "", with(s.check, s.get)},
		{hostChecks, "DELETE /v1/checks/{check_id}", noBody, "", with(s.check, s.delete)},
		{hostChecks, "GET /v1/checks/{check_id}/attachments", noBody, "", with(s.check, s.listAttachments)},
		{hostChecks, "GET /v1/checks/{check_id}/details", noBody, "", with(s.check, s.listDetails)},
		{hostChecks, "GET /v1/checks/{check_id}/summarize", noBody, "", with(s.check, s.summarize)},
		{hostChecks, "GET /v1/checks/{check_id}/variables", noBody, "", with(s.check, s.listVariables)},
		{hostChecks, "POST /v1/checks/{check_id}/pdf", noBody, "", with(s.check, s.createPDF)},
		{hostChecks, "GET /v1/checks/{check_id}/pdf", noBody, "", with(s.check, s.downloadPDF)},
		{hostChecks, "GET /v1/health", noBody, "", s.listDatabases},
		{hostChecks, "POST /v1/settings", formBody, "", s.updateSettings},
		{hostChecks, "POST /v1/config/credentials/{database_id}", jsonBody, "", s.saveCredential},
		{hostChecks, "DELETE /v1/config/credentials/{database_id}", noBody, "", s.deleteCredential},
		{hostChecks, "GET /v1/config/credentials", noBody, "", s.listCredentials},
	}
}

// check is everything that is decided when a check is created. Its state at any moment
// follows from it.
type check struct {
	serial    int
	id        string
	input     url.Values
	kind      string // person, company or vehicle
	country   string
	dedupeKey string // equal for checks of the same inputs
	previous  string
	weights   map[string]float64
	urgent    bool          // created with high priority
	script    *CheckScript  // may be shared
	spread    time.Duration // from its start to its last answer
	plan      *plan         // see planned
	repeats   *continuous   // nil unless the check is a later run of it

	created, started, deleted, pdfReady time.Time
}

// check returns the check that a call names.
//
// choice: a deleted check is not found
func (s *Checks) check(r *request) (*check, error) {
	c, ok := s.byID[r.args["check_id"]]
	if !ok || !c.deleted.IsZero() {
		return nil, notFound()
	}
	return c, nil
}

func (c *check) path() string { return "/v1/checks/" + c.id }

// renderedMax is how many bytes of answers about finished checks are remembered.
const renderedMax = 16 << 20

// get answers about a finished check as it did before: nothing of it changes any more.
func (s *Checks) get(r *request, c *check) (reply, error) {
	if body := s.rendered[c.id]; body != nil {
		return typed(http.StatusOK, "application/json", body), nil
	}
	out := s.answer(http.StatusOK, r, c)
	if c.at(r.now).final() {
		if s.renderedSize += len(out.body); s.renderedSize > renderedMax || s.rendered == nil {
			s.rendered, s.renderedSize = map[string][]byte{}, len(out.body)
		}
		s.rendered[c.id] = out.body
	}
	return out, nil
}

func (s *Checks) list(r *request) (reply, error) {
	report := r.query.Get("report_id")
	fitting := filter(newest(s.oldest), func(c *check) bool {
		return c.deleted.IsZero() && (report == "" || c.input.Get("report_id") == report)
	})
	key := func(c *check) int { return -c.serial }
	return listReply(r, "checks", fitting, key, func(c *check) obj { return c.wire(r.now) }, withoutEmptyNext)
}

// delete answers with a check without inputs. The first check of a continuous check
// cannot be deleted.
func (s *Checks) delete(r *request, c *check) (reply, error) {
	if s.continuous.beginsWith(c) {
		return reply{}, invalid("check belongs to a continuous check")
	}
	c.deleted = r.now
	s.webhooks.cancel(c.id, r.now)
	s.deleteFiles(c.filesPath())
	stub := obj{
		"billing_hub": "DEFAULT", "check_id": c.id, "country": c.country, "type": c.input.Get("type"),
		"creation_date": stamp(c.created), "delete_date": stamp(r.now), "update_date": stamp(r.now.Truncate(time.Second)),
		"deleted": true, "score": -1, "id_score": -1,
	}
	if !r.now.Before(c.started) {
		stub["start_date"] = stamp(c.started)
	}
	return jsonReply(http.StatusOK, obj{"check": stub, "self": c.path()}), nil
}
