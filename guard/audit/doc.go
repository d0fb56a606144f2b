// Package audit keeps a record of the calls, which cannot be changed unnoticed, and
// lets no call about a person leave without a consent that covers it.
//
//	sink, err := audit.OpenDir("audit", audit.DirOptions{})
//	recorder, err := audit.New(audit.Options{Key: key, Sink: sink, Signer: signer, OnCheckpoint: keep})
//	client, err := truora.FromEnv(truora.WithInterceptor(recorder.Intercept, audit.RequireConsent(policy)))
//
// The recorder is first, so that it also records what is refused.
//
// A record is one line of JSON: the operation, how it ended, the consent, its purpose,
// the actor, and an HMAC of the person under your key. It contains no personal data as
// long as the ids that you give contain none. For a call that changes something, a
// record that it begins is stored before anything is sent; if that fails, the call is
// refused. A second record says how it ended. A read has one record, afterwards.
//
// Each line has the hash of the line before and a MAC of its own, and a signed
// [Checkpoint], now and then, covers all lines up to one. [Verify] finds what was done
// to them. Keep checkpoints where whoever can write the lines cannot: only they tell
// that the end was cut off.
package audit
