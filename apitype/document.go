package apitype

// DocumentType is a kind of identity document. The set is open, and no product
// accepts all of it: validators.Service.GetConfig lists those of a country.
type DocumentType string

// Kinds of document.
const (
	DocumentTypeNationalID          DocumentType = "national-id"
	DocumentTypeForeignID           DocumentType = "foreign-id"
	DocumentTypeDriverLicense       DocumentType = "driver-license"
	DocumentTypePassport            DocumentType = "passport"
	DocumentTypeIdentityCard        DocumentType = "identity-card"
	DocumentTypeRUT                 DocumentType = "rut"
	DocumentTypePPT                 DocumentType = "ppt"
	DocumentTypeInvoice             DocumentType = "invoice"
	DocumentTypePictureID           DocumentType = "picture-id"
	DocumentTypeRecord              DocumentType = "record"
	DocumentTypeCNH                 DocumentType = "cnh"
	DocumentTypePEP                 DocumentType = "pep" // Colombia's stay permit
	DocumentTypeGeneralRegistration DocumentType = "general-registration"
	DocumentTypeTemporaryNationalID DocumentType = "temporary-national-id"
	DocumentTypeTaxID               DocumentType = "tax-id"
	DocumentTypePTP                 DocumentType = "ptp"
	DocumentTypeNativeNationalID    DocumentType = "native-national-id"
)
