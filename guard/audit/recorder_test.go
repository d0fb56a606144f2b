package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/subject"
)

func checksOf(report string) checks.ListParams { return checks.ListParams{ReportID: report} }

func TestRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sink audit.Memory
		recorder := newRecorder(t, audit.Options{Sink: &sink})
		client := server(t).Client(truora.WithInterceptor(recorder.Intercept, audit.RequireConsent(policy())))
		ctx := audit.WithActor(audit.WithConsent(t.Context(), consent()), "batch \"7\"")
		ctx = subject.With(ctx, subject.Reference("customer-77"))
		buy(ctx, t, client, "1000000001")
		_, err := client.Checks.Create(t.Context(), person("1000000001"))
		require.ErrorIs(t, err, audit.ErrNoConsent)

		key := newKey(t, "key")
		known := key.ID(subject.Reference("customer-77"))
		document := key.ID(subject.Document("CO", "national-id", "1.000.000.001"))
		const create, get = "POST /v1/checks", "GET /v1/checks/{check_id}"
		want := []audit.Record{
			{Seq: 1, Op: create, Effect: "dedupe", Outcome: audit.OutcomeBegun, Consent: "CNS-1", Purpose: "credit", Actor: "batch \"7\"", Subject: known},
			{Seq: 2, Of: 1, Op: create, Effect: "dedupe", Outcome: "done", Status: 201, Consent: "CNS-1", Purpose: "credit", Actor: "batch \"7\"", Subject: known},
			{Seq: 3, Op: get, Effect: "read", Outcome: "done", Status: 200, Consent: "CNS-1", Purpose: "credit", Actor: "batch \"7\"", Subject: known},
			{Seq: 4, Op: create, Effect: "dedupe", Outcome: audit.OutcomeBegun, Subject: document},
			{Seq: 5, Of: 4, Op: create, Effect: "dedupe", Outcome: "refused", Subject: document},
		}
		lines := linesOf(t, sink.Lines())
		require.Len(t, lines, len(want))
		for i, line := range lines {
			var got audit.Record
			require.NoError(t, json.Unmarshal([]byte(line), &got))
			assert.True(t, got.Time.Equal(time.Now()))
			assert.Len(t, got.MAC, 32)
			assert.Len(t, got.Prev, 64)
			got.Time, got.MAC, got.Prev = time.Time{}, "", ""
			assert.Equal(t, want[i], got)
			assert.NotContains(t, line, "1000000001")
			assert.NotContains(t, line, "customer")
			assert.True(t, strings.HasPrefix(line, fmt.Sprintf(`{"seq":%d,"of":%d,"time":"`, want[i].Seq, want[i].Of)))
		}
		assert.NotEqual(t, known, document)
	})
}

// Whatever callers give makes a line that can be read again.
func TestOddWords(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"\xff\x00\n\u2028\"", strings.Repeat("ñ", 1<<20), strings.Repeat("x", 1023) + "ñ"} {
		dir := t.TempDir()
		sink := openDir(t, dir, audit.DirOptions{})
		c := consent()
		c.ID, c.Purpose = word, audit.Purpose(word)
		ctx := audit.WithActor(audit.WithConsent(t.Context(), c), word)
		client := server(t).Client(truora.WithInterceptor(newRecorder(t, audit.Options{Sink: sink}).Intercept))
		buy(ctx, t, client, "1000000001")
		require.NoError(t, sink.Close())
		report, err := audit.Verify(audit.ReadDir(dir), audit.VerifyOptions{Key: newKey(t, "key")})
		require.NoError(t, err)
		assert.EqualValues(t, 3, report.Last)
		again := openDir(t, dir, audit.DirOptions{})
		last, err := again.Last(t.Context())
		require.NoError(t, err)
		assert.NotEmpty(t, last)
	}
}

// broken is a sink that can be made to fail before or after it has stored.
type broken struct {
	audit.Memory
	before, after, sync atomic.Pointer[error]
}

func load(p *atomic.Pointer[error]) error {
	if err := p.Load(); err != nil {
		return *err
	}
	return nil
}

func (b *broken) Append(ctx context.Context, seq int64, line []byte) error {
	if err := load(&b.before); err != nil {
		return err
	}
	return errors.Join(b.Memory.Append(ctx, seq, line), load(&b.after))
}

func (b *broken) Sync(context.Context) error { return load(&b.sync) }

var errDisk = errors.New("the disk is full")

func TestASinkThatFailsRefusesTheCall(t *testing.T) {
	t.Parallel()
	for _, fail := range []func(*broken) *atomic.Pointer[error]{
		func(b *broken) *atomic.Pointer[error] { return &b.before },
		func(b *broken) *atomic.Pointer[error] { return &b.after },
		func(b *broken) *atomic.Pointer[error] { return &b.sync },
	} {
		var sink broken
		recorder := newRecorder(t, audit.Options{Sink: &sink})
		srv := server(t)
		client := srv.Client(truora.WithInterceptor(recorder.Intercept))
		fail(&sink).Store(&errDisk)
		_, err := client.Checks.Create(t.Context(), person("1000000001"))
		require.ErrorIs(t, err, audit.ErrNotRecorded)
		require.ErrorIs(t, err, errDisk)
		require.ErrorIs(t, err, truora.ErrRefused)
		assert.Empty(t, srv.Requests())

		fail(&sink).Store(nil)
		buy(t.Context(), t, client, "1000000001")
		_, err = audit.Verify(sink.Lines(), audit.VerifyOptions{Key: newKey(t, "key")})
		require.NoError(t, err)
	}
}

