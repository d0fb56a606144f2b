package truoratest

import (
	"net/http"
	"time"
)

func (s *Validators) byID(id string) *validation {
	return firstWhere(s.validations, func(v *validation) bool { return v.id == id })
}

// validation returns the validation that a call names, on the older path only below its
// account.
func (s *Validators) validation(r *request) (*validation, error) {
	v := s.byID(r.args["validation_id"])
	account, below := r.args["account_id"]
	if v == nil || below && v.account != account {
		return nil, failure(http.StatusNotFound, "Validation not found")
	}
	return v, nil
}

func (s *Validators) get(r *request, v *validation) (reply, error) {
	return jsonReply(http.StatusOK, s.wire(v, r, r.query.Get("show_details") == "true")), nil
}

// list answers like the list of an account. Truora's documents show a single
// validation.
func (s *Validators) list(r *request) (reply, error) {
	return s.history(r, r.query.Get("account_id"))
}

func (s *Validators) listAccountValidations(r *request) (reply, error) {
	if _, ok := s.accounts[r.args["account_id"]]; !ok {
		return reply{}, failure(http.StatusNotFound, "Validation not found")
	}
	return s.history(r, r.args["account_id"])
}

func (s *Validators) history(r *request, account string) (reply, error) {
	fitting := filter(newest(s.validations), func(v *validation) bool { return account == "" || v.account == account })
	return listReply(r, "history", fitting, func(v *validation) int { return -v.serial }, func(v *validation) obj {
		return s.wire(v, r, false)
	})
}

// perform accepts a code.
//
// choice: a wrong code is answered with 200 and costs a retry
func (s *Validators) perform(r *request) (reply, error) {
	v := s.byID(r.args["validation_id"])
	account, below := r.args["account_id"]
	gone := coded(http.StatusBadRequest, 10404, "Invalid request: requested validation is no longer available")
	switch {
	case v == nil || below && v.account != account:
		return reply{}, gone
	case r.form.Get("type") == "":
		return reply{}, invalid("missing validation type")
	case v.code == "" || r.form.Get("type") != v.kind:
		return reply{}, invalid("invalid validation type")
	case r.form.Get("token") == "":
		return reply{}, invalid("missing token")
	case s.lifeOf(v, r.now).status != "pending":
		return reply{}, gone
	}
	switch {
	case v.script.WrongCodes > 0:
		v.script.WrongCodes--
		v.wrongCode(r.now)
	case r.form.Get("token") == v.code:
		v.ended = &validationLife{verdict: validationPassed, finished: r.now}
	default:
		v.wrongCode(r.now)
	}
	s.schedule(v, r.now)
	return jsonReply(http.StatusOK, s.wire(v, r, false)), nil
}

// wrongCode uses up a retry. If none is left, the validation ends.
func (v *validation) wrongCode(now time.Time) {
	switch {
	case v.remaining > 0:
		v.remaining--
	case v.allowed > 0:
		v.ended = &validationLife{verdict: declinedFor("max_retries_reached"), finished: now}
	default:
		v.ended = &validationLife{verdict: declinedFor("wrong_verification_code"), finished: now}
	}
}

// delete refuses a running validation.
//
// choice: validations that run cannot be deleted
func (s *Validators) delete(r *request) (reply, error) {
	v := s.byID(r.args["validation_id"])
	switch {
	case v == nil:
		return reply{}, failure(http.StatusNotFound, "The validation ID does not exist")
	case !v.deleted.IsZero():
		return reply{}, failure(http.StatusConflict, "This validation has already been deleted")
	case s.lifeOf(v, r.now).status == "pending":
		return reply{}, invalid("this validation cannot be deleted")
	}
	v.deleted, v.restored = r.now, time.Time{}
	return s.lifecycleReply(http.StatusAccepted, r, v), nil
}

func (s *Validators) restore(r *request) (reply, error) {
	v := s.byID(r.args["validation_id"])
	if v == nil || v.deleted.IsZero() {
		return reply{}, failure(http.StatusBadRequest, "Invalid request")
	}
	v.deleted, v.restored = time.Time{}, r.now
	return s.lifecycleReply(http.StatusOK, r, v), nil
}

func (s *Validators) lifecycleReply(status int, r *request, v *validation) reply {
	return jsonReply(status, obj{"validation_id": v.id, "lifecycle_status": s.lifecycle(v, r.now)})
}
