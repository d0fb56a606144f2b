package webhooks

// kind identifies an event that Truora documents.
type kind struct {
	t Type
	a Action
}

// catalogue makes an empty payload for each of the 60 events that Truora documents.
var catalogue = func() map[kind]func() Payload {
	all := map[kind]func() Payload{}
	add := func(blank func() Payload, t Type, actions ...Action) {
		for _, a := range actions {
			all[kind{t, a}] = blank
		}
	}
	add(blank[Check], TypeCheck, ActionCreated, ActionStarted, ActionDelayed, ActionFinished)
	add(blank[CheckVariables], TypeCheck, ActionDecisionVariablesFinished)
	add(blank[ContinuousCheck], TypeContinuousCheck, ActionChanged)
	add(blank[Process], TypeProcess, ActionCreated, ActionSucceeded, ActionFailed, ActionExpired,
		ActionStepSucceeded, ActionOverwrittenFailure, ActionOverwrittenSuccess)
	add(blank[Flow], TypeFlow, ActionCreated, ActionUpdated, ActionDeleted, ActionCloned, ActionRestored)
	for t, blank := range map[Type]func() Payload{
		TypeDocumentValidation: blank[DocumentValidation], TypeFaceRecognition: blank[FaceRecognition],
		TypeFaceSearch: blank[FaceSearch], TypeEmailVerification: blank[Validation],
		TypePhoneVerification: blank[Validation], TypeElectronicSignature: blank[Validation],
		TypeIdentityQuestions: blank[Validation], TypeVoiceRecognition: blank[Validation],
		TypeEnterpriseData: blank[Validation],
	} {
		add(blank, t, ActionCreated, ActionSucceeded, ActionFailed)
	}
	add(blank[Enrollment], TypeFaceSearch, ActionEnrolled, ActionEnrollmentDeleted)
	add(blank[Inbound], TypeInbound, ActionStarted)
	add(blank[Outbound], TypeOutbound, ActionSent, ActionAccepted, ActionCanceled)
	add(blank[Notification], TypeTruconnect, ActionNotificationSent)
	add(blank[Session], TypeTruconnect, ActionProcessStarted, ActionProcessSucceeded, ActionProcessFailed)
	add(blank[Session], TypeSession, ActionStarted, ActionExpired, ActionCanceled, ActionRestarted)
	add(blank[Signal], TypeSignal, ActionDetected)
	return all
}()

func blank[T any, P interface {
	*T
	Payload
}]() Payload {
	return P(new(T))
}
