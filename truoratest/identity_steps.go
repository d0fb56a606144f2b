package truoratest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// flowStep is one step of a process.
type flowStep struct {
	id, kind, block string
	inputs          []stepInput
	files           []string // names of the files to upload
	tries           int      // those decided, and those that failed
	left            int      // tries that are left
	values          map[string]string
	begun, decided  time.Time // of the current try
	output          obj       // of the last try
	finished        time.Time
	billed          bool // its validation has been billed
}

type stepInput struct {
	kind, name, hint string
	options          []string
	length           int
}

// usualBlocks are those of a flow without a script.
//
// choice: a phone block asks for phone_number, then for token
var (
	usualBlocks = []string{"email", "document", "face"}
	allBlocks   = []string{"email", "phone", "document", "face"}
)

// buildSteps creates the steps of the flow.
func (s *Identity) buildSteps(p *process) {
	blocks := p.script.Blocks
	if blocks == nil {
		blocks = usualBlocks
	}
	steps := map[string][]string{
		"email":    {"enter_email", "enter_email_verification_code"},
		"phone":    {"enter_phone", "enter_phone_verification_code"},
		"document": {"enter_document_type", "take_document_photo"},
		"face":     {"record_face_video_liveness"},
	}
	names := map[string]string{
		"email": "email_verification", "phone": "phone_verification", "document": "document_verification", "face": "face_recognition",
	}
	for _, block := range blocks {
		p.blocks = append(p.blocks, names[block])
		for _, kind := range steps[block] {
			p.steps = append(p.steps, s.newStep(p, kind, names[block]))
		}
	}
	p.blocks = append(p.blocks, "get_validations_result")
	p.steps = append(p.steps, s.newStep(p, "get_validations_result", "get_validations_result"))
	if len(p.steps) == 1 {
		p.decides = p.created.Add(s.paced(p.deciding()))
	}
}

func (s *Identity) newStep(p *process, kind, block string) *flowStep {
	st := &flowStep{id: s.newID("IPS"), kind: kind, block: block, left: usualTries}
	switch kind {
	case "enter_email":
		st.inputs = []stepInput{{kind: "email", name: "email", hint: "Type your email"}}
	case "enter_phone":
		st.inputs = []stepInput{{kind: "phone", name: "phone_number", hint: "Type your phone number"}}
	case "enter_email_verification_code", "enter_phone_verification_code":
		st.inputs = []stepInput{{kind: "token", name: "token", hint: "Type the code", length: len(OneTimePassword)}}
	case "enter_document_type":
		places := countries[1:] // a document belongs to one country
		if p.country != "ALL" {
			places = []string{p.country}
		}
		st.inputs = []stepInput{
			{kind: "select", name: "country", hint: "Country of the document", options: places},
			{kind: "select", name: "document_type", hint: "Kind of document", options: []string{"national-id", "foreign-id", "passport"}},
		}
	case "take_document_photo":
		st.files = []string{"document_front", "document_back"}
	case "record_face_video_liveness":
		st.files = []string{"face_video"}
	}
	return st
}

// value returns what an input contains before it is answered. A value that came with
// the token cannot be changed.
func (p *process) value(in stepInput) (value string, readOnly bool) {
	switch in.name {
	case "email":
		return p.email, p.email != ""
	case "phone_number":
		return p.phone, p.phone != ""
	case "document_type":
		return p.docType, p.docType != "" && slices.Contains(in.options, p.docType)
	}
	return "", false
}

// validValues returns right answers to a step.
func (p *process) validValues(st *flowStep) map[string]string {
	out := map[string]string{}
	for _, in := range st.inputs {
		switch value, _ := p.value(in); {
		case value != "":
			out[in.name] = value
		case in.name == "email":
			out[in.name] = strings.ToLower(strings.Fields(p.who.first)[0]) + "@example.com"
		case in.name == "phone_number":
			out[in.name] = "+57300" + digits(7, p.who.key, "phone")
		case in.name == "token":
			out[in.name] = OneTimePassword
		case in.name == "country":
			out[in.name] = p.docPlace
		default:
			out[in.name] = in.options[0]
		}
	}
	return out
}

func (st *flowStep) filePath(p *process, name string) string {
	return p.filesPath() + st.id + "/" + name + "-" + strconv.Itoa(st.tries)
}

// uploadLinks returns the links for the files of the current step. For later steps the
// links are empty.
func (s *Identity) uploadLinks(r *request, p *process, st *flowStep) any {
	if len(st.files) == 0 {
		return nil
	}
	out := []obj{}
	for _, name := range st.wanted(p) {
		link := ""
		if p.ended.IsZero() && p.steps[p.current] == st {
			link = r.signLink(http.MethodPut, st.filePath(p, name), linkLife, url.Values{"max-size": {"10485760"}})
		}
		out = append(out, obj{"name": name, "url": link, "description": strings.ReplaceAll(name, "_", " "), "placeholder": ""})
	}
	return out
}

