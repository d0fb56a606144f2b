package doctor

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

const (
	checkKey     = "API key"
	checkFile    = "key file"
	checkFormat  = "key format"
	checkWebhook = "webhook key"
)

// keySource looks where the key comes from.
func (e *examination) keySource() {
	key, file := strings.TrimSpace(e.Env("TRUORA_API_KEY")), e.Env("TRUORA_API_KEY_FILE")
	switch {
	case key != "" && file != "":
		e.add(checkKey, Warning, "TRUORA_API_KEY and TRUORA_API_KEY_FILE are both set, and the file is not read.", "Unset one of the two.")
	case key != "":
		e.add(checkKey, OK, "TRUORA_API_KEY is set.", "")
	case file == "":
		e.add(checkKey, Fault, "There is no API key.", "Put the key into TRUORA_API_KEY, or the name of a file with it into TRUORA_API_KEY_FILE.")
	default:
		key = e.fromFile("TRUORA_API_KEY_FILE", file, checkKey)
	}
	e.key = key
}

// fromFile reads a secret, and looks who else can.
func (e *examination) fromFile(variable, name, check string) string {
	text, err := os.ReadFile(name)
	secret := strings.TrimSpace(string(text))
	switch {
	case err != nil:
		e.add(check, Fault, fmt.Sprintf("The file that %s names cannot be read: %v.", variable, reason(err)), "Correct the name, or let this user read the file.")
		return ""
	case secret == "":
		e.add(check, Fault, fmt.Sprintf("The file that %s names is empty.", variable), "Put the key into it, and nothing else.")
		return ""
	}
	e.add(check, OK, fmt.Sprintf("It is in the file that %s names.", variable), "")
	info, err := os.Stat(name)
	switch {
	case err != nil || runtime.GOOS == "windows":
	case info.Mode().Perm()&0o007 != 0 || info.Mode().Perm()&0o020 != 0:
		e.add(checkFile, Fault, fmt.Sprintf("Others can read or change the file that %s names.", variable), "Run chmod 600 on it; in Kubernetes set defaultMode: 0400.")
	default:
		e.add(checkFile, OK, fmt.Sprintf("Nobody else can read the file that %s names.", variable), "")
	}
	return secret
}

func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// claims are what a key says of itself. The signature is Truora's own affair.
type claims struct {
	Exp     json.RawMessage `json:"exp"`
	KeyType string          `json:"key_type"`
}

const soon = 7 * 24 * time.Hour

// keyFormat looks whether the key is one, and one for servers.
func (e *examination) keyFormat() {
	if e.key == "" || e.key == truoratest.APIKey {
		return // there is none, or it is that of the sandbox
	}
	said, err := readKey(e.key)
	if err != nil {
		e.add(checkFormat, Fault, "The API key "+err.Error()+".", "Copy it again from the dashboard: all of it, alone, without quotation marks.")
		return
	}
	exp, err := strconv.ParseInt(strings.Trim(string(said.Exp), `"`), 10, 64)
	left := time.Unix(exp, 0).Sub(e.Now())
	switch {
	case said.KeyType != "" && said.KeyType != "backend" && said.KeyType != "test":
		e.add(checkFormat, Fault, "The API key is not one for servers: its type is another than backend.", "Make a key of the type backend in the dashboard.")
	case err != nil:
		e.add(checkFormat, Warning, "The API key does not say when it expires.", "Look it up in the dashboard.")
	case left <= 0:
		e.add(checkFormat, Fault, "The API key has expired.", "Make a new one in the dashboard.")
	case left < soon:
		e.add(checkFormat, Warning, fmt.Sprintf("The API key expires in %d hours.", int(left.Hours())), "Make a new one in the dashboard, and replace it before then.")
	default:
		e.add(checkFormat, OK, "It is a key for servers, and has not expired.", "")
	}
}

func readKey(key string) (claims, error) {
	var said claims
	if strings.ContainsAny(key, "\"'` =\n\t") {
		return said, errors.New("has something around it: a quotation mark, a blank or the name of a variable")
	}
	parts := strings.Split(key, ".")
	if len(parts) != 3 {
		return said, errors.New("is not a token of three parts with dots between them")
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(text, &said) != nil {
		return said, errors.New("is damaged: its middle part cannot be read")
	}
	return said, nil
}

// webhookKey looks at the signing keys of webhooks.
func (e *examination) webhookKey() {
	text, file := e.Env("TRUORA_WEBHOOK_KEY"), e.Env("TRUORA_WEBHOOK_KEY_FILE")
	if text == "" && file == "" {
		e.add(checkWebhook, Skipped, "TRUORA_WEBHOOK_KEY is not set: this program receives no webhooks.", "")
		return
	}
	if text == "" {
		if text = e.fromFile("TRUORA_WEBHOOK_KEY_FILE", file, checkWebhook); text == "" {
			return
		}
	}
	keys := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r <= ' ' })
	const take = "Take the signing key that the dashboard shows with the rule: 64 hexadecimal digits."
	if slices.Contains(keys, e.key) {
		e.add(checkWebhook, Fault, "The signing key of webhooks is the API key: no delivery will be accepted.", take)
		return
	}
	if _, err := webhooks.NewVerifier(keys...); err != nil {
		e.add(checkWebhook, Fault, "The signing key of webhooks is none: "+strings.TrimPrefix(err.Error(), "webhooks: ")+".", take)
		return
	}
	e.add(checkWebhook, OK, "It has the form of a signing key.", "")
}
