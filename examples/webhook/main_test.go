package main

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/webhooks"
)

func TestEmbedded(t *testing.T) {
	t.Parallel()
	var out demotest.Output
	require.NoError(t, embedded(t.Context(), 40, &out))
	text := out.String()
	assert.True(t, strings.HasPrefix(text, "Embedded Truora: no account needed, nothing is billed, all people are fictional.\n"))
	for what, count := range map[string]int{
		"check.created ": 1, "check.started ": 2, "check.finished ": 2, "check.delayed ": 1, "check.decision_variables_finished": 2,
		"- dropped an event that was accepted before: check.finished": 1, "is over: completed": 2,
		"is over: approved": 1, "identity_process.step_succeeded ": 2, "email_verification.succeeded ": 1,
		"- an event was not accepted: check.delayed: the database is down (made up)": 1,
		"read from the API: completed, score":                                        2,
	} {
		assert.Equal(t, count, strings.Count(text, what), "%s in\n%s", what, text)
	}
	assert.Contains(t, text, "- refused a delivery: the signature matches none of the keys (answered 401)")
	for line := range strings.Lines(text) {
		assert.Less(t, len(line), 100)
		assert.NotContains(t, line, "10000000", "nobody's document")
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var errs demotest.Output
	assert.Equal(t, 130, run(ctx, nil, func(string) string { return "" }, io.Discard, &errs))
	assert.Equal(t, "interrupted\n", errs.String())
}

func TestUsage(t *testing.T) {
	t.Parallel()
	withKey := func(name string) string { return map[string]string{"TRUORA_API_KEY": "made-up"}[name] }
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 1, "TRUORA_WEBHOOK_KEY"},
		{[]string{"-h"}, 0, "-listen"},
		{[]string{"-nonsense"}, 2, "-nonsense"},
		{[]string{"nonsense"}, 2, "no arguments"},
	} {
		var errs demotest.Output
		assert.Equal(t, c.code, run(t.Context(), c.args, withKey, io.Discard, &errs))
		assert.Contains(t, errs.String(), c.says)
	}
}

func TestUnderAKey(t *testing.T) {
	key := rand.Text() + rand.Text()
	t.Setenv("TRUORA_API_KEY", "made-up")
	env := func(name string) string {
		return map[string]string{"TRUORA_API_KEY": "made-up", "TRUORA_WEBHOOK_KEY": key}[name]
	}
	ctx, cancel := context.WithCancel(t.Context())
	var out, errs demotest.Output
	done := make(chan int)
	go func() { done <- run(ctx, []string{"-listen", "127.0.0.1:0"}, env, &out, &errs) }()
	var url string
	require.Eventually(t, func() bool {
		url = regexp.MustCompile(`http://[0-9.:]+/truora`).FindString(out.String())
		return url != ""
	}, time.Minute, time.Millisecond, errs.String())
	assert.NotContains(t, out.String(), "Embedded")

	body, err := webhooks.Sign(key,
		webhooks.Event{Type: webhooks.TypeProcess, Action: webhooks.ActionFailed, Payload: &webhooks.Process{ProcessID: "IDP1", Status: apitype.StatusFailure}},
		webhooks.Event{Type: webhooks.TypeEmailVerification, Action: webhooks.ActionSucceeded, Payload: &webhooks.Validation{ValidationID: "VLD1"}},
		webhooks.Event{Type: webhooks.TypeDocumentValidation, Action: webhooks.ActionFailed, Payload: &webhooks.DocumentValidation{Validation: webhooks.Validation{ValidationID: "VLD2"}}},
		webhooks.Event{Type: webhooks.TypeFaceRecognition, Action: webhooks.ActionFailed, Payload: &webhooks.FaceRecognition{Validation: webhooks.Validation{ValidationID: "VLD3"}}},
		webhooks.Event{Type: "planet", Action: "rose"},
	)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(string(body)))
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusOK, res.StatusCode)
	cancel()
	assert.Zero(t, <-done)
	for _, want := range []string{"identity_process.failed", "IDP1", "failure", "VLD1", "VLD2", "VLD3", "planet.rose", "(unknown to this version)"} {
		assert.Contains(t, out.String(), want)
	}
}
