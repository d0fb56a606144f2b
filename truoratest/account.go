package truoratest

// What is the same on every server. All of it is made up, and none of it is a secret.
const (
	// APIKey is the one key a [Server] takes.
	APIKey = "truoratest-made-up-key" //nolint:gosec // made up
	// OneTimePassword is the code that the steps of a process take.
	OneTimePassword = "123456"
	// WhatsAppLine is the first line of the account; [WhatsApp.AddLine] makes more.
	WhatsAppLine = "+14080001111"
	// RulesetID is the one ruleset by which chats are given to agents.
	RulesetID = "RLS123456"
)

// The account has one id in most answers and another in batches, custom types and the log
// of events.
const (
	clientID = "TCI00000000000000000000000000000001"
	tenant   = "c0ffee00000000000000abcde"
)

// callerIP is the address people come from, of a block that is for documents.
const callerIP = "203.0.113.7"
