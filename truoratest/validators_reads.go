package truoratest

import (
	"net/http"
	"slices"
	"time"
)

func (s *Server) validationByID(id string) *validation {
	for _, v := range s.validators.validations {
		if v.id == id {
			return v
		}
	}
	return nil
}

// ofValidation looks the validation up, on the older path below its account only.
func ofValidation(handle func(*Server, *request, *validation) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		v := s.validationByID(r.args["validation_id"])
		account, below := r.args["account_id"]
		if v == nil || below && v.account != account {
			return failure(http.StatusNotFound, "Validation not found")
		}
		return handle(s, r, v)
	}
}

func (s *Server) getValidation(r *request, v *validation) reply {
	return jsonReply(http.StatusOK, s.validationWire(v, r, r.query.Get("show_details") == "true"))
}

// listAllValidations answers as the list of an account does; Truora's documents show a single validation.
func (s *Server) listAllValidations(r *request) reply { return s.history(r, r.query.Get("account_id")) }

func (s *Server) listAccountValidations(r *request) reply {
	if _, ok := s.validators.accounts[r.args["account_id"]]; !ok {
		return failure(http.StatusNotFound, "Validation not found")
	}
	return s.history(r, r.args["account_id"])
}

func (s *Server) history(r *request, account string) reply {
	var fitting []*validation
	for _, v := range slices.Backward(s.validators.validations) {
		if account == "" || v.account == account {
			fitting = append(fitting, v)
		}
	}
	return listReply(s, r, "history", fitting, func(v *validation) int { return -v.serial }, func(v *validation) obj {
		return s.validationWire(v, r, false)
	})
}

// performValidation takes a code. That a wrong one is no error, and how retries run out, is not published.
func (s *Server) performValidation(r *request) reply {
	v := s.validationByID(r.args["validation_id"])
	account, below := r.args["account_id"]
	gone := coded(http.StatusBadRequest, 10404, "Invalid request: requested validation is no longer available")
	switch {
	case v == nil || below && v.account != account:
		return gone
	case r.form.Get("type") == "":
		return invalid("missing validation type")
	case v.code == "" || r.form.Get("type") != v.kind:
		return invalid("invalid validation type")
	case r.form.Get("token") == "":
		return invalid("missing token")
	case s.lifeOf(v, r.now).status != "pending":
		return gone
	}
	switch {
	case r.form.Get("token") == v.code:
		v.ended = &validationLife{verdict: validationPassed, finished: r.now}
	case v.remaining > 0:
		v.remaining--
	case v.allowed > 0:
		v.ended = &validationLife{verdict: declinedFor("max_retries_reached"), finished: r.now}
	default:
		v.ended = &validationLife{verdict: declinedFor("wrong_verification_code"), finished: r.now}
	}
	s.foreseeValidation(v, r.now)
	return jsonReply(http.StatusOK, s.validationWire(v, r, false))
}

// deleteValidation spares what still runs: which validations Truora spares is not published.
func (s *Server) deleteValidation(r *request) reply {
	v := s.validationByID(r.args["validation_id"])
	switch {
	case v == nil:
		return failure(http.StatusNotFound, "The validation ID does not exist")
	case !v.deleted.IsZero():
		return failure(http.StatusConflict, "This validation has already been deleted")
	case s.lifeOf(v, r.now).status == "pending":
		return invalid("this validation cannot be deleted")
	}
	v.deleted, v.restored = r.now, time.Time{}
	return s.lifecycleReply(http.StatusAccepted, r, v)
}

func (s *Server) restoreValidation(r *request) reply {
	v := s.validationByID(r.args["validation_id"])
	if v == nil || v.deleted.IsZero() {
		return failure(http.StatusBadRequest, "Invalid request")
	}
	v.deleted, v.restored = time.Time{}, r.now
	return s.lifecycleReply(http.StatusOK, r, v)
}

func (s *Server) lifecycleReply(status int, r *request, v *validation) reply {
	return jsonReply(status, obj{"validation_id": v.id, "lifecycle_status": s.lifecycle(v, r.now)})
}
