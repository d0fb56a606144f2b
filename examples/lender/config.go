package main

import (
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/subject"
)

// config is what the environment says. The API key is not here: truora.FromEnv reads it.
type config struct {
	address     string        // LENDER_ADDRESS
	database    string        // LENDER_DATABASE: a file, or a URL that begins with postgres:
	secret      []byte        // LENDER_SECRET: 32 random bytes in hexadecimal digits
	webhookKey  string        // LENDER_WEBHOOK_KEY, from Truora's dashboard
	checksADay  int64         // LENDER_CHECKS_A_DAY
	sendWithin  time.Duration // LENDER_SEND_WITHIN: see durable.Options
	hosts       truora.Hosts  // LENDER_TRUORA_HOSTS, in JSON: another Truora, for the demo
	checkpoints string        // LENDER_CHECKPOINTS: a file, best on another machine
}

func configOf(env func(string) string) (cfg config, err error) {
	cfg = config{
		address:     cmp.Or(env("LENDER_ADDRESS"), "127.0.0.1:8080"),
		database:    cmp.Or(env("LENDER_DATABASE"), "lender.db"),
		webhookKey:  env("LENDER_WEBHOOK_KEY"),
		checkpoints: cmp.Or(env("LENDER_CHECKPOINTS"), "lender.checkpoint"),
	}
	if cfg.secret, err = hex.DecodeString(env("LENDER_SECRET")); err != nil || len(cfg.secret) != 32 {
		return cfg, errors.New("LENDER_SECRET is not 64 hexadecimal digits; openssl rand -hex 32 makes some")
	}
	if cfg.checksADay, err = strconv.ParseInt(cmp.Or(env("LENDER_CHECKS_A_DAY"), "100"), 10, 64); err != nil {
		return cfg, fmt.Errorf("LENDER_CHECKS_A_DAY: %w", err)
	}
	if cfg.sendWithin, err = time.ParseDuration(cmp.Or(env("LENDER_SEND_WITHIN"), "30s")); err != nil {
		return cfg, fmt.Errorf("LENDER_SEND_WITHIN: %w", err)
	}
	if hosts := env("LENDER_TRUORA_HOSTS"); hosts != "" {
		if err := json.Unmarshal([]byte(hosts), &cfg.hosts); err != nil {
			return cfg, fmt.Errorf("LENDER_TRUORA_HOSTS: %w", err)
		}
	}
	return cfg, nil
}

// key derives a key for one purpose from the secret.
func (c config) key(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, c.secret, nil, "lender "+purpose, 32)
	if err != nil {
		panic(err) // only for a length that is too large
	}
	return key
}

// seal is the cipher of what the ledger holds of a person.
func (c config) seal() (cipher.AEAD, error) {
	block, err := aes.NewCipher(c.key("seal"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// subjects is the key under which the audit log names persons.
func (c config) subjects() (subject.Key, error) { return subject.NewKey(c.key("subject")) }
