package apikeys

// KeyType is the purpose of a key.
type KeyType string

// Types of keys.
const (
	KeyTypeBackend KeyType = "backend" // a server's key
	KeyTypeWeb     KeyType = "web"     // the token of one person for one process
	KeyTypeSDK     KeyType = "sdk"     // a mobile app's key
	// KeyTypeTest tokens live 15 minutes. unverified: seen in integrations, not
	// documented.
	KeyTypeTest KeyType = "test"
	// KeyTypeGenerator keys are exchanged for SDK keys by Truora's mobile SDK. Whether
	// one can be created here is not known.
	KeyTypeGenerator KeyType = "generator"
)

// Grant is the product to which a key gives access.
type Grant string

// Grants.
const (
	GrantDigitalIdentity Grant = "digital-identity"
	GrantSignals         Grant = "signals"
	GrantValidations     Grant = "validations"
	GrantCheck           Grant = "check"
)
