package truoratest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

const createProcessOp = "POST /v1/processes"

// Identity are the identity processes of a [Server].
type Identity struct {
	*core
	checks   *Checks
	keys     *APIKeys
	webhooks *Webhooks

	byID    map[string]*process
	oldest  []*process // in order of creation
	opened  int        // also those that were deleted
	scripts []ProcessScript
	// reserved are the scripts of processes that are not yet open, by id.
	reserved map[string]ProcessScript
	moved    bool // see MoveImages
}

func newIdentity(c *core) *Identity {
	return &Identity{core: c, byID: map[string]*process{}, reserved: map[string]ProcessScript{}}
}

// routes has the literal paths before those with a name in the same place.
func (s *Identity) routes() []route {
	return []route{
		{hostIdentity, "POST /v1/processes/steps/{step_id}/back", jsonBody, "", s.backByID},
		{hostIdentity, "POST /v1/processes/steps/{step_id}", jsonBody, "", s.verifyStepByID},
		{hostIdentity, "GET /v1/processes", noBody, "", s.list},
		{hostIdentity, createProcessOp, jsonBody, "", s.create},
		{hostIdentity, "GET /v1/processes/{process_id}", noBody, "", with(s.process, s.get)},
		{hostIdentity, "POST /v1/processes/{process_id}", jsonBody, "", with(s.process, s.verifyStep)},
		{hostIdentity, "PUT /v1/processes/{process_id}", formBody, "", with(s.process, s.update)},
		{hostIdentity, "DELETE /v1/processes/{process_id}", noBody, "", with(s.process, s.delete)},
		{hostIdentity, "POST /v1/processes/{process_id}/back", formBody, "", with(s.process, s.back)},
		{hostIdentity, "GET /v1/processes/{process_id}/result", noBody, "", with(s.process, s.getResult)},
		{hostIdentity, "GET /v1/processes/{process_id}/validations", noBody, "", with(s.process, s.listValidations)},
		{hostIdentity, "GET /v1/processes/{process_id}/variables", noBody, "", with(s.process, s.listVariables)},
		{hostIdentity, "GET /v1/processes/{process_id}/pdf", noBody, "", with(s.process, s.downloadPDF)},
		{hostIdentity, "GET /v1/processes/{process_id}/video-call-recordings", noBody, "", with(s.process, s.downloadRecordings)},
		{hostIdentity, "POST /v1/processes/{process_id}/send-link", formBody, "", with(s.process, s.sendLink)},
		{hostIdentity, "POST /v1/processes/{process_id}/status", jsonBody, "", with(s.process, s.cancel)},
		{hostIdentity, "POST /v1/processes/{process_id}/verifications", jsonBody, "", with(s.process, s.addVerification)},
		{hostIdentity, "POST /v1/web-integration/{flow}/process-access-link", formBody, "", s.sendAccessLink},
	}
}

// process is an identity process. settle computes what happens by itself.
type process struct {
	serial   int
	id       string
	account  string
	flow     string
	country  string
	redirect string
	dynamic  string // type of a dynamic process
	label    string
	metadata obj
	script   ProcessScript
	// unscripted is set as long as nothing but the usual is asked for.
	unscripted bool
	who        profile
	document   string // number
	docType    string
	docPlace   string // country of the document
	email      string
	phone      string
	devices    []obj
	steps      []*flowStep
	current    int
	blocks     []string
	ttl        time.Duration
	created    time.Time
	updated    time.Time
	decides    time.Time // when the validations that run will have ended
	ended      time.Time
	status     string
	failure    string
	declined   string
	expired    string
	override   string
	overrides  []obj
	checkID    string
	nextLook   time.Time            // when it is settled next
	files      map[string]time.Time // when each was asked for
}

const (
	timeToLive = 2 * time.Hour
	graceTime  = 3 * 5 * time.Minute
)

// process returns the process that a call names, brought up to date. A web token sees
// only its own.
func (s *Identity) process(r *request) (*process, error) {
	p := s.byID[r.args["process_id"]]
	if p == nil || r.token != nil && r.token.process != p.id {
		return nil, notFound()
	}
	s.settle(p, r.now)
	return p, nil
}

// create creates the process of a token at the first call, and returns it afterwards.
//
// choice: a deleted process does not come back, whoever still has its token
func (s *Identity) create(r *request) (reply, error) {
	if r.token == nil {
		return reply{}, failure(http.StatusForbidden, "Insufficient permissions: a web token is expected")
	}
	var in struct {
		Type         string `json:"process_type"`
		Label        string `json:"label"`
		TTL          int    `json:"ttl"`
		Verification struct {
			Type string `json:"type"`
		} `json:"verification"`
	}
	if len(r.body) > 0 && json.Unmarshal(r.body, &in) != nil {
		return reply{}, invalid("invalid json")
	}
	if p := s.byID[r.token.process]; p != nil {
		if s.settle(p, r.now); p.failure == "expired" {
			return reply{}, gone()
		}
		return jsonReply(http.StatusOK, s.wire(r, p)), nil
	}
	switch {
	case s.keys.gone[r.token.process]:
		return reply{}, notFound()
	case in.TTL > longestTTL:
		return reply{}, invalid("invalid ttl")
	}
	p := s.open(r.token, r.now)
	if in.Type == "dynamic" {
		p.dynamic, p.label = in.Verification.Type, in.Label
		if in.TTL > 0 {
			p.ttl = time.Duration(in.TTL) * time.Second
			s.schedule(p, r.now)
		}
	}
	return jsonReply(http.StatusCreated, s.wire(r, p)), nil
}

