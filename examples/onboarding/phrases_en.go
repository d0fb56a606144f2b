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

	VerifyIdentity: "Verify your identity",
	StandsFor:      "stands in for identity.truora.com",
	Progress:       "Progress",
	Step:           "Step",
	Of:             "of",
	WrongOneLeft:   "That didn’t work. You have 1 attempt left.",
	WrongManyLeft:  "That didn’t work. Attempts left:",
	CodeIsAlways:   "In this demo the code is always",
	Made:           "This demo sends sample pictures and does not use your camera.",
	TakeIt:         "Take photo",
	Continue:       "Continue",

	YourVerification: "Your verification",
	ConnectionLost:   "Connection lost. Reconnecting…",
	NeedsScript:      "Turn on JavaScript to see the result on this page.",
	Again:            "Start again",
	Forget:           "Delete my data",

	Sorry:       "Something went wrong",
	OurFault:    "There was a problem on our side. Please try again in a moment.",
	LinkExpired: "This link has expired. Please start again.",
	LinkBroken:  "This link is not valid or has expired. Please start again.",

	Steps: map[identity.StepType]string{
		identity.StepTypeEnterEmail:              "What is your e-mail address?",
		identity.StepTypeEnterEmailCode:          "Enter the code we sent you",
		identity.StepTypeEnterDocumentType:       "Choose your document",
		identity.StepTypeTakeDocumentPhoto:       "Take a photo of your document",
		identity.StepTypeRecordFaceVideoLiveness: "Record a video of your face",
	},
	Labels: map[string]string{
		"email": "E-mail address", "token": "Code", "country": "Country", "document_type": "Document type",
	},
	Options: map[string]string{
		"national-id": "National ID", "passport": "Passport", "driver-license": "Driver’s license",
		"foreign-id": "Foreign resident ID", "identity-card": "Identity card",
		"AR": "Argentina", "BO": "Bolivia", "BR": "Brazil", "CL": "Chile",
		"CO": "Colombia", "CR": "Costa Rica", "EC": "Ecuador", "MX": "Mexico",
		"PE": "Peru", "VE": "Venezuela", "SV": "El Salvador", "PA": "Panama",
		"GT": "Guatemala", "DO": "Dominican Republic", "US": "United States",
	},
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
