package hosted

import "github.com/truora/truora-go/identity"

var portuguese = Words{
	Tag: "pt-BR", Code: "pt", Name: "Português",

	StandsFor:     "no lugar de identity.truora.com",
	Progress:      "Progresso",
	Step:          "Etapa",
	Of:            "de",
	WrongOneLeft:  "Não deu certo. Resta 1 tentativa.",
	WrongManyLeft: "Não deu certo. Tentativas restantes:",
	CodeIsAlways:  "Nesta demonstração o código é sempre",
	Made:          "Esta demonstração envia imagens de exemplo e não usa sua câmera.",
	TakeIt:        "Tirar foto",
	Continue:      "Continuar",
	Sorry:         "Algo deu errado",
	LinkBroken:    "Este link não é válido ou expirou. Comece de novo.",
	Done:          "Pronto",
	MayClose:      "Você já pode fechar esta página.",
	Languages:     "Idioma",
	Hint:          "Em um sandbox o endereço decide: ana+declined@example.com é recusado.",

	Steps: map[identity.StepType]string{
		identity.StepTypeEnterEmail:              "Qual é o seu e-mail?",
		identity.StepTypeEnterEmailCode:          "Digite o código que enviamos",
		identity.StepTypeEnterPhone:              "Qual é o seu número de telefone?",
		identity.StepTypeEnterPhoneCode:          "Digite o código que enviamos",
		identity.StepTypeEnterDocumentType:       "Escolha seu documento",
		identity.StepTypeTakeDocumentPhoto:       "Tire uma foto do seu documento",
		identity.StepTypeRecordFaceVideoLiveness: "Grave um vídeo do seu rosto",
	},

	Labels: map[string]string{
		"email": "E-mail", "phone_number": "Número de telefone", "token": "Código", "country": "País", "document_type": "Tipo de documento",
	},

	Options: map[string]string{
		"national-id": "Documento nacional", "passport": "Passaporte", "driver-license": "Carteira de motorista",
		"foreign-id": "Documento de estrangeiro", "identity-card": "Carteira de identidade",
		"AR": "Argentina", "BO": "Bolívia", "BR": "Brasil", "CL": "Chile",
		"CO": "Colômbia", "CR": "Costa Rica", "EC": "Equador", "MX": "México",
		"PE": "Peru", "VE": "Venezuela", "SV": "El Salvador", "PA": "Panamá",
		"GT": "Guatemala", "DO": "República Dominicana", "US": "Estados Unidos",
	},
}
