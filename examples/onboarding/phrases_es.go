package main

import (
	"github.com/truora/truora-go/identity"
)

var spanish = phrases{
	Tag: "es-419", Code: "es", Name: "Español",

	OpenAccount:  "Abre tu cuenta",
	WeNeedToKnow: "Primero necesitamos verificar tu identidad. Toma unos dos minutos.",
	NeedEmail:    "Acceso a tu correo, para recibir un código",
	NeedDocument: "Tu documento de identidad",
	NeedCamera:   "Una cámara y buena luz",
	Begin:        "Verificar mi identidad",
	DemoEnding:   "Demostración: elige cómo termina",
	EndApproved:  "Aprobada",
	EndDeclined:  "Rechazada",
	EndExpired:   "Vencida",
	EndFailed:    "Con error",
	DemoNote:     "Demostración con Truora integrada: nada se cobra y todas las personas son ficticias.",

	VerifyIdentity: "Verifica tu identidad",
	StandsFor:      "en lugar de identity.truora.com",
	Progress:       "Avance",
	Step:           "Paso",
	Of:             "de",
	WrongOneLeft:   "No funcionó. Te queda 1 intento.",
	WrongManyLeft:  "No funcionó. Intentos restantes:",
	CodeIsAlways:   "En esta demostración el código siempre es",
	Made:           "Esta demostración envía imágenes de ejemplo y no usa tu cámara.",
	TakeIt:         "Tomar foto",
	Continue:       "Continuar",

	YourVerification: "Tu verificación",
	ConnectionLost:   "Se perdió la conexión. Reconectando…",
	NeedsScript:      "Activa JavaScript para ver el resultado en esta página.",
	Again:            "Empezar de nuevo",
	Forget:           "Eliminar mis datos",

	Sorry:       "Algo salió mal",
	OurFault:    "Tuvimos un problema. Inténtalo de nuevo en un momento.",
	LinkExpired: "Este enlace venció. Empieza de nuevo.",
	LinkBroken:  "Este enlace no es válido o ya venció. Empieza de nuevo.",

	Steps: map[identity.StepType]string{
		identity.StepTypeEnterEmail:              "¿Cuál es tu correo electrónico?",
		identity.StepTypeEnterEmailCode:          "Escribe el código que te enviamos",
		identity.StepTypeEnterDocumentType:       "Elige tu documento",
		identity.StepTypeTakeDocumentPhoto:       "Toma una foto de tu documento",
		identity.StepTypeRecordFaceVideoLiveness: "Graba un video de tu rostro",
	},
	Labels: map[string]string{
		"email": "Correo electrónico", "token": "Código", "country": "País", "document_type": "Tipo de documento",
	},
	Options: map[string]string{
		"national-id": "Documento nacional", "passport": "Pasaporte", "driver-license": "Licencia de conducir",
		"foreign-id": "Documento de extranjería", "identity-card": "Tarjeta de identidad",
		"AR": "Argentina", "BO": "Bolivia", "BR": "Brasil", "CL": "Chile",
		"CO": "Colombia", "CR": "Costa Rica", "EC": "Ecuador", "MX": "México",
		"PE": "Perú", "VE": "Venezuela", "SV": "El Salvador", "PA": "Panamá",
		"GT": "Guatemala", "DO": "República Dominicana", "US": "Estados Unidos",
	},
	Outcomes: map[identity.Outcome]message{
		identity.OutcomePending: {
			"Estamos revisando tus datos",
			"Suele tardar unos segundos. No cierres esta página: aquí aparecerá el resultado.",
		},
		identity.OutcomeApproved: {"Verificamos tu identidad", "¡Gracias! Tu cuenta ya está abierta."},
		identity.OutcomeDeclined: {Title: "No pudimos verificar tu identidad"},
		identity.OutcomeExpired:  {Title: "Se acabó el tiempo"},
		identity.OutcomeFailed:   {Title: "Tuvimos un problema"},
	},
}
