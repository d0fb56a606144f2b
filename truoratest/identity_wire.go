package truoratest

import (
	"net/http"
	"time"
)

// wire returns a process as when it is read, created or verified.
func (s *Identity) wire(r *request, p *process) obj {
	out := p.head()
	steps := []obj{}
	for _, st := range p.steps {
		steps = append(steps, s.stepWire(r, p, st))
	}
	out["steps"], out["variables"], out["theme"] = steps, p.variables(), obj{}
	out["config"] = obj{
		"lang": "en", "time_to_live": int(p.ttl / time.Minute), "enable_desktop_flow": true,
		"continue_flow_in_new_device": true, "allow_native_camera": true,
	}
	return out
}

// head returns a process as in lists.
func (p *process) head() obj {
	out := obj{
		"process_id": p.id, "account_id": p.account, "client_id": clientID, "flow_id": p.flow, "country": p.country,
		"created_via": "web", "status": p.status, "current_step_index": 0, "identity_verification_names": p.blocks,
		"redirect_url": p.redirect, "ip_address": callerIP, "time_to_live": int(p.ttl / time.Minute),
		"creation_date": stamp(p.created), "update_date": stamp(p.updated),
	}
	if p.current > 0 {
		out["current_step"] = p.current
	}
	if p.ended.IsZero() {
		out["current_step_type"] = p.steps[p.current].kind
	}
	if p.dynamic != "" {
		out["process_type"], out["label"] = "dynamic", p.label
	}
	p.endingWire(out)
	if p.documented() {
		out["first_name"], out["last_name"], out["document_number"] = p.who.first, p.who.last, p.document
		out["date_of_birth"], out["gender"] = p.who.birth+"T00:00:00Z", p.who.gender
	}
	setIf(out, "cell_phone", p.phone)
	setIf(out, "email", p.email)
	if p.devices != nil {
		out["devices_info"] = p.devices
	}
	return out
}

func (p *process) endingWire(out obj) {
	setIf(out, "failure_status", p.failure)
	setIf(out, "declined_reason", p.declined)
	setIf(out, "expired_reason", p.expired)
	setIf(out, "override_status", p.override)
	if p.overrides != nil {
		out["override_status_history"] = p.overrides
	}
}

func (s *Identity) stepWire(r *request, p *process, st *flowStep) obj {
	out := obj{
		"step_id": st.id, "type": st.kind, "verification_id": st.block, "async_step": nil, "remaining_retries": st.left,
		"files_upload_urls": s.uploadLinks(r, p, st), "expected_inputs": nil, "config": nil, "verification_output": nil,
	}
	if st.kind != "get_validations_result" {
		out["config"] = st.config()
	}
	if st.output != nil {
		out["verification_output"] = st.output
	}
	if !st.begun.IsZero() {
		out["start_date"] = stamp(st.begun)
	}
	if !st.finished.IsZero() {
		out["finish_date"] = stamp(st.finished)
	}
	var inputs []obj
	for _, in := range st.inputs {
		value, readOnly := p.value(in)
		if in.name != "token" && st.values[in.name] != "" {
			value = st.values[in.name]
		}
		wire := obj{
			"type": in.kind, "name": in.name, "value": value, "description": in.hint, "placeholder": in.hint,
			"length": in.length, "read_only": readOnly,
		}
		if in.options != nil {
			wire["options"] = in.options
		}
		inputs = append(inputs, wire)
	}
	if inputs != nil {
		out["expected_inputs"] = inputs
	}
	return out
}

// config returns null for a step that asks for nothing.
//
// choice: a step says how similar faces must be, and which documents it takes
func (st *flowStep) config() obj {
	config := obj{"retries": usualTries, "timeout": 0}
	switch st.kind {
	case "enter_email", "enter_phone":
		config["form_message_text"], config["form_message_button_text"] = "", ""
	case "enter_document_type":
		places, kinds := st.inputs[0].options, []obj{}
		for _, kind := range st.inputs[1].options {
			kinds = append(kinds, obj{"document_type": kind})
		}
		allowed := []obj{}
		for _, place := range places {
			allowed = append(allowed, obj{"country": place, "documents": kinds})
		}
		config["allowed_document_types"], config["supported_countries"] = allowed, places
	case "record_face_video_liveness":
		config["face_threshold"], config["sub_validations"] = faceThreshold, []string{"passive_liveness", "similarity"}
	}
	return config
}

// variables returns strings by block and group.
func (p *process) variables() obj {
	out := obj{"start": obj{"now": obj{"value": p.created.UTC().Format("2006-01-02T15:04:05-07:00")}}}
	if len(p.metadata) > 0 {
		out["start"] = obj{"now": obj{"value": stamp(p.created)}, "metadata": p.metadata}
	}
	for _, st := range p.steps {
		if _, known := out[st.block]; !known {
			out[st.block] = obj{}
		}
		if st.finished.IsZero() || len(st.values) == 0 {
			continue
		}
		group := obj{}
		for name, value := range st.values {
			if name != "token" {
				group[name] = value
			}
		}
		if block, ok := out[st.block].(obj); ok {
			block[st.kind] = group
		}
	}
	return out
}

func (s *Identity) listVariables(_ *request, p *process) (reply, error) {
	return jsonReply(http.StatusOK, obj{"variables": p.variables()}), nil
}

// flowVersion is the version of every flow.
const flowVersion = 2

// getResult has flow_version as a number, and country in lowercase as in half of
// Truora's samples.
func (s *Identity) getResult(r *request, p *process) (reply, error) {
	out := obj{
		"process_id": p.id, "account_id": p.account, "client_id": clientID, "flow_id": p.flow, "flow_version": flowVersion,
		"created_via": "web", "country": p.country, "status": p.status, "ip_address": callerIP,
		"geolocation_device": "0, 0", "time_to_live": int(p.ttl / time.Minute), "current_step_index": p.current,
		"trigger_info": obj{
			"channel_name": "web", "channel_type": "unknown", "id": p.flow, "name": "Demo", "message": "",
			"media_content_path": "", "trigger_user": "", "response": "", "options": nil,
		},
		"devices_info":  append([]obj{{"type": "mobile", "os": "iOS", "model": "iPhone", "browser": "Mobile Safari"}}, p.devices...),
		"creation_date": stamp(p.created), "update_date": stamp(p.updated),
	}
	p.endingWire(out)
	if len(p.metadata) > 0 {
		out["metadata"] = p.metadata
	}
	setIf(out, "check_id", p.checkID)
	if p.documented() {
		out["first_name"], out["last_name"], out["document_number"] = p.who.first, p.who.last, p.document
	}
	// A process that has just begun has none.
	if done := s.validations(r, p); len(done) > 0 {
		out["validations"] = done
	}
	for _, st := range p.steps {
		if !st.finished.IsZero() {
			out["last_finished_step"] = s.stepWire(r, p, st)
		}
	}
	return jsonReply(http.StatusOK, out), nil
}

func (s *Identity) listValidations(r *request, p *process) (reply, error) {
	return jsonReply(http.StatusOK, obj{"process_id": p.id, "validations": s.validations(r, p)}), nil
}
