package truoratest

import (
	"maps"
	"strings"
	"time"
)

var inValidationEvents = []string{
	"validation_id", "account_id", "type", "validation_status", "failure_status", "declined_reason", "expired_reason",
	"identity_process_id", "flow_id", "ip_address", "creation_date", "details",
}

// inEventsOf are additional members by type.
var inEventsOf = map[string][]string{
	"document-validation": {"remaining_retries"}, "face-recognition": {"threshold"}, "face-search": {"threshold"},
}

// emitValidation emits an event of a validation. That of the creation has only its ids.
func (s *Webhooks) emitValidation(v obj, client string, at time.Time, action string) {
	kind, _ := v["type"].(string)
	object := only(v, []string{"validation_id", "account_id"})
	if action != "created" {
		object = only(v, inValidationEvents)
		maps.Copy(object, only(v, inEventsOf[kind]))
		object["client_id"] = client
	}
	s.emit(at, "validations."+strings.ReplaceAll(kind, "-", "_"), action, object)
}
