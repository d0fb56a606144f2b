package audit

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/truora/truora-go/internal/wholefile"
)

// Checkpoint is a signed statement that a log has a line with this number and hash. As
// each line has the hash of the one before, it covers all lines up to it: of several
// checkpoints the last suffices.
type Checkpoint struct {
	Seq int64 `json:"seq"`
	// Hash is the SHA-256 of the line, in hexadecimal digits.
	Hash string    `json:"hash"`
	Time time.Time `json:"time"`
	// Signature is by Ed25519.
	Signature []byte `json:"signature"`
}

// message is what is signed.
func (c Checkpoint) message() []byte {
	return fmt.Appendf(nil, "truora-go audit checkpoint 1\n%d\n%s\n%s\n", c.Seq, c.Hash, c.Time.UTC().Format(timeLayout))
}

func (c Checkpoint) signedBy(signer crypto.Signer) (Checkpoint, error) {
	signature, err := signer.Sign(rand.Reader, c.message(), crypto.Hash(0))
	c.Signature = signature
	return c, err
}

// Signed reports whether the signature is by the owner of the key.
func (c Checkpoint) Signed(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, c.message(), c.Signature)
}

// CheckpointFile returns a function for Options.OnCheckpoint that keeps the last
// checkpoint in a file. Each program needs a file of its own, best on another machine:
// whoever can replace both it and the log can cut the log unnoticed.
func CheckpointFile(name string) func(context.Context, Checkpoint) error {
	return func(_ context.Context, c Checkpoint) error {
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		return wholefile.Write(name, append(text, '\n'))
	}
}

// ReadCheckpoint reads the file of [CheckpointFile].
func ReadCheckpoint(name string) (Checkpoint, error) {
	text, err := os.ReadFile(name) //nolint:gosec // the name is the program's own
	if err != nil {
		return Checkpoint{}, err
	}
	var c Checkpoint
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return Checkpoint{}, fmt.Errorf("audit: this is not a checkpoint: %w", err)
	}
	return c, nil
}
