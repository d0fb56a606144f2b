package rest

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

// poll is the result of one read in a script.
type poll struct {
	state string
	err   error
}

// waitFor waits over the script; its last entry repeats.
func waitFor(ctx context.Context, t *testing.T, script ...poll) (last *string, at []time.Duration, err error) {
	t.Helper()
	start := time.Now()
	c := inMemory(t, always(200, ""))
	last, err = Wait(ctx, c, Waiting[string]{
		Op: "GET /v1/things/{id}",
		Get: func(context.Context) (*string, error) {
			p := script[min(len(at), len(script)-1)]
			at = append(at, time.Since(start))
			if p.err != nil {
				return nil, p.err
			}
			return &p.state, nil
		},
		Final: func(s *string) bool { return *s == "done" },
		Slow:  func(s *string) bool { return *s == "delayed" },
	})
	return last, at, err
}

func TestWaitStretches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		script := slices.Repeat([]poll{{state: "unheard_of"}}, 30)
		script = append(script, poll{state: "done"})
		last, at, err := waitFor(t.Context(), t, script...)
		require.NoError(t, err)
		assert.Equal(t, "done", *last)
		require.Len(t, at, 31)
		assert.Zero(t, at[0], "the first read is at once")
		interval := 2 * time.Second
		for i, when := range at[1:] {
			assert.InDelta(t, interval.Seconds(), (when - at[i]).Seconds(), interval.Seconds()/5+0.001)
			interval = min(interval*3/2, 30*time.Second)
		}
	})
}

// A wait reads a last time just before its deadline, and not after that.
func TestWaitLooksOnceMoreBeforeItsDeadline(t *testing.T) {
	t.Parallel()
	for limit := time.Second; limit < 3*time.Minute; limit += 7 * time.Second {
		for _, state := range []string{"in_progress", "delayed"} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				start := time.Now()
				_, at, err := waitFor(ctx, t, poll{state: state})
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, limit, time.Since(start))
				assert.LessOrEqual(t, limit-at[len(at)-1], lastLook)
				for i, when := range at[1:] {
					assert.GreaterOrEqual(t, when-at[i], min(2*time.Second*4/5, limit-at[i]-lastLook), "no two reads right after one another")
				}
			})
		}
	}
}

func TestWaitForAFileLooksOnceMoreBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for limit := 10 * time.Second; limit < 2*time.Minute; limit += 7 * time.Second {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			c := inMemory(t, func(req *http.Request) (*http.Response, error) {
				if time.Since(start) >= limit-2*time.Second {
					return answerWith(req, 200, pdf), nil
				}
				return answerWith(req, 404, `{"code":10404}`), nil
			})
			require.NoError(t, Download(t.Context(), c, pdfCall, io.Discard, File{MissingIsEarly: true, MaxWait: limit}))
			assert.LessOrEqual(t, time.Since(start), limit)
		})
	}
}

func TestWaitForWhatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, at, err := waitFor(t.Context(), t, poll{state: "delayed"}, poll{state: "delayed"}, poll{state: "done"})
		require.NoError(t, err)
		assert.InDelta(t, 300, (at[1] - at[0]).Seconds(), 60)
		assert.InDelta(t, 300, (at[2] - at[1]).Seconds(), 60)
	})
}

// The longest pauses must not overflow.
func TestWaitWithTheLongestPauses(t *testing.T) {
	t.Parallel()
	for name, notifier := range map[string]apitype.Notifier{"alone": nil, "with a notifier": &bell{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Hour, cancel)
				reads := 0
				_, err := Wait(ctx, inMemory(t, always(200, ""), func(cfg *Config) { cfg.PollMax = math.MaxInt64 }), Waiting[int]{
					Get: func(context.Context) (*int, error) {
						if reads++; reads > 100 {
							cancel()
						}
						return &reads, nil
					},
					Final:    func(*int) bool { return false },
					Slow:     func(*int) bool { return true },
					Notifier: notifier,
				})
				require.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, 1, reads)
			})
		})
	}
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	outage := failed{&Failure{Status: 502}}
	gone := failed{&Failure{Status: 404}}
	t.Run("with the context, and the last state beside it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			start := time.Now()
			last, _, err := waitFor(ctx, t, poll{state: "running"})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotNil(t, last)
			assert.Equal(t, "running", *last)
			assert.Equal(t, 10*time.Second, time.Since(start))
			assert.False(t, asFailure(t, err).Unknown)
		})
	})
	t.Run("not with trouble that passes", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			last, _, err := waitFor(t.Context(), t, poll{state: "running"}, poll{err: outage}, poll{err: outage}, poll{state: "done"})
			require.NoError(t, err)
			assert.Equal(t, "done", *last)
		})
	})
	t.Run("with trouble that stays", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			last, at, err := waitFor(t.Context(), t, poll{state: "running"}, poll{err: outage})
			require.ErrorIs(t, err, outage)
			assert.Equal(t, "running", *last)
			assert.Len(t, at, 1+maxFailedPolls)
		})
	})
	t.Run("with an error that will not pass", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			for _, fatal := range []error{gone, errors.New("other"), failed{&Failure{Invalid: true}}} {
				last, at, err := waitFor(t.Context(), t, poll{err: fatal})
				require.ErrorIs(t, err, fatal)
				assert.Nil(t, last)
				assert.Len(t, at, 1)
			}
		})
	})
}

func TestWaitShowsEveryState(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shown []string
		states := []string{"a", "b", "done"}
		n := 0
		_, err := Wait(t.Context(), inMemory(t, always(200, "")), Waiting[string]{
			Get:      func(context.Context) (*string, error) { n++; return &states[n-1], nil },
			Final:    func(s *string) bool { return *s == "done" },
			OnUpdate: func(s *string) { shown = append(shown, *s) },
		})
		require.NoError(t, err)
		assert.Equal(t, states, shown)
	})
}

