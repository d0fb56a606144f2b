package audit_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/audit"
)

func openDir(t testing.TB, dir string, o audit.DirOptions) *audit.Dir {
	t.Helper()
	sink, err := audit.OpenDir(dir, o)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, sink.Close()) })
	return sink
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "audit-*.jsonl"))
	require.NoError(t, err)
	slices.Sort(names)
	return names
}

func TestDirRotatesAndGoesOn(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "audit")
	keep := filepath.Join(t.TempDir(), "checkpoint")
	srv := server(t)
	for range 3 {
		sink := openDir(t, dir, audit.DirOptions{MaxBytes: 1500})
		recorder := newRecorder(t, audit.Options{Sink: sink, Signer: signer, OnCheckpoint: audit.CheckpointFile(keep)})
		client := srv.Client(truora.WithInterceptor(recorder.Intercept))
		for i := range 4 {
			buy(t.Context(), t, client, fmt.Sprint(1000000001+i))
		}
		require.NoError(t, recorder.Close(t.Context()))
		require.NoError(t, sink.Close())
	}
	names := files(t, dir)
	assert.Greater(t, len(names), 5)
	checkpoint, err := audit.ReadCheckpoint(keep)
	require.NoError(t, err)
	options := audit.VerifyOptions{Key: newKey(t, "key"), PublicKey: public, Checkpoints: []audit.Checkpoint{checkpoint}}
	report, err := audit.Verify(audit.ReadDir(dir), options)
	require.NoError(t, err)
	assert.Equal(t, &audit.Report{First: 1, Last: 36, Covered: 36}, report)

	require.NoError(t, os.Remove(names[0]))
	_, err = audit.Verify(audit.ReadDir(dir), options)
	require.ErrorIs(t, err, audit.ErrTampered)
	_, err = fmt.Sscanf(filepath.Base(names[1]), "audit-%d.jsonl", &options.First)
	require.NoError(t, err)
	_, err = audit.Verify(audit.ReadDir(dir), options)
	require.NoError(t, err, "an old file that was moved away")
	require.NoError(t, os.Remove(names[2]))
	_, err = audit.Verify(audit.ReadDir(dir), options)
	require.ErrorIs(t, err, audit.ErrTampered, "but not one in the middle")
}

// The machine stops at every byte of the last line.
func TestATornLineIsCutOff(t *testing.T) {
	t.Parallel()
	text, _ := small(t, "batch-7")
	lines := bytes.SplitAfter(text, []byte("\n"))
	whole := bytes.Join(lines[:3], nil)
	for _, before := range [][]byte{whole, nil} {
		for n := range len(lines[3]) {
			dir := t.TempDir()
			name := filepath.Join(dir, "audit-0000000000000000001.jsonl")
			if before == nil { // it is the first line of a file
				require.NoError(t, os.WriteFile(name, whole, 0o600))
				name = filepath.Join(dir, "audit-0000000000000000004.jsonl")
			}
			require.NoError(t, os.WriteFile(name, append(slices.Clone(before), lines[3][:n]...), 0o600))
			sink, err := audit.OpenDir(dir, audit.DirOptions{})
			require.NoError(t, err)
			last, err := sink.Last(t.Context())
			require.NoError(t, err)
			require.Equal(t, strings.TrimSuffix(string(lines[2]), "\n"), string(last))
			require.NoError(t, sink.Append(t.Context(), 4, bytes.TrimSuffix(lines[3], []byte("\n"))))
			require.NoError(t, sink.Close())
			_, err = audit.Verify(audit.ReadDir(dir), audit.VerifyOptions{Key: newKey(t, "key")})
			require.NoError(t, err)
		}
	}
}

func TestDirRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sink := openDir(t, dir, audit.DirOptions{})
	_, err := audit.OpenDir(dir, audit.DirOptions{})
	require.ErrorIs(t, err, audit.ErrLocked)
	require.NoError(t, sink.Append(t.Context(), 1, []byte("a line")))
	require.ErrorIs(t, sink.Append(t.Context(), 1, []byte("another")), audit.ErrTaken)
	require.NoError(t, sink.Close())
	require.NoError(t, sink.Close())
	require.Error(t, sink.Append(t.Context(), 2, []byte("a line")))
	require.Error(t, sink.Sync(t.Context()))

	_, err = audit.OpenDir(dir, audit.DirOptions{})
	require.Error(t, err, "its last line is not one")
	_, err = audit.OpenDir(dir, audit.DirOptions{MaxBytes: -1})
	require.Error(t, err)
	_, err = audit.ReadCheckpoint(filepath.Join(dir, "none"))
	require.Error(t, err)
	_, err = audit.ReadCheckpoint(files(t, dir)[0])
	require.Error(t, err)
}

// A program that is killed while it writes leaves a log that goes on, with every call
// that was sent.
func TestKilledPrograms(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := newKey(t, "key")
	var last int64
	for range 5 {
		program := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheProgramThatIsKilled$") //nolint:gosec // it is this test
		program.Env = append(os.Environ(), "AUDIT_TEST_DIR="+dir)
		out, err := program.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, program.Start())
		_, err = out.Read(make([]byte, 1)) // it has made calls
		require.NoError(t, err)
		require.NoError(t, program.Process.Kill())
		require.Error(t, program.Wait())

		sink, err := audit.OpenDir(dir, audit.DirOptions{}) // the lock went with it
		require.NoError(t, err)
		require.NoError(t, sink.Close())
		report, err := audit.Verify(audit.ReadDir(dir), audit.VerifyOptions{Key: key})
		require.NoError(t, err)
		assert.GreaterOrEqual(t, report.Last, last+20)
		last = report.Last
	}
}

func TestTheProgramThatIsKilled(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("AUDIT_TEST_DIR")
	if dir == "" {
		return // this is no test: TestKilledPrograms starts it
	}
	sink := openDir(t, dir, audit.DirOptions{MaxBytes: 4000})
	client := server(t).Client(truora.WithInterceptor(newRecorder(t, audit.Options{Sink: sink}).Intercept))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i := 0; ; i++ {
				buy(t.Context(), t, client, fmt.Sprint(1000000001+i))
				if i == 5 {
					fmt.Println("calls are made")
				}
			}
		})
	}
	time.AfterFunc(time.Minute, func() { os.Exit(1) })
	group.Wait()
}

func TestDirIsSharedByCalls(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sink := openDir(t, dir, audit.DirOptions{MaxBytes: 3000})
	recorder := newRecorder(t, audit.Options{Sink: sink})
	client := server(t).Client(truora.WithInterceptor(recorder.Intercept))
	var group sync.WaitGroup
	for g := range 16 {
		group.Go(func() {
			for i := range 8 {
				buy(t.Context(), t, client, fmt.Sprint(1000000001+100*g+i))
			}
		})
	}
	group.Wait()
	require.NoError(t, sink.Sync(t.Context()))
	report, err := audit.Verify(audit.ReadDir(dir), audit.VerifyOptions{Key: newKey(t, "key")})
	require.NoError(t, err)
	assert.EqualValues(t, 16*8*3, report.Last)
	assert.Empty(t, report.Open)
}

// What nobody syncs is written all the same.
func TestReadsAreWrittenSoon(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sink := openDir(t, dir, audit.DirOptions{})
	for i := range int64(2) {
		require.NoError(t, sink.Append(t.Context(), 2*i+1, []byte("a line")))
		require.NoError(t, sink.Append(t.Context(), 2*i+2, []byte("a line")))
		assert.Eventually(t, func() bool {
			text, err := os.ReadFile(files(t, dir)[0])
			return err == nil && len(text) == int(i+1)*14
		}, time.Minute, 10*time.Millisecond)
	}
}
