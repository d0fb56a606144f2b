package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/truoratest"
)

// stage is the program with a fake that it takes for the real Truora.
type stage struct {
	program
	*demotest.Stage
}

func paid(t *testing.T) *stage {
	set, p := demotest.New(t)
	return &stage{program{p}, set}
}

// given returns flags that name a person's files.
func given(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	selfie, err := ana.selfie()
	require.NoError(t, err)
	var args []string
	for name, data := range map[string][]byte{"front": ana.cardFront(), "reverse": cardReverse(), "selfie": selfie} {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, data, 0o600))
		args = append(args, "-"+name, file)
	}
	return args
}

func TestEmbedded(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code int
		says []string
	}{
		"ana":         {nil, 0, []string{"ANA PRUEBA EJEMPLO", "front uploaded", "reverse uploaded", "selfie uploaded", "Verdict: VERIFIED"}},
		"an impostor": {[]string{"-impostor"}, exitNotVerified, []string{"Verdict: NOT VERIFIED. The face: similarity threshold not passed."}},
		"a passport":  {[]string{"-country", "all", "-document", "passport"}, 0, []string{"version     passport", "Verdict: VERIFIED"}},
	} {
		t.Run(name, func(t *testing.T) {
			demotest.InBubble(t, func(t *testing.T) {
				s := paid(t)
				s.Connect = demotest.NoKey(connect)
				began := time.Now()
				assert.Equal(t, c.code, s.run(t.Context(), c.args), s.Errors.String())
				assert.Less(t, time.Since(began), 15*time.Second)
				assert.Empty(t, s.Errors.String())
				assert.True(t, strings.HasPrefix(s.Shown.String(), "Embedded Truora"), s.Shown.String())
				for _, part := range c.says {
					assert.Contains(t, s.Shown.String(), part)
				}
				for line := range strings.Lines(s.Shown.String()) {
					assert.Less(t, utf8.RuneCountInString(line), 92, line)
				}
			})
		})
	}
}

func TestWithAKey(t *testing.T) {
	t.Run("files and yes", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			assert.Zero(t, s.run(t.Context(), append(given(t), "-yes")), s.Errors.String())
			assert.True(t, strings.HasPrefix(s.Shown.String(), "Truora, under your API key."))
			assert.Contains(t, s.Shown.String(), "VERIFIED")
			assert.Len(t, s.Srv.Billed(), 2)
			form := s.Srv.RequestsTo("POST /v1/accounts")[0].Form
			assert.Len(t, form, 1, "no made-up data is mixed in")
		})
	})
	t.Run("no files", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-yes"}))
			assert.Contains(t, s.Errors.String(), "there are no sample people")
			assert.Empty(t, s.Srv.Requests())
		})
	})
	t.Run("nobody to ask", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			assert.Equal(t, demo.ExitFailed, s.run(t.Context(), given(t)))
			assert.Contains(t, s.Errors.String(), "-yes")
			assert.Empty(t, s.Srv.Requests())
		})
	})
	for answer, bought := range map[string]int{"y\n": 2, "sí\n": 2, "n\n": 0, "\n": 0, "": 0} {
		t.Run("asked, says "+strings.TrimSpace(answer), func(t *testing.T) {
			demotest.InBubble(t, func(t *testing.T) {
				s := paid(t)
				s.Someone, s.In = true, strings.NewReader(answer)
				s.run(t.Context(), given(t))
				assert.Contains(t, s.Shown.String(), "are billed")
				assert.Len(t, s.Srv.Billed(), bought)
			})
		})
	}
	t.Run("a document that is declined", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			s.Srv.Validators.Next(truoratest.ValidationScript{Declined: "document_has_expired"})
			assert.Equal(t, exitNotVerified, s.run(t.Context(), append(given(t), "-yes")))
			assert.Contains(t, s.Shown.String(), "The document: document has expired.")
			assert.Len(t, s.Srv.Billed(), 1, "then the face is not examined")
		})
	})
	t.Run("a fault at Truora", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			s.Srv.Validators.Next(truoratest.ValidationScript{SystemError: true})
			assert.Equal(t, exitNotVerified, s.run(t.Context(), append(given(t), "-yes")))
			assert.Contains(t, s.Shown.String(), "says nothing about the person")
		})
	})
}

func TestWhatGoesWrong(t *testing.T) {
	t.Run("a lost answer", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			s.Srv.LoseAnswer("POST /v1/validations")
			assert.Equal(t, demo.ExitFailed, s.run(t.Context(), append(given(t), "-yes")))
			assert.Contains(t, s.Errors.String(), "AllAccountValidations")
			assert.Len(t, s.Srv.Billed(), 1)
		})
	})
	t.Run("a spent link", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			s.Srv.Fail("PUT /{presigned_path}", truoratest.Status(403))
			assert.Equal(t, demo.ExitFailed, s.run(t.Context(), append(given(t), "-yes")))
			assert.Contains(t, s.Errors.String(), "was created and may have been billed")
			assert.NotContains(t, s.Errors.String(), "Signature")
		})
	})
	t.Run("a bad key", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			s.Srv.Fail("POST /v1/accounts", truoratest.Status(401))
			assert.Equal(t, demo.ExitFailed, s.run(t.Context(), append(given(t), "-yes")))
			assert.Contains(t, s.Errors.String(), "TRUORA_API_KEY")
		})
	})
	t.Run("Ctrl-C", func(t *testing.T) {
		demotest.InBubble(t, func(t *testing.T) {
			s := paid(t)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			assert.Equal(t, demo.ExitInterrupted, s.run(ctx, append(given(t), "-yes")))
			assert.Contains(t, s.Errors.String(), "client.Validators.Wait")
		})
	})
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for says, args := range map[string][]string{
		"not defined: -nonsense": {"-nonsense"}, "no arguments": {"x"}, "-timeout must": {"-timeout", "0s"},
		"needs country": {"-country", ""},
	} {
		s := paid(t)
		assert.Equal(t, demo.ExitUsage, s.run(t.Context(), args))
		assert.Contains(t, s.Errors.String(), says)
		assert.Empty(t, s.Srv.Requests())
	}
	s := paid(t)
	assert.Zero(t, s.run(t.Context(), []string{"-h"}))
	assert.Contains(t, s.Shown.String(), "-selfie file")

	s = paid(t)
	s.Connect = demotest.NoKey(connect)
	assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-front", "x"}))
	assert.Contains(t, s.Errors.String(), "made-up people only")

	s = paid(t)
	assert.Equal(t, demo.ExitFailed, s.run(t.Context(), []string{"-front", "/no/such", "-selfie", "/no/such", "-yes"}))
	assert.Empty(t, s.Srv.Requests())
}
