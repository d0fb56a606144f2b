package truoratest

// Values that are the same on every server. They are fictional, and none of them is a
// secret.
const (
	// APIKey is the only key that a [Server] accepts.
	APIKey = "truoratest-made-up-key" //nolint:gosec // made up
	// OneTimePassword is the code that the steps of a process accept.
	OneTimePassword = "123456"
	// WhatsAppLine is the first line of the account; [WhatsApp.AddLine] adds more.
	WhatsAppLine = "+14080001111"
	// RulesetID is the only ruleset by which chats are assigned to agents.
	RulesetID = "RLS123456"
)

// The account has one id in most answers, and another in batches, custom types and the
// log of events.
const (
	clientID = "TCI00000000000000000000000000000001"
	tenant   = "c0ffee00000000000000abcde"
)

// callerIP is the address that people connect from, in a block reserved for
// documentation.
const callerIP = "203.0.113.7"
