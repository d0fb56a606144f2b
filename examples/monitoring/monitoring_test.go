package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/truoratest"
)

const createOp = "POST /v1/continuous-checks"

// stage is the example with a fake that it takes for the real Truora.
type stage struct {
	program
	*demotest.Stage
}

func onStage(t *testing.T, test func(*testing.T, *stage)) {
	t.Helper()
	demotest.InBubble(t, func(t *testing.T) {
		set, p := demotest.New(t)
		test(t, &stage{program{p}, set})
	})
}

// check creates a check in the account.
func (s *stage) check(t *testing.T) string {
	t.Helper()
	check, err := s.Srv.Client().Checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	require.NoError(t, err)
	return check.CheckID
}

func (s *stage) embed() {
	s.Connect = demotest.NoKey(connect)
}

func TestEmbedded(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.embed()
		began := time.Now()
		require.Zero(t, s.run(t.Context(), nil), s.Errors.String())
		assert.Less(t, time.Since(began), 10*time.Second)
		assert.Empty(t, s.Errors.String())
		out := s.Shown.String()
		assert.True(t, strings.HasPrefix(out, "Embedded Truora"), out)
		for _, part := range []string{"every week up to", "run 1 ", "first run", "unchanged", "▼ down", "History", "criminal record", "1.00 → 0.20", "Disabled: no more runs"} {
			assert.Contains(t, out, part)
		}
		for line := range strings.Lines(out) {
			assert.Less(t, utf8.RuneCountInString(line), 100, line)
		}
	})
}

func TestEmbeddedUpToTheLastDay(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.embed()
		end := time.Now().AddDate(0, 0, 15).Format(time.DateOnly)
		require.Zero(t, s.run(t.Context(), []string{"-end", end}), s.Errors.String())
		assert.Contains(t, s.Shown.String(), "nothing changed")
		assert.Contains(t, s.Shown.String(), "did not drop")
	})
}

func TestInterrupted(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.embed()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		assert.Equal(t, demo.ExitInterrupted, s.run(ctx, nil))
		assert.Contains(t, s.Errors.String(), "Interrupted")
	})
}

func TestTheFakeHasNoChecksToRepeat(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.embed()
		assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-check", "CHK1"}))
		assert.Contains(t, s.Errors.String(), "TRUORA_API_KEY")
	})
}

func TestNothingIsBoughtWithoutAYes(t *testing.T) {
	for name, tt := range map[string]struct {
		answer  string
		someone bool
		says    string
	}{
		"no":          {"n\n", true, "nothing was bought"},
		"only enter":  {"\n", true, "nothing was bought"},
		"no terminal": {"y\n", false, "give -yes"},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				id := s.check(t)
				s.In, s.Someone = strings.NewReader(tt.answer), tt.someone
				assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-check", id}))
				assert.Contains(t, s.Errors.String(), tt.says)
				assert.Empty(t, s.Srv.RequestsTo(createOp))
			})
		})
	}
	t.Run("nobody is named", func(t *testing.T) {
		onStage(t, func(t *testing.T, s *stage) {
			assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-yes"}))
			assert.Contains(t, s.Errors.String(), "-check")
			assert.Empty(t, s.Srv.Requests())
		})
	})
}

func TestBoughtAndLookedAt(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.check(t)
		s.In, s.Someone = strings.NewReader("y\n"), true
		require.Zero(t, s.run(t.Context(), []string{"-check", id, "-frequency", "3d"}), s.Errors.String())
		assert.Contains(t, s.Shown.String(), "billed")
		assert.Contains(t, s.Shown.String(), "every 3 days")
		form := s.Srv.RequestsTo(createOp)[0].Form
		assert.Equal(t, "3d", form.Get("frequency"))
		assert.Equal(t, id, form.Get("check_id"))

		_, repeated, _ := strings.Cut(s.Shown.String(), "-continuous ")
		s.Srv.Checks.Next(truoratest.CheckScript{Findings: []truoratest.Finding{{DataSet: "legal_background", Severity: "very_high"}}})
		time.Sleep(4 * 24 * time.Hour)
		s.Shown.Reset()
		require.Zero(t, s.run(t.Context(), []string{"-continuous", strings.TrimSpace(repeated)}), s.Errors.String())
		assert.Contains(t, s.Shown.String(), "run 2")
		assert.Contains(t, s.Shown.String(), "legal background")
	})
}

func TestALostAnswer(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		id := s.check(t)
		s.Srv.LoseAnswer(createOp)
		assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-check", id, "-yes"}))
		assert.Contains(t, s.Errors.String(), "before you repeat this")
		assert.Len(t, s.Srv.RequestsTo(createOp), 1)
	})
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]string{{"-frequency", "2h"}, {"-end", "soon"}, {"-check", "a", "-continuous", "b"}, {"x"}, {"-nonsense"}} {
		var errs bytes.Buffer
		p := program{demo.Program{Out: term.Screen{W: &errs}, Err: term.Screen{W: &errs}}}
		assert.Equal(t, demo.ExitUsage, p.run(t.Context(), bad), bad)
		assert.Contains(t, errs.String(), "error:")
	}
	var out bytes.Buffer
	assert.Zero(t, program{demo.Program{Out: term.Screen{W: &out}}}.run(t.Context(), []string{"-h"}))
	assert.Contains(t, out.String(), "-continuous")
}

func TestWords(t *testing.T) {
	t.Parallel()
	for f, want := range map[apitype.Frequency]string{"1w": "week", "2d": "2 days", "weekly": "week", "1y": "year", "odd": "odd"} {
		assert.Equal(t, want, every(f), f)
	}
	p := program{}
	for status, want := range map[apitype.ScoreStatus]string{"up": "▲ up", "same": "unchanged", "new_word": "new word"} {
		assert.Equal(t, want, p.trend(status))
	}
	assert.Contains(t, p.score(nil), "no score")
	assert.Contains(t, p.score(new(0.3)), "0.30")
}
