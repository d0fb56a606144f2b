package main

import (
	"github.com/truora/truora-go/identity"
)

var english = phrases{
	Tag: "en", Code: "en", Name: "English",

	OpenAccount:  "Open an account",
	WeNeedToKnow: "First we need to verify your identity. It takes about two minutes.",
	NeedEmail:    "Access to your e-mail, for a code",
	NeedDocument: "Your identity document",
	NeedCamera:   "A camera and good light",
	Begin:        "Verify my identity",
	DemoEnding:   "Demo: choose how it ends",
	EndApproved:  "Approved",
	EndDeclined:  "Declined",
	EndExpired:   "Expired",
	EndFailed:    "Failed",
	DemoNote:     "Demo with an embedded Truora: nothing is billed and all people are fictional.",

	YourVerification: "Your verification",
	ConnectionLost:   "Connection lost. Reconnecting…",
	NeedsScript:      "Turn on JavaScript to see the result on this page.",
	Again:            "Start again",
	Forget:           "Delete my data",

	Sorry:       "Something went wrong",
	OurFault:    "There was a problem on our side. Please try again in a moment.",
	LinkExpired: "This link has expired. Please start again.",

	Outcomes: map[identity.Outcome]message{
		identity.OutcomePending: {
			"We are checking your details",
			"This usually takes a few seconds. Keep this page open: the result will appear here.",
		},
		identity.OutcomeApproved: {"You’re verified", "Thank you. Your account is open."},
		identity.OutcomeDeclined: {Title: "We couldn’t verify you"},
		identity.OutcomeExpired:  {Title: "Your time ran out"},
		identity.OutcomeFailed:   {Title: "Something went wrong on our side"},
	},
}
