package durable

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// vault seals what is private. Sealed bytes are bound to their row and their use.
type vault struct{ aead cipher.AEAD }

var errSealed = errors.New("durable: sealed bytes cannot be opened: another key, or another row")

func (v vault) seal(text []byte, id, use string) []byte {
	nonce := make([]byte, v.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return v.aead.Seal(nonce, nonce, text, []byte(id+"/"+use))
}

func (v vault) open(sealed []byte, id, use string) ([]byte, error) {
	n := v.aead.NonceSize()
	if len(sealed) < n {
		return nil, errSealed
	}
	text, err := v.aead.Open(nil, sealed[:n], sealed[n:], []byte(id+"/"+use))
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}

// write seals the params of r, with a print of them that outlives them. The print is
// keyed by a salt that is sealed too: the documents of a country are soon tried out.
func (v vault) write(r *record, text []byte) {
	salt := make([]byte, sha256.Size)
	_, _ = rand.Read(salt)
	r.salt, r.print, r.params = v.seal(salt, r.id, "salt"), printOf(salt, r.Kind, text), v.seal(text, r.id, "params")
}

// same reports whether r was bought with these params.
func (v vault) same(r *record, kind Kind, text []byte) (bool, error) {
	salt, err := v.open(r.salt, r.id, "salt")
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(r.print, printOf(salt, kind, text)) == 1, nil
}

func printOf(salt []byte, kind Kind, text []byte) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(kind + "\x00"))
	mac.Write(text)
	return mac.Sum(nil)
}

// encode writes params as JSON under the names of their Go fields, secrets in clear,
// since the text is sealed. What is zero is left out, so that a field that a later
// version adds does not change the text.
func encode(params any) ([]byte, error) {
	text, err := json.Marshal(params, inClear)
	if err != nil {
		return nil, fmt.Errorf("durable: the params of %T cannot be written", params) // err may quote them
	}
	return text, nil
}

var inClear = json.JoinOptions(json.Deterministic(true), json.OmitZeroStructFields(true), json.WithMarshalers(
	json.MarshalToFunc(func(e *jsontext.Encoder, s apitype.Secret) error { return e.WriteToken(jsontext.String(s.Reveal())) }),
))

// decode reads what encode wrote. A field that this version does not know is an error:
// a later version wrote it, and has to buy it.
func decode(text []byte, params any) error {
	if err := json.Unmarshal(text, params, json.RejectUnknownMembers(true)); err != nil {
		return errNewer
	}
	return nil
}

var errNewer = errors.New("durable: another version of the program wrote the params")
