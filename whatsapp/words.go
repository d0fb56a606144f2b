package whatsapp

import "github.com/truora/truora-go/internal/words"

// OutboundStatus is the state of a template at WhatsApp. The set is open.
type OutboundStatus string

// Statuses of a template.
const (
	OutboundStatusPending  OutboundStatus = "PENDING"  // under review
	OutboundStatusApproved OutboundStatus = "APPROVED" // can be sent
	OutboundStatusRejected OutboundStatus = "REJECTED" // for good: FailureReason may say why
	OutboundStatusPaused   OutboundStatus = "PAUSED"   // cannot be sent for now
	// OutboundStatusFlagged means low quality: the template is approved again after 7
	// good days, and disabled after 7 bad ones. Whether it can be sent is not
	// documented.
	OutboundStatusFlagged  OutboundStatus = "FLAGGED"
	OutboundStatusDisabled OutboundStatus = "DISABLED" // for good: neither sent nor edited
	// OutboundStatusPendingDeletion is known only as a filter of lists.
	OutboundStatusPendingDeletion OutboundStatus = "PENDING_DELETION"
)

// Decided reports whether the review has ended. An unknown status is not a
// decision.
func (s OutboundStatus) Decided() bool {
	switch s {
	case OutboundStatusApproved, OutboundStatusRejected, OutboundStatusPaused, OutboundStatusFlagged, OutboundStatusDisabled:
		return true
	case OutboundStatusPending, OutboundStatusPendingDeletion:
		return false
	default:
		return false
	}
}

// Final reports whether the status will not change any more.
func (s OutboundStatus) Final() bool {
	return s == OutboundStatusRejected || s == OutboundStatusDisabled
}

// Quality is WhatsApp's rating of a template, based on people's reactions.
type Quality string

// Qualities.
const (
	QualityPending Quality = "PENDING" // not sent often enough yet
	QualityHigh    Quality = "HIGH"
	QualityMedium  Quality = "MEDIUM"
	QualityLow     Quality = "LOW"
)

// Category is WhatsApp's category of a template. The price depends on it.
type Category string

// Categories. OTP and Transactional are of Truora's older reference.
const (
	CategoryMarketing      Category = "MARKETING"
	CategoryUtility        Category = "UTILITY"
	CategoryAuthentication Category = "AUTHENTICATION"
	CategoryOTP            Category = "OTP"
	CategoryTransactional  Category = "TRANSACTIONAL"
)

// TemplateType is what a template shows above its text. Truora expects it in
// upper case and returns it in lower case, which is read in upper case.
type TemplateType string

// Types of template, with the files they take.
const (
	TemplateTypeText     TemplateType = "TEXT"
	TemplateTypeImage    TemplateType = "IMAGE"    // JPEG or PNG, up to 5 MB
	TemplateTypeVideo    TemplateType = "VIDEO"    // MP4 or 3GPP, up to 16 MB
	TemplateTypeDocument TemplateType = "DOCUMENT" // any, up to 100 MB
)

// UnmarshalText reads a type in either case.
func (t *TemplateType) UnmarshalText(text []byte) error {
	*t = words.Read(text, TemplateTypeText, TemplateTypeImage, TemplateTypeVideo, TemplateTypeDocument)
	return nil
}

// Language is a language of WhatsApp's. The set is open.
type Language string

// Languages that Truora documents; its older reference has only es and en.
const (
	LanguageEnglish            Language = "en"
	LanguageEnglishGB          Language = "en_GB"
	LanguageEnglishUS          Language = "en_US"
	LanguageSpanish            Language = "es"
	LanguageSpanishArgentina   Language = "es_AR"
	LanguageSpanishMexico      Language = "es_MX"
	LanguageSpanishSpain       Language = "es_ES"
	LanguagePortugueseBrazil   Language = "pt_BR"
	LanguagePortuguesePortugal Language = "pt_PT"
)

// ButtonType is a kind of button.
type ButtonType string

// Kinds of button, and how many of each a template can have.
const (
	ButtonTypeQuickReply  ButtonType = "QUICK_REPLY"  // 10; starts or ends the flow, so not on notifications
	ButtonTypeURL         ButtonType = "URL"          // 2
	ButtonTypePhoneNumber ButtonType = "PHONE_NUMBER" // 1
	ButtonTypeCopyCode    ButtonType = "COPY_CODE"    // 1, on marketing only
)

// CampaignStatus is the state of a campaign. Only two values have been seen; one
// each for scheduled and cancelled campaigns must exist.
type CampaignStatus string

// Statuses of a campaign.
const (
	CampaignStatusInProgress CampaignStatus = "in_progress"
	CampaignStatusSent       CampaignStatus = "sent"
)
