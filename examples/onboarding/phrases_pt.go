package main

import (
	"github.com/truora/truora-go/identity"
)

var portuguese = phrases{
	Tag: "pt-BR", Code: "pt", Name: "Português",

	OpenAccount:  "Abra sua conta",
	WeNeedToKnow: "Primeiro precisamos verificar sua identidade. Leva cerca de dois minutos.",
	NeedEmail:    "Acesso ao seu e-mail, para receber um código",
	NeedDocument: "Seu documento de identidade",
	NeedCamera:   "Uma câmera e boa iluminação",
	Begin:        "Verificar minha identidade",
	DemoEnding:   "Demonstração: escolha como termina",
	EndApproved:  "Aprovada",
	EndDeclined:  "Recusada",
	EndExpired:   "Expirada",
	EndFailed:    "Com erro",
	DemoNote:     "Demonstração com a Truora embutida: nada é cobrado e todas as pessoas são fictícias.",

	YourVerification: "Sua verificação",
	ConnectionLost:   "A conexão caiu. Reconectando…",
	NeedsScript:      "Ative o JavaScript para ver o resultado nesta página.",
	Again:            "Começar de novo",
	Forget:           "Excluir meus dados",

	Sorry:       "Algo deu errado",
	OurFault:    "Tivemos um problema. Tente de novo em instantes.",
	LinkExpired: "Este link expirou. Comece de novo.",

	Outcomes: map[identity.Outcome]message{
		identity.OutcomePending: {
			"Estamos analisando seus dados",
			"Costuma levar alguns segundos. Não feche esta página: o resultado aparecerá aqui.",
		},
		identity.OutcomeApproved: {"Identidade verificada", "Obrigado! Sua conta já está aberta."},
		identity.OutcomeDeclined: {Title: "Não conseguimos verificar sua identidade"},
		identity.OutcomeExpired:  {Title: "O tempo acabou"},
		identity.OutcomeFailed:   {Title: "Tivemos um problema"},
	},
}
