package rest

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWaitsBetweenAttempts(t *testing.T) {
	t.Parallel()
	waits := func(cfg *Config) { cfg.RetryWaitMin, cfg.RetryWaitMax = 500*time.Millisecond, 10*time.Second }
	timed := func(ctx context.Context, t *testing.T, answer trip) ([]time.Duration, error) {
		var gaps []time.Duration
		last := time.Now()
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			gaps = append(gaps, time.Since(last))
			last = time.Now()
			return answer(req)
		}, waits)
		err := Run(ctx, c, Call{Op: "GET /v1/things"})
		return gaps, err
	}
	t.Run("Retry-After in seconds is kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, err := timed(t.Context(), t, always(429, "", "Retry-After", "7"))
			assert.Equal(t, []time.Duration{0, 7 * time.Second, 7 * time.Second, 7 * time.Second}, gaps)
			assert.Equal(t, 7*time.Second, asFailure(t, err).RetryAfter)
		})
	})
	t.Run("Retry-After as a date is kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, _ := timed(t.Context(), t, func(req *http.Request) (*http.Response, error) {
				return answerWith(req, 503, "", "Retry-After", time.Now().Add(20*time.Second).UTC().Format(http.TimeFormat)), nil
			})
			require.Len(t, gaps, 4)
			for _, gap := range gaps[1:] {
				assert.InDelta(t, 20, gap.Seconds(), 1)
			}
		})
	})
	t.Run("a longer one comes back at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			gaps, err := timed(t.Context(), t, always(429, "", "Retry-After", "3600"))
			assert.Len(t, gaps, 1)
			assert.Equal(t, time.Hour, asFailure(t, err).RetryAfter)
			assert.Zero(t, time.Since(start))
		})
	})
	t.Run("one that the deadline does not allow comes back at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := timed(ctx, t, always(429, "", "Retry-After", "30"))
			assert.Equal(t, 429, asFailure(t, err).Status)
			assert.Zero(t, time.Since(start))
		})
	})
	t.Run("the deadline bounds the whole call", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond*2)
			defer cancel()
			_, err := timed(ctx, t, always(500, ""))
			require.ErrorIs(t, asFailure(t, err).Err, context.DeadlineExceeded)
			assert.Equal(t, 2*time.Nanosecond, time.Since(start))
		})
	})
	t.Run("a cancel in the middle of a wait returns at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			_, err := timed(ctx, t, always(429, "", "Retry-After", "50"))
			require.ErrorIs(t, asFailure(t, err).Err, context.Canceled)
			assert.Equal(t, 3*time.Second, time.Since(start))
		})
	})
	t.Run("a Retry-After of nothing, or of the past, does not shorten the pause", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			past := time.Now().Add(-2 * time.Minute).UTC().Format(http.TimeFormat)
			for _, value := range []string{"0", past} {
				for range 20 { // one random pause may be short, but not each of 60
					gaps, _ := timed(t.Context(), t, always(429, "", "Retry-After", value))
					require.Len(t, gaps, 4)
					for _, gap := range gaps[1:] {
						assert.Positive(t, gap, value)
					}
				}
			}
		})
	})
	t.Run("a date counts by the clock of the server", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, _ := timed(t.Context(), t, func(req *http.Request) (*http.Response, error) {
				theirs := time.Now().Add(-10 * time.Minute).UTC() // this machine is ahead
				return answerWith(req, 503, "", "Date", theirs.Format(http.TimeFormat),
					"Retry-After", theirs.Add(20*time.Second).Format(http.TimeFormat)), nil
			})
			assert.Equal(t, []time.Duration{0, 20 * time.Second, 20 * time.Second, 20 * time.Second}, gaps)
		})
	})
	t.Run("otherwise they grow with full jitter", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, _ := timed(t.Context(), t, always(500, ""))
			require.Len(t, gaps, 4)
			for i, ceiling := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second} {
				assert.LessOrEqual(t, gaps[i+1], ceiling)
			}
		})
	})
}

func TestBackoffIsBounded(t *testing.T) {
	t.Parallel()
	var low, high int
	for attempt := range 100 {
		d := backoff(time.Second, time.Minute, attempt, nil)
		ceiling := min(time.Minute, time.Second<<min(attempt, 10))
		require.Positive(t, d)
		require.LessOrEqual(t, d, ceiling)
		if attempt >= 6 && d < ceiling/2 {
			low++
		} else if attempt >= 6 {
			high++
		}
	}
	assert.Positive(t, low, "the jitter covers the lower half too")
	assert.Positive(t, high)
	assert.LessOrEqual(t, backoff(0, 0, 3, nil), time.Duration(1))
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"5": 5 * time.Second, "0": 0, "1.5": 1500 * time.Millisecond, "99999999999999999999": 365 * 24 * time.Hour,
		"Mon, 02 Mar 2026 15:00:30 GMT": 30 * time.Second, "Mon, 02 Mar 2026 14:00:00 GMT": 0,
	} {
		got, ok := retryAfter(http.Header{"Retry-After": {value}, "Date": {"Mon, 02 Mar 2026 15:00:00 GMT"}})
		assert.True(t, ok, value)
		assert.Equal(t, want, got, value)
	}
	for _, value := range []string{"", "-1", "soon", "NaN", "Inf", "1e9", "0x10", "1 minute", "."} {
		_, ok := retryAfter(http.Header{"Retry-After": {value}, "Date": {"Mon, 02 Mar 2026 15:00:00 GMT"}})
		assert.False(t, ok, value)
	}
	at := time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
	got, ok := retryAfter(http.Header{"Retry-After": {at}, "Date": {"today"}})
	assert.True(t, ok)
	assert.InDelta(t, 60, got.Seconds(), 30, "without a date of its own, by the clock of this machine")
}
