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

	YourVerification: "Tu verificación",
	ConnectionLost:   "Se perdió la conexión. Reconectando…",
	NeedsScript:      "Activa JavaScript para ver el resultado en esta página.",
	Again:            "Empezar de nuevo",
	Forget:           "Eliminar mis datos",

	Sorry:       "Algo salió mal",
	OurFault:    "Tuvimos un problema. Inténtalo de nuevo en un momento.",
	LinkExpired: "Este enlace venció. Empieza de nuevo.",

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
