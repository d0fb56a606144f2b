package erasure

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// Count is what became of the things of one area.
type Count struct {
	Area    Area `json:"area"`
	Found   int  `json:"found"`
	Deleted int  `json:"deleted"`
	Gone    int  `json:"gone"` // they were not there any more
	Left    int  `json:"left"`
}

// Left is how many things of an area are left for a reason.
type Left struct {
	Area   Area   `json:"area"`
	Reason Reason `json:"reason"`
	Count  int    `json:"count"`
}

// Proof says what an erasure did. It names neither the person nor any thing, so it may
// be kept after all is deleted. What ties it to the person's request is the ID of the
// plan in your record of the request.
type Proof struct {
	Plan  string    `json:"plan"`
	Made  time.Time `json:"made"`
	Ended time.Time `json:"ended"`
	Areas []Count   `json:"areas"`
	Left  []Left    `json:"left"`
	// Signature is by Ed25519, over the JSON of the proof without it.
	Signature []byte `json:"signature,omitzero"`
}

// Proof sums up a plan whose steps are all at their end, and signs it with an Ed25519
// key.
func (p *Plan) Proof(signer crypto.Signer) (*Proof, error) {
	if !p.Done() || p.Ended.IsZero() {
		return nil, errors.New("erasure: the plan is not done")
	}
	if signer == nil {
		return nil, errors.New("erasure: a proof needs a signer")
	}
	if _, ok := signer.Public().(ed25519.PublicKey); !ok {
		return nil, errors.New("erasure: the signer must have an Ed25519 key")
	}
	proof := &Proof{Plan: p.ID, Made: p.Made, Ended: p.Ended, Areas: []Count{}, Left: []Left{}}
	for _, s := range p.Steps {
		proof.count(s)
	}
	message, err := proof.message()
	if err != nil {
		return nil, err
	}
	proof.Signature, err = signer.Sign(rand.Reader, message, crypto.Hash(0))
	return proof, err
}

func (p *Proof) count(s Step) {
	i := slices.IndexFunc(p.Areas, func(c Count) bool { return c.Area == s.Area })
	if i < 0 {
		i = len(p.Areas)
		p.Areas = append(p.Areas, Count{Area: s.Area})
	}
	c := &p.Areas[i]
	c.Found++
	switch s.State {
	case StateDeleted:
		c.Deleted++
	case StateGone:
		c.Gone++
	case StatePlanned, StateBegun, StateLeft:
		c.Left++
		p.left(s)
	default:
		c.Left++
		p.left(s)
	}
}

func (p *Proof) left(s Step) {
	i := slices.IndexFunc(p.Left, func(l Left) bool { return l.Area == s.Area && l.Reason == s.Reason })
	if i < 0 {
		i = len(p.Left)
		p.Left = append(p.Left, Left{Area: s.Area, Reason: s.Reason})
	}
	p.Left[i].Count++
}

func (p *Proof) message() ([]byte, error) {
	unsigned := *p
	unsigned.Signature = nil
	text, err := json.Marshal(unsigned)
	return append([]byte("truora-go erasure proof 1\n"), text...), err
}

// Signed reports whether the proof is by the owner of the key and was not changed.
func (p *Proof) Signed(key ed25519.PublicKey) bool {
	message, err := p.message()
	return err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, message, p.Signature)
}

// Policy says how long things are kept, by area. Areas that are not in it are kept.
type Policy map[Area]time.Duration

// Due returns what is older than the policy allows, the oldest first; what has no known
// age counts as old. Give it to a plan as PlanParams.Also, without a Person. It knows
// what is in the index.
func (e *Eraser) Due(ctx context.Context, policy Policy) ([]Item, error) {
	now := time.Now()
	items, err := e.options.Index.Before(ctx, now)
	if err != nil {
		return nil, failed("reading the index", err)
	}
	return slices.DeleteFunc(items, func(i Item) bool {
		keep, ok := policy[i.Area]
		return !ok || i.At.After(now.Add(-keep))
	}), nil
}
