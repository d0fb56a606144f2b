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
	files           []string // names of what is to be uploaded
	tries           int      // that were decided, those that failed
	left            int      // tries that are left
	values          map[string]string
	begun, decided  time.Time // of the try that runs
	output          obj       // of the last try
	finished        time.Time
}

type stepInput struct {
	kind, name, hint string
	options          []string
	length           int
}

var allBlocks = []string{"email", "document", "face"}

// layOut builds the steps of the flow.
func (s *Server) layOut(p *process) {
	blocks := p.script.Blocks
	if blocks == nil {
		blocks = allBlocks
	}
	steps := map[string][]string{
		"email":    {"enter_email", "enter_email_verification_code"},
		"document": {"enter_document_type", "take_document_photo"},
		"face":     {"record_face_video_liveness"},
	}
	names := map[string]string{"email": "email_verification", "document": "document_verification", "face": "face_recognition"}
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

func (s *Server) newStep(p *process, kind, block string) *flowStep {
	st := &flowStep{id: s.newID("IPS"), kind: kind, block: block, left: usualTries}
	switch kind {
	case "enter_email":
		st.inputs = []stepInput{{kind: "email", name: "email", hint: "Type your email"}}
	case "enter_email_verification_code":
		st.inputs = []stepInput{{kind: "token", name: "token", hint: "Type the code", length: len(OneTimePassword)}}
	case "enter_document_type":
		places := countries[1:] // a document is of one country
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

// value is what an input holds before anybody answers it. A value the token came with cannot be changed.
func (p *process) value(in stepInput) (value string, readOnly bool) {
	switch in.name {
	case "email":
		return p.email, p.email != ""
	case "document_type":
		return p.docType, p.docType != "" && slices.Contains(in.options, p.docType)
	}
	return "", false
}

// goodValues answer a step well.
func (p *process) goodValues(st *flowStep) map[string]string {
	out := map[string]string{}
	for _, in := range st.inputs {
		switch value, _ := p.value(in); {
		case value != "":
			out[in.name] = value
		case in.name == "email":
			out[in.name] = strings.ToLower(strings.Fields(p.who.first)[0]) + "@example.com"
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

// uploadLinks are where the media of the current step go; before its turn the links are empty.
func (s *Server) uploadLinks(r *request, p *process, st *flowStep) any {
	if len(st.files) == 0 {
		return nil
	}
	out := []obj{}
	for _, name := range st.wanted(p) {
		link := ""
		if p.ended.IsZero() && p.steps[p.current] == st {
			link = s.signLink(r, http.MethodPut, st.filePath(p, name), linkLife, url.Values{"max-size": {"10485760"}})
		}
		out = append(out, obj{"name": name, "url": link, "description": strings.ReplaceAll(name, "_", " "), "placeholder": ""})
	}
	return out
}

// wanted: a passport has one side.
func (st *flowStep) wanted(p *process) []string {
	if p.docType == "passport" && st.kind == "take_document_photo" {
		return st.files[:1]
	}
	return st.files
}

// sentStep is a step as it is verified.
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

func (s *Server) verifyStep(r *request, p *process) reply {
	if refused := s.try(r, p, r.body, ""); refused != nil {
		return *refused
	}
	return jsonReply(http.StatusOK, s.processWire(r, p))
}

func (s *Server) verifyStepByID(r *request) reply {
	p, st := s.stepOf(r)
	if p == nil {
		return notFound()
	}
	if refused := s.try(r, p, r.body, st.id); refused != nil {
		return *refused
	}
	return jsonReply(http.StatusOK, s.stepWire(r, p, st))
}

// stepOf finds the process of a step that the caller may see.
func (s *Server) stepOf(r *request) (*process, *flowStep) {
	for _, p := range s.identity.oldest {
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
func (s *Server) try(r *request, p *process, body []byte, stepID string) *reply {
	var in sentStep
	if json.Unmarshal(body, &in) != nil {
		return refuse("invalid json")
	}
	if stepID == "" {
		stepID = in.StepID
	}
	if refused := p.running(); refused != nil {
		return refused
	}
	st := p.steps[p.current]
	switch {
	case st.id != stepID || !st.decided.IsZero():
		out := conflict()
		return &out
	case in.Type != st.kind:
		return refuse("invalid step type")
	case st.kind == "get_validations_result":
		return nil // nothing is asked: it is being decided
	}
	for _, name := range st.wanted(p) {
		if _, ok := s.files[st.filePath(p, name)]; !ok {
			return refuse("images were not uploaded")
		}
	}
	values := map[string]string{}
	for _, known := range st.inputs {
		fixed, readOnly := p.value(known)
		values[known.name] = fixed
		for _, sent := range in.Inputs { // one whose name or type differs is dropped without a word, as by Truora
			if sent.Name != known.name || sent.Type != known.kind {
				continue
			}
			if readOnly && sent.Value != fixed {
				return refuse("the field is read only")
			}
			values[known.name] = sent.Value
		}
	}
	s.begin(p, st, values, r.now)
	return nil
}

// running refuses what only a process that has not ended takes.
func (p *process) running() *reply {
	var refused reply
	switch {
	case p.ended.IsZero():
		return nil
	case p.failure == "expired":
		refused = gone()
	default:
		refused = conflict()
	}
	return &refused
}

func (s *Server) begin(p *process, st *flowStep, values map[string]string, now time.Time) {
	st.values, st.begun, st.decided, st.output = values, now, now.Add(s.paced(usualTry)), nil
	p.updated = now
	s.foresee(p, now)
}

func (s *Server) backProcess(r *request, p *process) reply {
	if refused := s.stepBack(r, p, r.form.Get("retry_step") == "true"); refused != nil {
		return *refused
	}
	return jsonReply(http.StatusOK, s.processWire(r, p))
}

func (s *Server) backStep(r *request) reply {
	var in struct {
		Retry bool `json:"retry_step"`
	}
	p, st := s.stepOf(r)
	switch {
	case p == nil:
		return notFound()
	case len(r.body) > 0 && json.Unmarshal(r.body, &in) != nil:
		return invalid("invalid json")
	case p.steps[p.current] != st:
		return conflict()
	}
	if refused := s.stepBack(r, p, in.Retry); refused != nil {
		return *refused
	}
	return jsonReply(http.StatusOK, s.stepWire(r, p, p.steps[p.current]))
}

// stepBack forgets what the steps from the one before on gave; with retry that one is tried again at once.
func (s *Server) stepBack(r *request, p *process, retry bool) *reply {
	if refused := p.running(); refused != nil {
		return refused
	}
	if p.current == 0 {
		out := conflict()
		return &out
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
	s.foresee(p, r.now)
	return nil
}
