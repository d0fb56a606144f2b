package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/truoratest"
)

const sendOp = "POST /v1/whatsapp/outbounds/send"

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

var named = []string{"-line", truoratest.WhatsAppLine, "-to", "+57 3110000001 Pia Prueba"}

func TestEmbedded(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Connect = demotest.NoKey(connect)
		began := time.Now()
		require.Zero(t, s.run(t.Context(), nil), s.Errors.String())
		assert.Less(t, time.Since(began), 15*time.Second)
		out := s.Shown.String()
		assert.True(t, strings.HasPrefix(out, "Embedded Truora"), out)
		for _, part := range []string{
			"[Sí, cuéntame]  [No, gracias]", "pending", "approved",
			"Ana Ejemplo    delivered", "Ana Ejemplo    read", "“Sí, cuéntame”", "“¿Hasta cuándo vale?”", "“No, gracias”", "Eva Modelo     failed",
			"  Luis Muestra   +52 ······0002   read         No, gracias\n", "  Eva Modelo     +51 ·····0003    failed       –\n",
		} {
			assert.Contains(t, out, part)
		}
		for _, who := range madeUp {
			assert.NotContains(t, out, who.phone)
		}
	})
}

func TestWithAKey(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		go func() {
			time.Sleep(3 * time.Minute)
			s.Srv.WhatsApp.Phone("+573110000001").Reply("gracias")
		}()
		require.Zero(t, s.run(t.Context(), append(named, "-yes")), s.Errors.String())
		assert.NotContains(t, s.Shown.String(), "Embedded")
		assert.Contains(t, s.Shown.String(), "“gracias”")
		assert.Len(t, s.Srv.Billed(), 1)
	})
}

func TestAsksBeforeItWrites(t *testing.T) {
	for answer, sent := range map[string]int{"y\n": 1, "n\n": 0, "": 0, "\n": 0} {
		t.Run(strings.TrimSpace(answer), func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				s.In, s.Someone = strings.NewReader(answer), true
				s.run(t.Context(), append(named, "-wait", "1m"))
				assert.Contains(t, s.Shown.String(), "sent to 1 person, which is billed")
				assert.Len(t, s.Srv.RequestsTo(sendOp), sent)
				if sent == 0 {
					assert.Empty(t, s.Srv.Requests(), "no template either")
					assert.Contains(t, s.Errors.String(), "no message was sent")
				}
			})
		})
	}
}

func TestNobodyIsWrittenToByMistake(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
		code int
	}{
		"nobody to ask":      {named, "give -yes", demo.ExitFailed},
		"nobody named":       {[]string{"-yes"}, "there are no sample people", demo.ExitFailed},
		"a made-up number":   {[]string{"-yes", "-line", truoratest.WhatsAppLine, "-to", "+57 3000000001 Ana"}, "that number is made up", demo.ExitFailed},
		"a number with dash": {[]string{"-yes", "-to", "+57 300-000 Ana"}, "a person is written as", demo.ExitUsage},
		"an argument":        {[]string{"+573000000001"}, "no arguments", demo.ExitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				assert.Equal(t, c.code, s.run(t.Context(), c.args))
				assert.Contains(t, s.Errors.String(), c.says)
				assert.Empty(t, s.Srv.Requests())
			})
		})
	}
}

func TestLostAnswerIsNotRepeated(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Srv.LoseAnswer(sendOp)
		require.Zero(t, s.run(t.Context(), append(named, "-yes", "-wait", "1m")))
		assert.Contains(t, s.Shown.String(), "unknown")
		assert.Contains(t, s.Shown.String(), "read", "it had arrived")
		assert.Len(t, s.Srv.RequestsTo(sendOp), 1)
	})
}

func TestRejectedTemplateIsNotSent(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Srv.WhatsApp.NextApproval(truoratest.WhatsAppApproval{Status: "REJECTED", Reason: "INVALID_FORMAT"})
		assert.Equal(t, demo.ExitFailed, s.run(t.Context(), append(named, "-yes")))
		assert.Contains(t, s.Errors.String(), "WhatsApp says REJECTED INVALID_FORMAT")
		assert.Empty(t, s.Srv.RequestsTo(sendOp))
	})
}

func TestInterrupted(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		assert.Equal(t, demo.ExitInterrupted, s.run(ctx, append(named, "-yes")))
		assert.Contains(t, s.Errors.String(), "Interrupted")
	})
}

func TestAccountWithoutTheDesk(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Srv.Fail("GET /v1/engagement/chat/search", truoratest.Status(403))
		assert.Equal(t, demo.ExitFailed, s.run(t.Context(), append(named, "-yes")))
		assert.Contains(t, s.Errors.String(), "only webhooks can tell")
		assert.Len(t, s.Srv.Billed(), 1)
	})
}

func TestKeyMeansTheRealTruora(t *testing.T) {
	t.Setenv("TRUORA_API_KEY", "not-a-real-key")
	acct, err := connect(func(name string) string { return map[string]string{"TRUORA_API_KEY": "x"}[name] })
	require.NoError(t, err)
	assert.Nil(t, acct.Fake)
	assert.IsType(t, &truora.Client{}, acct.Client)
}

func TestHelp(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		assert.Zero(t, s.run(t.Context(), []string{"-h"}))
		assert.Contains(t, s.Shown.String(), "-outbound")
	})
}