// longestTTL is far beyond any use, and no overflow.
//
// choice: a process with a ttl of more than 34 years is refused
const longestTTL = 1 << 30 // seconds

func gone() error { return failure(http.StatusGone, "process expired") }

func conflict() error { return failure(http.StatusConflict, "invalid current step") }

// open is called when the person opens the link.
func (s *Identity) open(k *apiKey, now time.Time) *process {
	s.opened++
	p := &process{
		serial: s.opened, id: k.process, account: k.account, status: "pending",
		flow: k.form.Get("flow_id"), country: strings.ToUpper(k.form.Get("country")), redirect: k.form.Get("redirect_url"),
		metadata: k.startValues(), email: cmp.Or(listed(k.form, "emails")...), phone: cmp.Or(append(listed(k.form, "phones"), k.form["phone"]...)...),
		docType: k.form.Get("document_type"), ttl: timeToLive, created: now, updated: now, files: map[string]time.Time{},
	}
	if script, ok := s.reserved[p.id]; ok {
		p.script = script
	} else if p.script, ok = take(&s.scripts); !ok {
		p.script, ok = s.magicProcess(p.account, p.email)
		p.unscripted = !ok
	}
	p.inventPerson()
	s.buildSteps(p)
	s.byID[p.id] = p
	s.oldest = append(s.oldest, p)
	s.emit(p, now, "created")
	s.schedule(p, now)
	return p
}

func (s *Identity) get(r *request, p *process) (reply, error) {
	return jsonReply(http.StatusOK, s.wire(r, p)), nil
}

// update works until the process has ended.
func (s *Identity) update(r *request, p *process) (reply, error) {
	device, err := formJSON(r.form, "device_info")
	switch {
	case !p.ended.IsZero():
		return reply{}, invalid("the process is complete")
	case err != nil:
		return reply{}, invalid("invalid device_info")
	case r.form.Get("phone_number") == "" && device == nil:
		return reply{}, invalid("missing params")
	}
	if phone := r.form.Get("phone_number"); phone != "" {
		p.phone = phone
	}
	if device != nil {
		known := obj{}
		for _, name := range []string{"type", "os", "os_version", "model", "manufacturer", "browser", "browser_version"} {
			if text, ok := device[name].(string); ok {
				known[name] = text
			}
		}
		p.devices = append(p.devices, known)
	}
	p.updated = r.now
	return jsonReply(http.StatusOK, s.wire(r, p)), nil
}

// delete is permanent.
func (s *Identity) delete(r *request, p *process) (reply, error) {
	delete(s.byID, p.id)
	s.keys.gone[p.id] = true
	s.webhooks.cancel(p.id, r.now)
	s.oldest = slices.DeleteFunc(s.oldest, func(q *process) bool { return q == p })
	s.deleteFiles(p.filesPath())
	return messageOnly(http.StatusOK, "Identity Process successfully deleted"), nil
}

func (p *process) filesPath() string { return "/processes/" + p.id + "/" }

// cancel ends a running process.
func (s *Identity) cancel(r *request, p *process) (reply, error) {
	var in struct {
		Failure  string `json:"failure_status"`
		Declined string `json:"declined_reason"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case !slices.Contains([]string{"declined", "expired", "system_error", "canceled"}, in.Failure):
		return reply{}, invalid("invalid failure_status")
	case !p.ended.IsZero():
		return reply{}, failure(http.StatusConflict, "the process has ended")
	}
	s.end(p, r.now, "failure", in.Failure, in.Declined)
	return jsonReply(http.StatusOK, s.wire(r, p)), nil
}

// addVerification appends the steps of a block to a dynamic process.
func (s *Identity) addVerification(r *request, p *process) (reply, error) {
	var in struct {
		Verification struct {
			Type string `json:"type"`
		} `json:"verification"`
	}
	if json.Unmarshal(r.body, &in) != nil || in.Verification.Type == "" {
		return reply{}, invalid("missing verification")
	}
	if p.dynamic == "" || !p.ended.IsZero() {
		return reply{}, invalid("the process is not dynamic")
	}
	block := s.newID("VRF")
	st := s.newStep(p, "enter_document_type", block)
	last := len(p.steps) - 1 // the result stays at the end
	p.steps = slices.Insert(p.steps, last, st)
	p.blocks = slices.Insert(p.blocks, len(p.blocks)-1, in.Verification.Type)
	return jsonReply(http.StatusOK, obj{
		"verification_id": block, "step_id": st.id, "step_type": st.kind,
		"verifications": obj{in.Verification.Type + ":" + block: "pending"},
	}), nil
}
