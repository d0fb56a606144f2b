package truoratest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// identityRoutes has the literal paths before those with a name in their place.
var identityRoutes = []route{
	{hostIdentity, "POST /v1/processes/steps/{step_id}/back", jsonBody, "", (*Server).backStep},
	{hostIdentity, "POST /v1/processes/steps/{step_id}", jsonBody, "", (*Server).verifyStepByID},
	{hostIdentity, "GET /v1/processes", noBody, "", (*Server).listProcesses},
	{hostIdentity, "POST /v1/processes", jsonBody, "", (*Server).createProcess},
	{hostIdentity, "GET /v1/processes/{process_id}", noBody, "", ofProcess((*Server).getProcess)},
	{hostIdentity, "POST /v1/processes/{process_id}", jsonBody, "", ofProcess((*Server).verifyStep)},
	{hostIdentity, "PUT /v1/processes/{process_id}", formBody, "", ofProcess((*Server).updateProcess)},
	{hostIdentity, "DELETE /v1/processes/{process_id}", noBody, "", ofProcess((*Server).deleteProcess)},
	{hostIdentity, "POST /v1/processes/{process_id}/back", formBody, "", ofProcess((*Server).backProcess)},
	{hostIdentity, "GET /v1/processes/{process_id}/result", noBody, "", ofProcess((*Server).getResult)},
	{hostIdentity, "GET /v1/processes/{process_id}/validations", noBody, "", ofProcess((*Server).listValidations)},
	{hostIdentity, "GET /v1/processes/{process_id}/variables", noBody, "", ofProcess((*Server).listProcessVariables)},
	{hostIdentity, "GET /v1/processes/{process_id}/pdf", noBody, "", ofProcess((*Server).processPDF)},
	{hostIdentity, "GET /v1/processes/{process_id}/video-call-recordings", noBody, "", ofProcess((*Server).processRecordings)},
	{hostIdentity, "POST /v1/processes/{process_id}/send-link", formBody, "", ofProcess((*Server).sendProcessLink)},
	{hostIdentity, "POST /v1/processes/{process_id}/status", jsonBody, "", ofProcess((*Server).cancelProcess)},
	{hostIdentity, "POST /v1/processes/{process_id}/verifications", jsonBody, "", ofProcess((*Server).addVerification)},
	{hostIdentity, "POST /v1/web-integration/{flow}/process-access-link", formBody, "", (*Server).sendAccessLink},
}

type identityState struct {
	byID    map[string]*process
	oldest  []*process // in order of creation
	scripts []ProcessScript
	// reserved are the scripts of processes that nobody has opened, by id.
	reserved map[string]ProcessScript
}

// process is an identity process. What happens by itself is worked out by settle when it is read.
type process struct {
	serial    int
	id        string
	account   string
	flow      string
	country   string
	redirect  string
	dynamic   string // type of a dynamic process
	label     string
	metadata  obj
	script    ProcessScript
	who       profile
	document  string // number
	docType   string
	docPlace  string // country of the document
	email     string
	phone     string
	devices   []obj
	steps     []*flowStep
	current   int
	blocks    []string
	ttl       time.Duration
	created   time.Time
	updated   time.Time
	decides   time.Time // when the validations that run will have ended
	ended     time.Time
	status    string
	failure   string
	declined  string
	expired   string
	override  string
	overrides []obj
	checkID   string
	foreseen  time.Time            // when it is looked at again
	files     map[string]time.Time // when each was asked for
}

const (
	timeToLive = 2 * time.Hour
	graceTime  = 3 * 5 * time.Minute
)

// ofProcess looks the process up, and brings it up to date, before a handler runs. A web token sees its own only.
func ofProcess(handle func(*Server, *request, *process) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		p := s.identity.byID[r.args["process_id"]]
		if p == nil || r.token != nil && r.token.process != p.id {
			return notFound()
		}
		s.settle(p, r.now)
		return handle(s, r, p)
	}
}

// createProcess makes the process of a token once, and gives it back after that.
func (s *Server) createProcess(r *request) reply {
	if r.token == nil {
		return failure(http.StatusForbidden, "Insufficient permissions: a web token is expected")
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
		return invalid("invalid json")
	}
	if p := s.identity.byID[r.token.process]; p != nil {
		if s.settle(p, r.now); p.failure == "expired" {
			return gone()
		}
		return jsonReply(http.StatusOK, s.processWire(r, p))
	}
	p := s.openProcess(r.token, r.now)
	if in.Type == "dynamic" {
		p.dynamic, p.label = in.Verification.Type, in.Label
		if in.TTL > 0 {
			p.ttl = time.Duration(in.TTL) * time.Second
		}
	}
	return jsonReply(http.StatusCreated, s.processWire(r, p))
}

