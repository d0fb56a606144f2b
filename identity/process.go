package identity

import (
	"time"

	"github.com/truora/truora-go/apitype"
)

// Process is an identity process with its steps. Fields without a value are
// absent from Truora's answer and zero here.
type Process struct {
	ProcessID string `json:"process_id" contract:"required"`
	AccountID string `json:"account_id"` // the person, in your words
	ClientID  string `json:"client_id"`  // your Truora account
	FlowID    string `json:"flow_id"`

	Status         apitype.Status         `json:"status"`
	FailureStatus  apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason apitype.DeclinedReason `json:"declined_reason"`
	ExpiredReason  apitype.ExpiredReason  `json:"expired_reason"`
	ErrorMessage   string                 `json:"error_message"`
	// OverrideStatus is a person's verdict. It overrides Status: use
	// [Process.Verdict].
	OverrideStatus        apitype.Status   `json:"override_status"`
	OverrideStatusHistory []map[string]any `json:"override_status_history"` // shape not documented

	ProcessType ProcessType     `json:"process_type"`
	CreatedVia  Channel         `json:"created_via"`
	Country     apitype.Country `json:"country"`

	IdentityVerificationNames []string                  `json:"identity_verification_names"` // blocks of the flow
	IdentityVerifications     []VerificationBlock       `json:"identity_verifications"`
	Verifications             map[string]apitype.Status `json:"verifications"` // by <name>:<verification_id>

	// CurrentStep is the index of the current step.
	CurrentStep int `json:"current_step"`
	// CurrentStepIndex stays 0 here; in a [Result] it counts.
	CurrentStepIndex int    `json:"current_step_index"`
	CurrentStepID    string `json:"current_step_id"`
	// CurrentStepType is empty once the process has ended.
	CurrentStepType StepType  `json:"current_step_type"`
	CurrentStepData *StepData `json:"current_step_data"`
	Steps           []Step    `json:"steps"`

	Variables      Variables       `json:"variables"`
	Config         *Config         `json:"config"`
	RiskEvaluation *RiskEvaluation `json:"risk_evaluation"`

	RedirectURL         string `json:"redirect_url"`
	RedirectCounter     int    `json:"redirect_counter"`
	RedirectPhoneNumber string `json:"redirect_phone_number"`

	CellPhone      string         `json:"cell_phone"`
	Email          string         `json:"email"`
	FirstName      string         `json:"first_name"`
	LastName       string         `json:"last_name"`
	Gender         apitype.Gender `json:"gender"`
	DateOfBirth    apitype.Date   `json:"date_of_birth"`
	DocumentNumber string         `json:"document_number"`
	Documents      []Document     `json:"documents"`

	IPAddress            string           `json:"ip_address"`
	City                 string           `json:"city"`
	GeolocationIP        string           `json:"geolocation_ip"` // "lat, lon"
	GeolocationIPCountry apitype.Country  `json:"geolocation_ip_country"`
	GeolocationDevice    string           `json:"geolocation_device"`   // "lat, lon", or denied
	GeolocationAccuracy  float64          `json:"geolocation_accuracy"` // its unit is not documented
	DevicesInfo          []apitype.Device `json:"devices_info"`
	TriggerInfo          *Trigger         `json:"trigger_info"`

	ABExperiment    string         `json:"ab_experiment"`
	ABTestingConfig map[string]any `json:"ab_testing_config"` // shape not documented
	Theme           map[string]any `json:"theme"`             // shape not documented
	Label           string         `json:"label"`

	// TimeToLive is in minutes: 120 unless the flow says otherwise, at most 1440.
	TimeToLive   int       `json:"time_to_live"`
	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`
	apitype.Raw
}

// VerificationBlock is a block of a flow with its steps.
type VerificationBlock struct {
	VerificationID string         `json:"verification_id"`
	Name           string         `json:"name"`
	Config         map[string]any `json:"config"` // shape not documented
	Steps          []Step         `json:"steps"`
	If             []string       `json:"if"` // conditions, in JSON logic
}

// Variables are values by block, group and name. Those of the block start are
// the values with which the flow was started.
type Variables map[string]map[string]map[string]apitype.Value

// Config is the configuration of the flow.
type Config struct {
	Lang                     apitype.Language `json:"lang"`
	TimeToLive               int              `json:"time_to_live"` // minutes
	AllowNativeCamera        bool             `json:"allow_native_camera"`
	ContinueFlowInNewDevice  bool             `json:"continue_flow_in_new_device"`
	EnableDesktopFlow        bool             `json:"enable_desktop_flow"`
	EnableAutomaticRecovery  bool             `json:"enable_automatic_recovery"`
	HideInternalManualReview bool             `json:"hide_internal_manual_review"`
	FollowUpDelay            int              `json:"follow_up_delay"` // its unit is not documented
	FollowUpMessage          string           `json:"follow_up_message"`
	StartBusinessHours       string           `json:"start_business_hours"`
	EndBusinessHours         string           `json:"end_business_hours"`
	RecoveryConfig           RecoveryConfig   `json:"recovery_config"`
	Messages                 map[string]any   `json:"messages"` // shape not documented
}

// RecoveryConfig configures how people who left the process are invited to
// return.
type RecoveryConfig struct {
	CompanyName string `json:"company_name"`
}

// Document is a document that belongs to a process.
type Document struct {
	DocumentID string         `json:"document_id"`
	Other      map[string]any `json:",embed"`
}

// Trigger is what started a process.
type Trigger struct {
	ChannelName      Channel  `json:"channel_name"`
	ChannelType      Channel  `json:"channel_type"`
	ID               string   `json:"id"`   // of the flow
	Name             string   `json:"name"` // of the flow
	Message          string   `json:"message"`
	MediaContentPath string   `json:"media_content_path"`
	TriggerUser      string   `json:"trigger_user"`
	Response         string   `json:"response"`
	Options          []string `json:"options"`
}

// Step returns the current step, or nil if there is none any more.
func (p *Process) Step() *Step {
	if p.CurrentStepType == "" || p.CurrentStep < 0 || p.CurrentStep >= len(p.Steps) {
		return nil
	}
	return &p.Steps[p.CurrentStep]
}