// wanted returns the names of a step's files. A passport has one side.
func (st *flowStep) wanted(p *process) []string {
	if p.docType == "passport" && st.kind == "take_document_photo" {
		return st.files[:1]
	}
	return st.files
}

// sentStep is a step as the caller sends it for verification.
type sentStep struct {
	Type   string `json:"type"`
	StepID string `json:"step_id"`
	Block  string `json:"verification_id"`
	Inputs []struct {
		Type  string `json:"type"`
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"expected_inputs"`
}

func (s *Identity) verifyStep(r *request, p *process) (reply, error) {
	if err := s.try(r, p, r.body, ""); err != nil {
		return reply{}, err
	}
	return jsonReply(http.StatusOK, s.wire(r, p)), nil
}

func (s *Identity) verifyStepByID(r *request) (reply, error) {
	p, st := s.stepOf(r)
	if p == nil {
		return reply{}, notFound()
	}
	if err := s.try(r, p, r.body, st.id); err != nil {
		return reply{}, err
	}
	return jsonReply(http.StatusOK, s.stepWire(r, p, st)), nil
}

// stepOf finds a step, and its process, that the caller may see.
func (s *Identity) stepOf(r *request) (*process, *flowStep) {
	for _, p := range s.oldest {
		for _, st := range p.steps {
			if st.id == r.args["step_id"] && (r.token == nil || r.token.process == p.id) {
				s.settle(p, r.now)
				return p, st
			}
		}
	}
	return nil, nil
}

// try begins a try of the current step with the inputs that were sent.
func (s *Identity) try(r *request, p *process, body []byte, stepID string) error {
	var in sentStep
	if json.Unmarshal(body, &in) != nil {
		return invalid("invalid json")
	}
	if stepID == "" {
		stepID = in.StepID
	}
	if err := p.running(); err != nil {
		return err
	}
	st := p.steps[p.current]
	switch {
	case st.id != stepID || !st.decided.IsZero():
		return conflict()
	case in.Type != st.kind:
		return invalid("invalid step type")
	case st.kind == "get_validations_result":
		return nil // nothing is asked: the process is being decided
	}
	for _, name := range st.wanted(p) {
		if _, ok := s.files[st.filePath(p, name)]; !ok {
			return invalid("images were not uploaded")
		}
	}
	values := map[string]string{}
	for _, known := range st.inputs {
		fixed, readOnly := p.value(known)
		values[known.name] = fixed
		for _, sent := range in.Inputs { // others are ignored, as by Truora
			if sent.Name != known.name || sent.Type != known.kind {
				continue
			}
			if readOnly && sent.Value != fixed {
				return invalid("the field is read only")
			}
			values[known.name] = sent.Value
		}
	}
	s.begin(p, st, values, r.now)
	return nil
}

// running refuses a process that has ended.
func (p *process) running() error {
	switch {
	case p.ended.IsZero():
		return nil
	case p.failure == "expired":
		return gone()
	}
	return conflict()
}

func (s *Identity) begin(p *process, st *flowStep, values map[string]string, now time.Time) {
	st.values, st.begun, st.decided, st.output = values, now, now.Add(s.paced(usualTry)), nil
	p.updated = now
	s.schedule(p, now)
}

func (s *Identity) back(r *request, p *process) (reply, error) {
	if err := s.stepBack(r, p, r.form.Get("retry_step") == "true"); err != nil {
		return reply{}, err
	}
	return jsonReply(http.StatusOK, s.wire(r, p)), nil
}

func (s *Identity) backByID(r *request) (reply, error) {
	var in struct {
		Retry bool `json:"retry_step"`
	}
	p, st := s.stepOf(r)
	switch {
	case p == nil:
		return reply{}, notFound()
	case len(r.body) > 0 && json.Unmarshal(r.body, &in) != nil:
		return reply{}, invalid("invalid json")
	case p.steps[p.current] != st:
		return reply{}, conflict()
	}
	if err := s.stepBack(r, p, in.Retry); err != nil {
		return reply{}, err
	}
	return jsonReply(http.StatusOK, s.stepWire(r, p, p.steps[p.current])), nil
}

// stepBack clears the step before the current one. With retry it is tried again at
// once.
func (s *Identity) stepBack(r *request, p *process, retry bool) error {
	if err := p.running(); err != nil {
		return err
	}
	if p.current == 0 {
		return conflict()
	}
	p.steps[p.current].decided, p.steps[p.current].output = time.Time{}, nil
	p.current--
	st := p.steps[p.current]
	values := st.values
	st.values, st.output, st.decided, st.finished = nil, nil, time.Time{}, time.Time{}
	p.decides, p.updated = time.Time{}, r.now
	if retry {
		s.begin(p, st, values, r.now)
	}
	s.schedule(p, r.now)
	return nil
}
