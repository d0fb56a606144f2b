package audit_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/subject"
)

// small is a log of four records with the checkpoints of its ends of calls.
func small(t testing.TB, actor string) (text []byte, checkpoints []audit.Checkpoint) {
	t.Helper()
	var sink audit.Memory
	var all kept
	recorder := newRecorder(t, audit.Options{Sink: &sink, Signer: signer, OnCheckpoint: all.keep, Every: 1})
	client := server(t).Client(truora.WithInterceptor(recorder.Intercept))
	ctx := audit.WithActor(audit.WithConsent(t.Context(), consent()), actor)
	buy(ctx, t, client, "1000000001")
	_, err := client.Checks.Get(ctx, "CHK1")
	require.ErrorIs(t, err, truora.ErrNotFound)
	lines := linesOf(t, sink.Lines())
	require.Len(t, lines, 4)
	return []byte(strings.Join(lines, "\n") + "\n"), all.all
}

// tampering is one way to change a text.
type tampering struct {
	kind string
	text []byte
}

// tamperings are all single changes of a log, and lines of another.
func tamperings(text, foreign []byte) (all []tampering) {
	add := func(kind string, parts ...[]byte) {
		all = append(all, tampering{kind, bytes.Join(parts, nil)})
	}
	for i := range text {
		add("byte changed", text[:i], []byte{text[i] ^ 1}, text[i+1:])
		add("byte changed", text[:i], []byte{text[i] ^ 'a' ^ 'A'}, text[i+1:]) // the other case, if it is a letter
		add("byte removed", text[:i], text[i+1:])
		add("byte repeated", text[:i+1], text[i:])
	}
	for i := range text {
		add("cut after a byte", text[:i])
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines = lines[:len(lines)-1]
	others := bytes.SplitAfter(foreign, []byte("\n"))
	put := func(kind string, list ...[]byte) { add(kind, list...) }
	for i := range lines {
		put("line removed", slices.Delete(slices.Clone(lines), i, i+1)...)
		put("first lines removed", lines[i+1:]...)
		for j := range len(lines) + 1 {
			put("line repeated elsewhere", slices.Insert(slices.Clone(lines), j, lines[i])...)
			put("line of another log inserted", slices.Insert(slices.Clone(lines), j, others[i])...)
		}
		for j := range i {
			swapped := slices.Clone(lines)
			swapped[i], swapped[j] = swapped[j], swapped[i]
			put("two lines swapped", swapped...)
		}
		replaced := slices.Clone(lines)
		replaced[i] = others[i]
		put("line replaced by that of another log", replaced...)
		put("rest of another log", append(slices.Clone(lines[:i]), others[i:]...)...)
	}
	return all
}

// What the key alone misses is a log that ends earlier, and another one as a whole.
func TestVerifyFindsWhateverIsDone(t *testing.T) {
	t.Parallel()
	text, checkpoints := small(t, "batch-7")
	foreign, _ := small(t, "batch-8") // with the same key
	last := checkpoints[len(checkpoints)-1:]
	key := newKey(t, "key")
	for _, c := range []struct {
		name    string
		options audit.VerifyOptions
		missed  map[string]bool // what this one cannot find
	}{
		{"key and the last checkpoint", audit.VerifyOptions{Key: key, PublicKey: public, Checkpoints: last}, nil},
		{"the last checkpoint", audit.VerifyOptions{PublicKey: public, Checkpoints: last}, nil},
		{"key", audit.VerifyOptions{Key: key}, map[string]bool{
			"cut after a byte": true, "line removed": true, "first lines removed": true, "rest of another log": true,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := audit.Verify(audit.ReadLines(bytes.NewReader(text)), c.options)
			require.NoError(t, err)
			found, missed := map[string]int{}, map[string]int{}
			for _, tampered := range tamperings(text, foreign) {
				if bytes.Equal(tampered.text, text) {
					continue
				}
				_, err := audit.Verify(audit.ReadLines(bytes.NewReader(tampered.text)), c.options)
				if errors.Is(err, audit.ErrTampered) {
					found[tampered.kind]++
				} else {
					missed[tampered.kind]++
					require.True(t, bytes.HasPrefix(text, tampered.text) || bytes.Equal(foreign, tampered.text), tampered.kind)
				}
			}
			for kind, n := range missed {
				assert.True(t, c.missed[kind], "%s: %d missed", kind, n)
			}
			for kind := range c.missed {
				assert.Positive(t, missed[kind], "%s: is found without checkpoints", kind)
			}
			t.Logf("found %v, missed %v", found, missed)
		})
	}
}

// Whoever has the key can write a log again, and a checkpoint finds it.
func TestTheKeyDoesNotMakeCheckpoints(t *testing.T) {
	t.Parallel()
	_, checkpoints := small(t, "batch-7")
	forged, _ := small(t, "batch-8")
	report, err := audit.Verify(audit.ReadLines(bytes.NewReader(forged)), audit.VerifyOptions{
		Key: newKey(t, "key"), PublicKey: public, Checkpoints: checkpoints[:1],
	})
	require.ErrorIs(t, err, audit.ErrTampered)
	assert.Equal(t, []audit.Finding{{Problem: audit.ProblemCheckpoint, Line: int(checkpoints[0].Seq), Seq: checkpoints[0].Seq}}, report.Findings[:1])
}

func TestCheckpointsThatAreChanged(t *testing.T) {
	t.Parallel()
	text, checkpoints := small(t, "batch-7")
	verify := func(c audit.Checkpoint, key ed25519.PublicKey) error {
		_, err := audit.Verify(audit.ReadLines(bytes.NewReader(text)), audit.VerifyOptions{PublicKey: key, Checkpoints: []audit.Checkpoint{c}})
		return err
	}
	good := checkpoints[2]
	require.NoError(t, verify(good, public))
	for name, change := range map[string]func(*audit.Checkpoint){
		"number":    func(c *audit.Checkpoint) { c.Seq-- },
		"hash":      func(c *audit.Checkpoint) { c.Hash = checkpoints[1].Hash },
		"time":      func(c *audit.Checkpoint) { c.Time = c.Time.Add(1e3) },
		"signature": func(c *audit.Checkpoint) { c.Signature = checkpoints[1].Signature },
		"none":      func(c *audit.Checkpoint) { c.Signature = nil },
	} {
		changed := good
		change(&changed)
		require.ErrorIs(t, verify(changed, public), audit.ErrTampered, name)
	}
	require.ErrorIs(t, verify(good, nil), audit.ErrTampered, "without a key nothing is signed")
}

func TestReportAndOldFiles(t *testing.T) {
	t.Parallel()
	text, checkpoints := small(t, "batch-7")
	lines := strings.SplitAfter(string(text), "\n")
	options := audit.VerifyOptions{Key: newKey(t, "key"), PublicKey: public, Checkpoints: checkpoints}
	report, err := audit.Verify(audit.ReadLines(bytes.NewReader(text)), options)
	require.NoError(t, err)
	assert.Equal(t, &audit.Report{First: 1, Last: 4, Covered: 4}, report)

	rest := strings.Join(lines[2:], "")
	_, err = audit.Verify(audit.ReadLines(strings.NewReader(rest)), options)
	require.ErrorIs(t, err, audit.ErrTampered)
	options.First = 3
	report, err = audit.Verify(audit.ReadLines(strings.NewReader(rest)), options)
	require.NoError(t, err)
	assert.Equal(t, &audit.Report{First: 3, Last: 4, Covered: 4}, report)

	report, err = audit.Verify(audit.ReadLines(strings.NewReader("")), audit.VerifyOptions{Key: subject.Key{}})
	require.NoError(t, err)
	assert.Equal(t, &audit.Report{}, report)

	failing := errors.New("disk")
	_, err = audit.Verify(func(yield func([]byte, error) bool) { yield(nil, failing) }, options)
	require.ErrorIs(t, err, failing)
	assert.Equal(t, "line 7 (record 12): not the next number", fmt.Sprint(audit.Finding{Problem: audit.ProblemNumber, Line: 7, Seq: 12}))
	assert.Equal(t, "record 12: a checkpoint covers a line that is gone", fmt.Sprint(audit.Finding{Problem: audit.ProblemCut, Seq: 12}))
}
