package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/truora/truora-go/cmd/truora-go/internal/sandbox"
	"github.com/truora/truora-go/truoratest"
)

func sandboxCommand(a *app) *cobra.Command {
	opts := sandbox.Options{}
	var clock string
	cmd := &cobra.Command{
		Use: "sandbox", Short: "Run a Truora on this machine", Args: noArgs,
		Long: "Run a Truora on this machine, without an account: nothing is billed, and nobody is real.\n\n" +
			"Programs find it by TRUORA_BASE_URL. Each API key has an account of its own, which begins with\n" +
			"the first call; any text is a key. The guide is docs/sandbox.md.",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if !sandbox.IsPace(opts.Pace) {
				return usageError{errors.New("--pace is a number above 0, and at most a million")}
			}
			if clock != "" {
				if opts.Clock, err = time.Parse(time.RFC3339, clock); err != nil {
					return usageError{errors.New("--clock is a time such as 2026-01-31T09:00:00Z")}
				}
			}
			opts.Ready = a.sandboxReady
			return sandbox.Run(cmd.Context(), opts)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Addr, "addr", "127.0.0.1:8090", "the `ADDRESS` to listen on; port 0 picks one")
	flags.StringArrayVar(&opts.Hooks, "hook", nil, "the `URL` that receives the webhooks of every account; may be repeated")
	flags.Float64Var(&opts.Pace, "pace", 1, "checks and processes go `N` times as fast as at Truora")
	flags.StringVar(&clock, "clock", "", "the `TIME` at which the clock of a new account starts, as in 2026-01-31T09:00:00Z")
	flags.StringVar(&opts.Data, "data", "", "the `DIRECTORY` that keeps the accounts; without it they are gone at the end")
	flags.StringVar(&opts.Seed, "seed", "", "a JSON `FILE` of what is done to each new account")
	flags.BoolVar(&opts.TLS, "tls", false, "serve https, with a certificate of an authority made here")
	flags.StringArrayVar(&opts.TLSHosts, "tls-host", nil, "one more `NAME` or address to answer to, also in the certificate; may be repeated")
	return cmd
}

// sandboxReady says how the sandbox is reached.
func (a *app) sandboxReady(l *sandbox.Listening) {
	var hookKey string
	if receivers := l.Default().Receivers(); len(receivers) > 0 {
		hookKey = receivers[0].Key
	}
	told := struct {
		URL       string `json:"url"`
		Key       string `json:"api_key"`
		Authority string `json:"authority,omitempty"`
		HookKey   string `json:"webhook_key,omitempty"`
	}{l.URL, truoratest.APIKey, l.Authority, hookKey}
	_ = a.print(told, func(w io.Writer) {
		fmt.Fprintf(w, "A sandbox of Truora. Nothing here is billed, and nobody is real. Ctrl-C ends it.\n\n"+
			"  export TRUORA_BASE_URL=%s\n  export TRUORA_API_KEY=%s\n", told.URL, told.Key)
		if told.Authority != "" {
			fmt.Fprintf(w, "  export SSL_CERT_FILE=%s\n", told.Authority)
		}
		if told.HookKey != "" {
			fmt.Fprintf(w, "\nWebhooks of this key's account are signed with %s\n", told.HookKey)
		}
		fmt.Fprintf(w, "\nLook at it:  %s/\nControl API: %s/_sandbox/openapi.yaml\n", told.URL, told.URL)
	})
}
