package apitype

import "time"

// ValidationDetails are the findings of a validation. Which field is set depends on
// its type; those of telephones and e-mail addresses have none.
type ValidationDetails struct {
	DocumentDetails            *DocumentDetails            `json:"document_details"`
	DocumentValidations        *DocumentValidations        `json:"document_validations"`
	FaceRecognitionValidations *FaceRecognitionValidations `json:"face_recognition_validations"`
	BackgroundCheck            *BackgroundCheck            `json:"background_check"` // see validators.CreateParams.CustomType
	ElectronicSignatureDetails *ElectronicSignatureDetails `json:"electronic_signature_details"`
	// Other are members that this version does not know.
	Other map[string]any `json:",embed"`
}

// DocumentDetails is the data read from a document. Which fields are set
// depends on the country and the document.
type DocumentDetails struct {
	DocID           string          `json:"doc_id"`      // see [DocumentDetails.ID]
	DocumentID      string          `json:"document_id"` // its name in Truora's table
	ClientID        string          `json:"client_id"`
	Country         Country         `json:"country"`
	DocumentType    DocumentType    `json:"document_type"`
	DocumentVersion DocumentVersion `json:"document_version"`
	DocumentNumber  string          `json:"document_number"`
	Name            string          `json:"name"` // given names
	LastName        string          `json:"last_name"`
	FirstLastName   string          `json:"first_last_name"`  // Mexico
	SecondLastName  string          `json:"second_last_name"` // Mexico
	DateOfBirth     Date            `json:"date_of_birth"`
	Gender          Gender          `json:"gender"`

	IssueDate        Date   `json:"issue_date"`
	ExpirationDate   Date   `json:"expiration_date"`
	RegistrationDate Date   `json:"registration_date"`
	ExpeditionPlace  string `json:"expedition_place"`
	BirthPlace       string `json:"birth_place"`
	Height           string `json:"height"` // in metres
	RH               string `json:"rh"`     // blood group

	NationalRegistrar string `json:"national_registrar"` // Colombia
	ProductionData    string `json:"production_data"`    // Colombia
	MachineReadable   string `json:"machine_readable"`   // the MRZ
	ResidenceAddress  string `json:"residence_address"`
	Street            string `json:"street"`
	PostalCode        string `json:"postal_code"`

	MIMEType     string    `json:"mime_type"`
	FrontURL     string    `json:"front_url"`
	ReverseURL   string    `json:"reverse_url"`
	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`

	// StateName and Locality are of Mexican documents. unverified: they are seen in
	// integrations only, and may stand within MexicoDocument instead.
	StateName      string          `json:"state_name"`
	Locality       string          `json:"locality"`
	MexicoDocument *MexicoDocument `json:"mexico_document"`
	// Other are fields of the document that this version does not know.
	Other map[string]any `json:",embed"`
}

// ID returns the id of the document, whichever name Truora gave it.
func (d *DocumentDetails) ID() string {
	if d.DocID != "" {
		return d.DocID
	}
	return d.DocumentID
}

// MexicoDocument is what only Mexican documents have. It was seen in integrations; its
// values are read whether they are texts or numbers.
type MexicoDocument struct {
	CIC          Value          `json:"cic"`
	CitizenID    Value          `json:"citizen_id"`
	ElectorKey   Value          `json:"elector_key"`
	IssueNumber  Value          `json:"issue_number"`
	OCR          Value          `json:"ocr"`
	Section      Value          `json:"section"` // a number
	Neighborhood string         `json:"neighborhood"`
	StateName    string         `json:"state_name"` // unverified: or beside MexicoDocument
	Locality     string         `json:"locality"`   // unverified: or beside MexicoDocument
	Other        map[string]any `json:",embed"`
}
