package apikeys

// KeyType is what a key is for.
type KeyType string

// Types of keys.
const (
	Backend KeyType = "backend" // a server's key
	Web     KeyType = "web"     // the token of one person for one process
	SDK     KeyType = "sdk"     // a mobile app's key
	// Generator keys are exchanged for SDK keys by Truora's mobile SDK. Whether
	// one can be minted is not known.
	Generator KeyType = "generator"
)

// Grant is the product that a key opens.
type Grant string

// Grants.
const (
	DigitalIdentity Grant = "digital-identity"
	Signals         Grant = "signals"
	Validations     Grant = "validations"
	Checks          Grant = "check"
)

// DocumentType is the document that a process asks for.
type DocumentType string

// Documents.
const (
	Passport      DocumentType = "passport"
	DriverLicense DocumentType = "driver-license"
	ForeignID     DocumentType = "foreign-id"
	NationalID    DocumentType = "national-id"
	PEP           DocumentType = "pep" // Colombia's stay permit
)
