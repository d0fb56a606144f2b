package apitype

// DataSet is a kind of information, such as criminal records, that several
// sources of a check supply. The set is open.
type DataSet string

// Data sets that Truora documents, and two that were seen.
const (
	DataSetAffiliationsAndInsurances DataSet = "affiliations_and_insurances"
	DataSetAlertInMedia              DataSet = "alert_in_media"
	DataSetBehavior                  DataSet = "behavior" // of checks; custom types have no weight for it
	DataSetBusinessBackground        DataSet = "business_background"
	DataSetCreditHistory             DataSet = "credit_history" // unverified: seen in a client
	DataSetCriminalRecord            DataSet = "criminal_record"
	DataSetDocumentValidation        DataSet = "document_validation" // in a guide only
	DataSetDrivingLicenses           DataSet = "driving_licenses"
	DataSetInternationalBackground   DataSet = "international_background"
	DataSetLegalBackground           DataSet = "legal_background"
	DataSetPersonalIdentity          DataSet = "personal_identity"
	DataSetProfessionalBackground    DataSet = "professional_background"
	DataSetTaxesAndFinances          DataSet = "taxes_and_finances"
	DataSetTrafficFines              DataSet = "traffic_fines"
	DataSetVehicleInformation        DataSet = "vehicle_information"
	DataSetVehiclePermits            DataSet = "vehicle_permits"
)
