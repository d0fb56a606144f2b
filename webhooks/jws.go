package webhooks

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

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
func openJWS(token []byte, keys [][]byte) ([]byte, error) {
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
	dots := 0
	for _, c := range text {
		switch {
		case c == '.':
			dots++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return dots == 2
}

func signedByAny(text, mac []byte, keys [][]byte) bool {
	good := false
	for _, key := range keys {
		if hmac.Equal(mac, sum(text, key)) {
			good = true
		}
	}
	return good
}

func sum(text, key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(text)
	return h.Sum(nil)
}

// checkHeader refuses other algorithms, and extensions marked critical.
func checkHeader(encoded []byte) error {
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
	text := segments.AppendEncode(nil, []byte(`{"alg":"HS256","typ":"JWT"}`))
	text = segments.AppendEncode(append(text, '.'), payload)
	return segments.AppendEncode(append(text, '.'), sum(text, key))
}