// bell is a Notifier that the test rings.
type bell struct {
	notices chan struct{}
	id      string
	stopped bool
}

func (b *bell) Notify(id string) (<-chan struct{}, func()) {
	b.id = id
	return b.notices, func() { b.stopped = true }
}

func TestWaitLooksWhenWordComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bell{notices: make(chan struct{}, 1)}
		start := time.Now()
		var at []time.Duration
		time.AfterFunc(10*time.Second, func() { b.notices <- struct{}{} })
		last, err := Wait(t.Context(), inMemory(t, always(200, "")), Waiting[string]{
			ID: "CHK1",
			Get: func(context.Context) (*string, error) {
				at = append(at, time.Since(start))
				if time.Since(start) < 10*time.Second {
					return new("running"), nil
				}
				return new("done"), nil
			},
			Final:    func(s *string) bool { return *s == "done" },
			Notifier: b,
		})
		require.NoError(t, err)
		assert.Equal(t, "done", *last)
		assert.Equal(t, []time.Duration{0, 10 * time.Second}, at, "no polling in between, no delay after")
		assert.Equal(t, "CHK1", b.id)
		assert.True(t, b.stopped)
	})
}

func TestWaitPollsThoughNoWordComes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bell{notices: make(chan struct{}, 1)}
		start := time.Now()
		var at []time.Duration
		_, err := Wait(t.Context(), inMemory(t, always(200, "")), Waiting[int]{
			Get: func(context.Context) (*int, error) {
				at = append(at, time.Since(start))
				if len(at) == 12 {
					b.notices <- struct{}{}
				}
				return new(len(at)), nil
			},
			Final:    func(n *int) bool { return *n == 14 },
			Notifier: b,
		})
		require.NoError(t, err)
		interval := 30.0
		for i, when := range at[1:12] {
			assert.InDelta(t, interval, (when - at[i]).Seconds(), interval/5+0.001, "read %d", i+1)
			interval = min(interval*1.5, 300)
		}
		assert.Equal(t, noticeGap, at[12]-at[11])
		assert.InDelta(t, 30, (at[13] - at[12]).Seconds(), 6.001, "reads are closer together after a notice, in case the state was stale")
	})
}

func TestNetUnderWordsIsWideForWhatIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		n := 0
		_, err := Wait(t.Context(), inMemory(t, always(200, "")), Waiting[int]{
			Get:      func(context.Context) (*int, error) { n++; return new(n), nil },
			Final:    func(*int) bool { return time.Since(start) > 48*time.Hour },
			Slow:     func(*int) bool { return true },
			Notifier: &bell{},
		})
		require.NoError(t, err)
		assert.InDelta(t, 63, n, 6, "once in 50 minutes")
	})
}

func TestManyWordsDoNotMakeManyReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bell{notices: make(chan struct{})}
		close(b.notices) // notices without end
		n := 0
		start := time.Now()
		_, err := Wait(t.Context(), inMemory(t, always(200, "")), Waiting[int]{
			Get:      func(context.Context) (*int, error) { n++; return &n, nil },
			Final:    func(n *int) bool { return *n == 11 },
			Notifier: b,
		})
		require.NoError(t, err)
		assert.Equal(t, 10*noticeGap, time.Since(start))
	})
}

func TestAStaleReadMovesNothingBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type state struct {
			at   time.Time
			done bool
		}
		noon := time.Now()
		// A final state always counts, because its time has whole seconds only.
		reads := []state{{at: noon}, {at: noon.Add(-time.Minute)}, {}, {at: noon.Add(-time.Millisecond), done: true}}
		var shown []state
		n := 0
		last, err := Wait(t.Context(), inMemory(t, always(200, "")), Waiting[state]{
			Get:      func(context.Context) (*state, error) { n++; return &reads[n-1], nil },
			Final:    func(s *state) bool { return s.done },
			Updated:  func(s *state) time.Time { return s.at },
			OnUpdate: func(s *state) { shown = append(shown, *s) },
		})
		require.NoError(t, err)
		assert.Equal(t, reads[3], *last)
		assert.Equal(t, []state{reads[0], reads[2], reads[3]}, shown)
	})
}

// What does not exist yet is waited for only if the caller said so, and only until it
// has existed.
func TestWaitForWhatIsNotThereYet(t *testing.T) {
	t.Parallel()
	missing := errors.New("missing")
	for name, tt := range map[string]struct {
		early  bool
		script []error
		want   error
	}{
		"early":        {true, []error{missing, missing, missing, nil}, nil},
		"not early":    {false, []error{missing, nil}, missing},
		"another":      {true, []error{missing, errRefused}, errRefused},
		"gone again":   {true, []error{missing, io.EOF, missing}, missing},
		"a long while": {true, append(slices.Repeat([]error{missing}, 3*maxFailedPolls), nil), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := inMemory(t, always(200, ""))
				c.core.cfg.Missing = func(err error) bool { return errors.Is(err, missing) }
				c.core.cfg.Transient = func(error) bool { return false }
				reads := 0
				_, err := Wait(t.Context(), c, Waiting[string]{
					MissingIsEarly: tt.early,
					Final:          func(s *string) bool { return *s == "done" },
					Get: func(context.Context) (*string, error) {
						err := tt.script[min(reads, len(tt.script)-1)]
						reads++
						switch {
						case errors.Is(err, io.EOF): // it exists, and is not done
							return new("begun"), nil
						case err != nil:
							return nil, err
						}
						return new("done"), nil
					},
				})
				require.ErrorIs(t, err, tt.want)
				assert.Equal(t, tt.want == nil || tt.early, reads == len(tt.script))
			})
		})
	}
}
