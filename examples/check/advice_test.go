package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/truoratest"
)

func TestAdvice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		op     string
		answer truoratest.Answer
		says   []string
	}{
		"bad key":     {createOp, truoratest.Status(http.StatusUnauthorized), []string{"401", "TRUORA_API_KEY"}},
		"no grant":    {createOp, truoratest.Status(http.StatusForbidden), []string{"403", "allowed"}},
		"bad input":   {createOp, truoratest.Status(http.StatusBadRequest), []string{"400", "flags"}},
		"no check":    {"GET /v1/checks/{check_id}", truoratest.Status(http.StatusNotFound), []string{"404", "no such check"}},
		"long pause":  {createOp, truoratest.Answer{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"3600"}}}, []string{"429", "1h0m0s", "Nothing was carried out"}},
		"unreadable":  {"GET /v1/checks/{check_id}", truoratest.Answer{Status: http.StatusOK, Body: `{"check":[]}`}, []string{"newer one", resumeCommand}},
		"lost sight":  {createOp, truoratest.Answer{Status: http.StatusCreated, Body: `{"check":`}, []string{"cannot be read", "custom_input is check-"}},
		"not a PDF":   {"GET /v1/checks/{check_id}/pdf", truoratest.Answer{Status: http.StatusOK, Body: "<html>"}, []string{"not a PDF", resumeCommand}},
		"bad control": {createOp, truoratest.Answer{Status: http.StatusBadRequest, Body: `{"message":"no\u001b[2Jpe"}`}, []string{"no [2Jpe"}},
	} {
		t.Run(name, func(t *testing.T) {
			demotest.InBubble(t, func(t *testing.T) {
				s := paid(t)
				s.Srv.Fail(c.op, c.answer)
				assert.Equal(t, demo.ExitFailed, s.do(t.Context(), "-document", "1000000010", "-yes"))
				for _, part := range c.says {
					assert.Contains(t, s.Errors.String(), part)
				}
				assert.NotContains(t, s.Errors.String()+s.Shown.String(), truoratest.APIKey)
				s.noFile(t)
			})
		})
	}
}

func TestNoNetwork(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		for range 4 {
			s.Srv.Refuse(createOp)
		}
		assert.Equal(t, demo.ExitFailed, s.do(t.Context(), "-document", "1000000010", "-yes"))
		assert.Contains(t, s.Errors.String(), "is there a network")
		assert.NotContains(t, s.Errors.String(), "custom_input", "it never left")
	})
}
