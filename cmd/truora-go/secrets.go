package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/truora/truora-go/webhooks"
)

const (
	webhookKey     = "TRUORA_WEBHOOK_KEY"
	webhookKeyFile = "TRUORA_WEBHOOK_KEY_FILE"
)

// webhookKeys are the signing keys of webhooks, from the environment or from the file
// that it names. There can be several, with blanks or commas between them: each rule of
// the dashboard has its own.
func (a *app) webhookKeys() ([]string, error) {
	text := a.env(webhookKey)
	if file := a.env(webhookKeyFile); text == "" && file != "" {
		read, err := os.ReadFile(file)
		if err != nil {
			return nil, codedError{fmt.Errorf("the file that %s names cannot be read: %w", webhookKeyFile, withoutPath(err)), exitKey}
		}
		text = string(read)
	}
	keys := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r <= ' ' })
	if len(keys) == 0 {
		return nil, codedError{fmt.Errorf("there is no signing key: put the one that the dashboard shows into %s, or into the file that %s names", webhookKey, webhookKeyFile), exitKey}
	}
	return keys, nil
}

func (a *app) verifier() (*webhooks.Verifier, error) {
	keys, err := a.webhookKeys()
	if err != nil {
		return nil, err
	}
	verifier, err := webhooks.NewVerifier(keys...)
	if err != nil {
		return nil, codedError{errors.New(strings.TrimPrefix(err.Error(), "webhooks: ") + ": see " + webhookKey), exitKey}
	}
	return verifier, nil
}