// An answer is not lost to a sink that fails afterwards; but no other call is sent
// until its record is stored.
func TestARecordIsOwed(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		var sink broken
		point := &sink.before
		if after {
			point = &sink.after // it is stored, and the recorder cannot know
		}
		var told []error
		recorder := newRecorder(t, audit.Options{Sink: &sink, OnError: func(err error) { told = append(told, err) }})
		srv := server(t)
		fail := func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
			if call.Effect != truora.EffectRead {
				point.Store(&errDisk)
			}
			return ctx, nil, nil
		}
		client := srv.Client(truora.WithInterceptor(recorder.Intercept, fail))
		check, err := client.Checks.Create(t.Context(), person("1000000001"))
		require.NoError(t, err, "it was paid for")
		require.Len(t, told, 1)
		require.ErrorIs(t, told[0], errDisk)

		_, err = client.Checks.Get(t.Context(), check.CheckID)
		require.ErrorIs(t, err, audit.ErrNotRecorded)
		assert.Len(t, srv.Requests(), 1)

		point.Store(nil)
		_, err = client.Checks.Get(t.Context(), check.CheckID)
		require.NoError(t, err)
		report, err := audit.Verify(sink.Lines(), audit.VerifyOptions{Key: newKey(t, "key")})
		require.NoError(t, err)
		assert.Empty(t, report.Open)
		require.NoError(t, recorder.Close(t.Context()))
	}
}

func TestCallsWithoutAnEndAreOpen(t *testing.T) {
	t.Parallel()
	var sink audit.Memory
	recorder := newRecorder(t, audit.Options{Sink: &sink})
	died := func(context.Context, *truora.Call) (context.Context, func(*truora.Result), error) {
		panic("the program ends here")
	}
	client := server(t).Client(truora.WithInterceptor(recorder.Intercept, died))
	assert.Panics(t, func() { _, _ = client.Checks.Create(t.Context(), person("1000000001")) })
	report, err := audit.Verify(sink.Lines(), audit.VerifyOptions{Key: newKey(t, "key")})
	require.NoError(t, err)
	assert.Equal(t, []int64{1}, report.Open)
}

// Recorders that share a sink, as machines share a database, make one chain.
func TestRecordersThatShareASink(t *testing.T) {
	t.Parallel()
	var sink audit.Memory
	var all kept
	srv := server(t)
	var group sync.WaitGroup
	for range 4 {
		recorder := newRecorder(t, audit.Options{Sink: &sink, Signer: signer, OnCheckpoint: all.keep, Every: 7})
		client := srv.Client(truora.WithInterceptor(recorder.Intercept))
		for range 4 {
			group.Go(func() {
				for i := range 10 {
					_, err := client.Checks.Create(t.Context(), person(fmt.Sprint(1000000001+i)))
					assert.NoError(t, err)
				}
			})
		}
	}
	group.Wait()
	report, err := audit.Verify(sink.Lines(), audit.VerifyOptions{Key: newKey(t, "key"), PublicKey: public, Checkpoints: all.all})
	require.NoError(t, err)
	assert.EqualValues(t, 320, report.Last)
	assert.Empty(t, report.Open)
	assert.Greater(t, len(all.all), 20)
}

func TestCheckpoints(t *testing.T) {
	t.Parallel()
	var sink broken
	var all kept
	var told []error
	recorder := newRecorder(t, audit.Options{
		Sink: &sink, Signer: signer, OnCheckpoint: all.keep, Every: 3, OnError: func(err error) { told = append(told, err) },
	})
	require.NoError(t, recorder.Checkpoint(t.Context()), "there is nothing to cover")
	client := server(t).Client(truora.WithInterceptor(recorder.Intercept))
	read := func() {
		_, err := client.Checks.List(t.Context(), checks.ListParams{})
		require.NoError(t, err)
	}
	for range 7 {
		read()
	}
	require.Len(t, all.all, 2)
	assert.EqualValues(t, 3, all.all[0].Seq)
	assert.EqualValues(t, 6, all.all[1].Seq)
	read()

	sink.sync.Store(&errDisk)
	read()
	assert.Len(t, all.all, 2, "what may still be lost is not covered")
	require.Len(t, told, 1)
	require.ErrorIs(t, told[0], errDisk)
	sink.sync.Store(nil)
	read()
	require.Len(t, all.all, 3)
	assert.EqualValues(t, 10, all.all[2].Seq)
	require.NoError(t, recorder.Close(t.Context()))
	_, err := client.Checks.List(t.Context(), checks.ListParams{})
	require.ErrorIs(t, err, audit.ErrNotRecorded)
}

func TestAnotherKeyDoesNotGoOn(t *testing.T) {
	t.Parallel()
	var sink audit.Memory
	client := server(t).Client(truora.WithInterceptor(newRecorder(t, audit.Options{Sink: &sink}).Intercept))
	buy(t.Context(), t, client, "1000000001")
	other, err := audit.New(audit.Options{Sink: &sink, Key: newKey(t, "another key")})
	require.NoError(t, err)
	_, err = server(t).Client(truora.WithInterceptor(other.Intercept)).Checks.Create(t.Context(), person("1000000001"))
	require.ErrorContains(t, err, "was not written with this key")
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	key, sink := newKey(t, "key"), &audit.Memory{}
	for _, o := range []audit.Options{
		{Sink: sink},
		{Key: key},
		{Key: key, Sink: sink, Every: -1},
		{Key: key, Sink: sink, Signer: signer},
		{Key: key, Sink: sink, OnCheckpoint: (&kept{}).keep},
	} {
		_, err := audit.New(o)
		require.Error(t, err)
	}
}
