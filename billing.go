package truora

// Billing is what Truora bills for a call.
type Billing string

// What calls bill. Truora publishes neither a list nor prices: these come from what
// its documents say of single operations, and are kept in the column bills of
// contract/operations.csv.
const (
	BillingNone       Billing = ""           // nothing
	BillingCheck      Billing = "check"      // one background check
	BillingRuns       Billing = "runs"       // a check at every interval
	BillingRows       Billing = "rows"       // a check for each row of a batch
	BillingValidation Billing = "validation" // one validation
	BillingProcess    Billing = "process"    // the validations and checks that a process comes to
	BillingMessage    Billing = "message"    // one message to a person
)

// Bills returns what a call of the operation bills if it is carried out. It does
// not tell that a call was not billed because Truora returned an earlier, equal
// check.
func Bills(op string) Billing {
	switch op {
	case "POST /v1/checks":
		return BillingCheck
	case "POST /v1/continuous-checks":
		return BillingRuns
	case "POST /v1/batches/{batch_id}/start":
		return BillingRows
	case "POST /v1/validations", "POST /v1/accounts/{account_id}/validations":
		return BillingValidation
	case "POST /v1/processes":
		return BillingProcess
	case "POST /v1/whatsapp/outbounds/send", "POST /v1/engagement/chat/{chat_id}/send":
		return BillingMessage
	default:
		return BillingNone
	}
}
