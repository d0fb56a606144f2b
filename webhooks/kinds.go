package webhooks

import "strings"

// Type is what an event is about. The set is open.
type Type string

// Types of events. Of most, Truora publishes only the label, and the value is inferred
// from it; those of check and continuous_check are documented.
const (
	TypeCheck               Type = "check"
	TypeContinuousCheck     Type = "continuous_check"
	TypeProcess             Type = "identity_process"
	TypeFlow                Type = "identity_flow"
	TypeDocumentValidation  Type = "document_validation"
	TypeFaceRecognition     Type = "face_recognition"
	TypeFaceSearch          Type = "face_search"
	TypeEmailVerification   Type = "email_verification"
	TypePhoneVerification   Type = "phone_verification"
	TypeElectronicSignature Type = "electronic_signature"
	TypeIdentityQuestions   Type = "identity_questions" // old
	TypeVoiceRecognition    Type = "voice_recognition"  // old
	TypeEnterpriseData      Type = "enterprise_data"    // old
	TypeInbound             Type = "inbound"            // a WhatsApp user wrote first
	TypeOutbound            Type = "outbound"           // a template was sent
	TypeTruconnect          Type = "truconnect"         // a WhatsApp flow
	TypeSession             Type = "session"            // old, WhatsApp
	TypeSignal              Type = "signal"             // old
)

// Action is what happened. The set is open.
type Action string

// Actions of events.
const (
	ActionCreated  Action = "created"
	ActionStarted  Action = "started"
	ActionDelayed  Action = "delayed"  // of a check: a source is asked again; not final
	ActionFinished Action = "finished" // of a check: completed or error
	// ActionDecisionVariablesFinished means that the decision variables of a
	// check can be read.
	ActionDecisionVariablesFinished Action = "decision_variables_finished"
	ActionChanged                   Action = "changed" // of a continuous check: the new run differs
	// ActionSucceeded is also written success. Of a face search it means that no
	// reported face matched.
	ActionSucceeded Action = "succeeded"
	// ActionFailed of a face search is the alarm: a reported face matched.
	ActionFailed  Action = "failed"
	ActionExpired Action = "expired" // old: now failed, with the failure status expired
	// ActionStepSucceeded means that one step of a process succeeded; it is not
	// final.
	ActionStepSucceeded Action = "step_succeeded"
	// ActionOverwrittenFailure and ActionOverwrittenSuccess mean that a person
	// changed the verdict of a process after its end.
	ActionOverwrittenFailure Action = "overwritten_failure"
	ActionOverwrittenSuccess Action = "overwritten_success"
	ActionUpdated            Action = "updated"
	ActionDeleted            Action = "deleted"
	ActionCloned             Action = "cloned"
	ActionRestored           Action = "restored"
	ActionEnrolled           Action = "enrolled" // a face was reported
	ActionEnrollmentDeleted  Action = "enrollment_deleted"
	ActionSent               Action = "sent"
	ActionAccepted           Action = "accepted" // also written approved
	ActionCanceled           Action = "canceled" // also written cancelled
	ActionNotificationSent   Action = "notification_sent"
	ActionProcessStarted     Action = "process_started"
	ActionProcessSucceeded   Action = "process_succeeded"
	ActionProcessFailed      Action = "process_failed"
	ActionRestarted          Action = "restarted"
	ActionDetected           Action = "detected"
)

// otherSpellings of actions, in Truora's documents and in programs that receive
// them. failure is by analogy with success.
var otherSpellings = map[Action]Action{
	"success": ActionSucceeded, "failure": ActionFailed,
	"cancelled": ActionCanceled, "approved": ActionAccepted,
}

// normalize returns the one spelling of type and action for all that Truora uses:
// check, checks.check, and checks.check.finished with or without an action beside it.
func normalize(rawType, rawAction string) (Type, Action) {
	parts := strings.Split(snake(rawType), ".")
	action, last := Action(snake(rawAction)), len(parts)-1
	if last > 0 && (action == "" || string(action) == parts[last]) {
		action, last = Action(parts[last]), last-1
	}
	if other, ok := otherSpellings[action]; ok {
		action = other
	}
	t := Type(parts[last])
	if t == "step" && action == ActionSucceeded { // unverified: one of two ways it may travel
		t, action = TypeProcess, ActionStepSucceeded
	}
	return t, action
}

func snake(name string) string {
	return underscores.Replace(strings.ToLower(strings.TrimSpace(name)))
}

var underscores = strings.NewReplacer("-", "_", " ", "_")
