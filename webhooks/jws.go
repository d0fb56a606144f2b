package webhooks

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxHeader limits the encoded header of a JWT. Truora's has 36 characters.
const maxHeader = 4 << 10

// segments is the encoding of the parts of a JWT. It skips line breaks, which isJWS
// refuses.
var segments = base64.RawURLEncoding.Strict()

// openJWS returns the payload of a compact JWS that one of the keys signed by
// HMAC-SHA256. The signature covers the encoded text, so header and payload are decoded
// only after it is verified. The JWT libraries read the header first, to learn the
// algorithm, and so decode data that anyone may have sent.
func openJWS(token []byte, keys []*signer) ([]byte, error) {
	if !isJWS(token) {
		return nil, ErrMalformed
	}
	end := bytes.LastIndexByte(token, '.')
	signed, signature := token[:end], token[end+1:]
	header, payload, _ := bytes.Cut(signed, []byte{'.'})
	if len(header) > maxHeader {
		return nil, ErrMalformed
	}
	if len(signature) != segments.EncodedLen(sha256.Size) {
		return nil, ErrSignature
	}
	mac, err := segments.AppendDecode(nil, signature)
	if err != nil {
		return nil, ErrMalformed
	}
	if !signedByAny(signed, mac, keys) {
		return nil, ErrSignature
	}
	if err := checkHeader(header); err != nil {
		return nil, err
	}
	text, err := segments.AppendDecode(nil, payload)
	if err != nil {
		return nil, ErrMalformed
	}
	return text, nil
}

// isJWS reports whether the text is three segments of base64url.
func isJWS(text []byte) bool {
	for _, c := range text {
		if !inJWS[c] {
			return false
		}
	}
	return bytes.Count(text, []byte{'.'}) == 2
}

// inJWS are the characters of base64url, and the dot.
var inJWS = func() (in [256]bool) {
	for _, c := range []byte(".-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
		in[c] = true
	}
	return in
}()

func signedByAny(text, mac []byte, keys []*signer) bool {
	good := false
	for _, key := range keys {
		if hmac.Equal(mac, key.sum(text)) {
			good = true
		}
	}
	return good
}

// signer makes HMACs with one key. It uses them again, because to set one up takes as
// long as to sign a short text.
type signer struct{ macs sync.Pool }

func newSigner(key []byte) *signer {
	return &signer{sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
}

func (s *signer) sum(text []byte) []byte {
	h := s.macs.Get().(hash.Hash)
	defer s.macs.Put(h)
	h.Reset()
	h.Write(text)
	return h.Sum(nil)
}

// usualHeader is {"alg":"HS256","typ":"JWT"}.
const usualHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

// checkHeader refuses other algorithms, and extensions marked critical.
func checkHeader(encoded []byte) error {
	if string(encoded) == usualHeader {
		return nil
	}
	text, err := segments.AppendDecode(nil, encoded)
	if err != nil {
		return ErrMalformed
	}
	var header struct {
		Algorithm string         `json:"alg"`
		Critical  jsontext.Value `json:"crit"`
	}
	if json.Unmarshal(text, &header) != nil {
		return ErrMalformed
	}
	if header.Algorithm != "HS256" || header.Critical != nil {
		return ErrSignature
	}
	return nil
}

// signJWS returns the compact JWS of a payload.
func signJWS(payload, key []byte) []byte {
	text := segments.AppendEncode([]byte(usualHeader+"."), payload)
	return segments.AppendEncode(append(text, '.'), newSigner(key).sum(text))
}
