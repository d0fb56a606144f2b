package demo_test

import (
	"context"
	"errors"
	"flag"
	"net/http"
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

var errNobody, errDeclined = errors.New("nobody can be asked"), errors.New("nothing was bought")

func TestConfirm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		yes, someone bool
		answer       string
		want         error
		asked        bool
	}{
		"a yes":        {false, true, "y\n", nil, true},
		"a no":         {false, true, "n\n", errDeclined, true},
		"an end":       {false, true, "", errDeclined, true},
		"no terminal":  {false, false, "y\n", errNobody, false},
		"the flag":     {true, true, "n\n", nil, false},
		"both at once": {true, false, "", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, p := demotest.New(t)
			p.In, p.Someone = strings.NewReader(c.answer), c.someone
			err := p.Confirm(t.Context(), demo.Purchase{Yes: c.yes, Question: "Buy?", Nobody: errNobody, Declined: errDeclined})
			assert.Equal(t, c.want, err)
			assert.Equal(t, c.asked, set.Shown.String() == "Buy? [y/N] ")
		})
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	set, p := demotest.New(t)
	assert.Zero(t, p.Usage(flag.ErrHelp))
	assert.Empty(t, set.Errors.String())
	assert.Equal(t, demo.ExitUsage, p.Usage(errors.New("-x is wrong")))
	p.Fail(errors.New("no\x1b[2Jpe"), "Do this,\nand that.")
	assert.Equal(t, "error: -x is wrong\n       -h lists the flags\n"+
		"\nerror: no [2Jpe\n       Do this,\n       and that.\n", set.Errors.String())
	ctx, cancel := context.WithCancel(t.Context())
	assert.Equal(t, demo.ExitFailed, demo.Exit(ctx))
	cancel()
	assert.Equal(t, demo.ExitInterrupted, demo.Exit(ctx))
}

func TestWhichTruora(t *testing.T) {
	t.Setenv("TRUORA_API_KEY", "not-a-real-key")
	for name, want := range map[string]bool{"TRUORA_API_KEY": true, "TRUORA_API_KEY_FILE": true, "TRUORA": false} {
		assert.Equal(t, want, demo.HasKey(func(asked string) string { return map[string]string{name: "x"}[asked] }), name)
	}
	acct, err := demo.Real("truora-demo")
	require.NoError(t, err)
	assert.False(t, acct.Embedded())
	set, p := demotest.New(t)
	p.Greet(acct, "in memory\n")
	p.Greet(demo.Embedded(set.Srv, time.Millisecond, time.Second), "in memory\n")
	assert.Equal(t, "Truora, under your API key.\n\nin memory\n\n", set.Shown.String())
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	for says, answer := range map[string]truoratest.Answer{
		"allowed to use checks": truoratest.Status(http.StatusForbidden),
		"wait 1h0m0s":           {Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"3600"}}},
		"in a minute":           truoratest.Status(http.StatusTooManyRequests),
		"fault at Truora":       truoratest.Status(http.StatusInternalServerError),
		"look for a newer one":  {Status: http.StatusOK, Body: `{"check":[]}`},
	} {
		srv := truoratest.NewServer(t)
		srv.Fail("GET /v1/checks/{check_id}", answer)
		_, err := srv.Client(truora.WithRetries(0)).Checks.Get(t.Context(), "CHK1")
		assert.Contains(t, demo.Advice(err, "checks"), says)
	}
	assert.Contains(t, demo.Advice(&truora.Error{}, "checks"), "is there a network")
	assert.Contains(t, demo.Advice(truora.ErrRateLimited, "checks"), "in a minute")
	assert.Empty(t, demo.Advice(truora.ErrOutcomeUnknown, "checks"))
	assert.Empty(t, demo.Advice(errors.New("of the disk"), "checks"))
}
