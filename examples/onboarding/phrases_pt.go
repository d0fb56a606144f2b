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

	VerifyIdentity: "Verifique sua identidade",
	StandsFor:      "no lugar de identity.truora.com",
	Progress:       "Progresso",
	Step:           "Etapa",
	Of:             "de",
	WrongOneLeft:   "Não deu certo. Resta 1 tentativa.",
	WrongManyLeft:  "Não deu certo. Tentativas restantes:",
	CodeIsAlways:   "Nesta demonstração o código é sempre",
	Made:           "Esta demonstração envia imagens de exemplo e não usa sua câmera.",
	TakeIt:         "Tirar foto",
	Continue:       "Continuar",

	YourVerification: "Sua verificação",
	ConnectionLost:   "A conexão caiu. Reconectando…",
	NeedsScript:      "Ative o JavaScript para ver o resultado nesta página.",
	Again:            "Começar de novo",
	Forget:           "Excluir meus dados",

	Sorry:       "Algo deu errado",
	OurFault:    "Tivemos um problema. Tente de novo em instantes.",
	LinkExpired: "Este link expirou. Comece de novo.",
	LinkBroken:  "Este link não é válido ou expirou. Comece de novo.",

	Steps: map[identity.StepType]string{
		identity.StepTypeEnterEmail:              "Qual é o seu e-mail?",
		identity.StepTypeEnterEmailCode:          "Digite o código que enviamos",
		identity.StepTypeEnterDocumentType:       "Escolha seu documento",
		identity.StepTypeTakeDocumentPhoto:       "Tire uma foto do seu documento",
		identity.StepTypeRecordFaceVideoLiveness: "Grave um vídeo do seu rosto",
	},
	Labels: map[string]string{
		"email": "E-mail", "token": "Código", "country": "País", "document_type": "Tipo de documento",
	},
	Options: map[string]string{
		"national-id": "Documento nacional", "passport": "Passaporte", "driver-license": "Carteira de motorista",
		"foreign-id": "Documento de estrangeiro", "identity-card": "Carteira de identidade",
		"AR": "Argentina", "BO": "Bolívia", "BR": "Brasil", "CL": "Chile",
		"CO": "Colômbia", "CR": "Costa Rica", "EC": "Equador", "MX": "México",
		"PE": "Peru", "VE": "Venezuela", "SV": "El Salvador", "PA": "Panamá",
		"GT": "Guatemala", "DO": "República Dominicana", "US": "Estados Unidos",
	},
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
