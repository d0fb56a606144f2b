package hosted

import "github.com/truora/truora-go/identity"

var spanish = Words{
	Tag: "es-419", Code: "es", Name: "Español",

	StandsFor:     "en lugar de identity.truora.com",
	Progress:      "Avance",
	Step:          "Paso",
	Of:            "de",
	WrongOneLeft:  "No funcionó. Te queda 1 intento.",
	WrongManyLeft: "No funcionó. Intentos restantes:",
	CodeIsAlways:  "En esta demostración el código siempre es",
	Made:          "Esta demostración envía imágenes de ejemplo y no usa tu cámara.",
	TakeIt:        "Tomar foto",
	Continue:      "Continuar",
	Sorry:         "Algo salió mal",
	LinkBroken:    "Este enlace no es válido o ya venció. Empieza de nuevo.",
	Done:          "Listo",
	MayClose:      "Puedes cerrar esta página.",
	Languages:     "Idioma",
	Hint:          "En un sandbox la dirección decide: ana+declined@example.com se rechaza.",

	Steps: map[identity.StepType]string{
		identity.StepTypeEnterEmail:              "¿Cuál es tu correo electrónico?",
		identity.StepTypeEnterEmailCode:          "Escribe el código que te enviamos",
		identity.StepTypeEnterPhone:              "¿Cuál es tu número de teléfono?",
		identity.StepTypeEnterPhoneCode:          "Escribe el código que te enviamos",
		identity.StepTypeEnterDocumentType:       "Elige tu documento",
		identity.StepTypeTakeDocumentPhoto:       "Toma una foto de tu documento",
		identity.StepTypeRecordFaceVideoLiveness: "Graba un video de tu rostro",
	},

	Labels: map[string]string{
		"email": "Correo electrónico", "phone_number": "Número de teléfono", "token": "Código", "country": "País", "document_type": "Tipo de documento",
	},

	Options: map[string]string{
		"national-id": "Documento nacional", "passport": "Pasaporte", "driver-license": "Licencia de conducir",
		"foreign-id": "Documento de extranjería", "identity-card": "Tarjeta de identidad",
		"AR": "Argentina", "BO": "Bolivia", "BR": "Brasil", "CL": "Chile",
		"CO": "Colombia", "CR": "Costa Rica", "EC": "Ecuador", "MX": "México",
		"PE": "Perú", "VE": "Venezuela", "SV": "El Salvador", "PA": "Panamá",
		"GT": "Guatemala", "DO": "República Dominicana", "US": "Estados Unidos",
	},
}
