package hosted

import "github.com/truora/truora-go/identity"

var english = Words{
	Tag: "en", Code: "en", Name: "English",

	StandsFor:     "stands in for identity.truora.com",
	Progress:      "Progress",
	Step:          "Step",
	Of:            "of",
	WrongOneLeft:  "That didn’t work. You have 1 attempt left.",
	WrongManyLeft: "That didn’t work. Attempts left:",
	CodeIsAlways:  "In this demo the code is always",
	Made:          "This demo sends sample pictures and does not use your camera.",
	TakeIt:        "Take photo",
	Continue:      "Continue",
	Sorry:         "Something went wrong",
	LinkBroken:    "This link is not valid or has expired. Please start again.",
	Done:          "You are done",
	MayClose:      "You can close this page.",
	Languages:     "Language",
	Hint:          "In a sandbox the address decides: ana+declined@example.com is declined.",

	Steps: map[identity.StepType]string{
		identity.StepTypeEnterEmail:              "What is your e-mail address?",
		identity.StepTypeEnterEmailCode:          "Enter the code we sent you",
		identity.StepTypeEnterPhone:              "What is your phone number?",
		identity.StepTypeEnterPhoneCode:          "Enter the code we sent you",
		identity.StepTypeEnterDocumentType:       "Choose your document",
		identity.StepTypeTakeDocumentPhoto:       "Take a photo of your document",
		identity.StepTypeRecordFaceVideoLiveness: "Record a video of your face",
	},

	Labels: map[string]string{
		"email": "E-mail address", "phone_number": "Phone number", "token": "Code", "country": "Country", "document_type": "Document type",
	},

	Options: map[string]string{
		"national-id": "National ID", "passport": "Passport", "driver-license": "Driver’s license",
		"foreign-id": "Foreign resident ID", "identity-card": "Identity card",
		"AR": "Argentina", "BO": "Bolivia", "BR": "Brazil", "CL": "Chile",
		"CO": "Colombia", "CR": "Costa Rica", "EC": "Ecuador", "MX": "Mexico",
		"PE": "Peru", "VE": "Venezuela", "SV": "El Salvador", "PA": "Panama",
		"GT": "Guatemala", "DO": "Dominican Republic", "US": "United States",
	},
}