func gone() reply { return failure(http.StatusGone, "process expired") }

func conflict() reply { return failure(http.StatusConflict, "invalid current step") }

// openProcess is what happens when the person opens the link.
func (s *Server) openProcess(k *mintedKey, now time.Time) *process {
	p := &process{
		serial: len(s.identity.oldest) + 1, id: k.process, account: k.account, status: "pending",
		flow: k.form.Get("flow_id"), country: strings.ToUpper(k.form.Get("country")), redirect: k.form.Get("redirect_url"),
		metadata: k.startValues(), email: k.form.Get("emails"), phone: firstOf(k.form, "phones", "phone"),
		docType: k.form.Get("document_type"), ttl: timeToLive, created: now, updated: now, files: map[string]time.Time{},
	}
	st := &s.identity
	if script, ok := st.reserved[p.id]; ok {
		p.script = script
	} else {
		p.script, _ = take(&st.scripts)
	}
	p.inventPerson()
	s.layOut(p)
	s.identity.byID[p.id] = p
	s.identity.oldest = append(s.identity.oldest, p)
	s.tellProcess(p, now, "created")
	s.foresee(p, now)
	return p
}

func firstOf(form url.Values, names ...string) string {
	for _, name := range names {
		if v := form.Get(name); v != "" {
			return v
		}
	}
	return ""
}

func (s *Server) getProcess(r *request, p *process) reply {
	return jsonReply(http.StatusOK, s.processWire(r, p))
}

// updateProcess works until the process has ended.
func (s *Server) updateProcess(r *request, p *process) reply {
	device, err := formJSON(r.form, "device_info")
	switch {
	case !p.ended.IsZero():
		return invalid("the process is complete")
	case err != nil:
		return invalid("invalid device_info")
	case r.form.Get("phone_number") == "" && device == nil:
		return invalid("missing params")
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
	return jsonReply(http.StatusOK, s.processWire(r, p))
}

// deleteProcess is for good.
func (s *Server) deleteProcess(r *request, p *process) reply {
	delete(s.identity.byID, p.id)
	s.forget(p.id, r.now)
	s.identity.oldest = slices.DeleteFunc(s.identity.oldest, func(q *process) bool { return q == p })
	for path := range s.files {
		if strings.HasPrefix(path, p.filesPath()) {
			delete(s.files, path)
		}
	}
	return messageOnly(http.StatusOK, "Identity Process successfully deleted")
}

func (p *process) filesPath() string { return "/processes/" + p.id + "/" }

// cancelProcess ends a process that runs.
func (s *Server) cancelProcess(r *request, p *process) reply {
	var in struct {
		Failure  string `json:"failure_status"`
		Declined string `json:"declined_reason"`
	}
	switch {
	case json.Unmarshal(r.body, &in) != nil:
		return invalid("invalid json")
	case !slices.Contains([]string{"declined", "expired", "system_error", "canceled"}, in.Failure):
		return invalid("invalid failure_status")
	case !p.ended.IsZero():
		return failure(http.StatusConflict, "the process has ended")
	}
	s.endProcess(p, r.now, "failure", in.Failure, in.Declined)
	return jsonReply(http.StatusOK, s.processWire(r, p))
}

// addVerification appends the steps of a block to a dynamic process.
func (s *Server) addVerification(r *request, p *process) reply {
	var in struct {
		Verification struct {
			Type string `json:"type"`
		} `json:"verification"`
	}
	if json.Unmarshal(r.body, &in) != nil || in.Verification.Type == "" {
		return invalid("missing verification")
	}
	if p.dynamic == "" || !p.ended.IsZero() {
		return invalid("the process is not dynamic")
	}
	block := s.newID("VRF")
	st := s.newStep(p, "enter_document_type", block)
	last := len(p.steps) - 1 // the result stays at the end
	p.steps = slices.Insert(p.steps, last, st)
	p.blocks = slices.Insert(p.blocks, len(p.blocks)-1, in.Verification.Type)
	return jsonReply(http.StatusOK, obj{
		"verification_id": block, "step_id": st.id, "step_type": st.kind,
		"verifications": obj{in.Verification.Type + ":" + block: "pending"},
	})
}
