package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	truora "github.com/truora/truora-go"
)

// calling makes the RunE of a command that calls Truora.
func (a *app) calling(run func(ctx context.Context, client *truora.Client, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		if err := a.address(); err != nil {
			return codedError{err, exitUnavailable}
		}
		client, err := a.connect(append(a.hosts(), truora.WithUserAgent(program+"/"+truora.Version), truora.WithInterceptor(a.confirming()))...)
		if err != nil {
			return codedError{fmt.Errorf("there is no usable API key: %s", strings.TrimPrefix(err.Error(), "truora: ")), exitKey}
		}
		if a.timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, a.timeout)
			defer cancel()
		}
		return run(ctx, client, args)
	}
}

// hosts sends the calls to TRUORA_BASE_URL, by which it is also judged whether that is a
// sandbox.
func (a *app) hosts() []truora.Option {
	base := a.env("TRUORA_BASE_URL")
	if base == "" {
		return nil
	}
	return []truora.Option{truora.WithHosts(truora.HostsAt(base))}
}

// address finds out whether TRUORA_BASE_URL can be used, apart from the key.
func (a *app) address() error {
	opts := a.hosts()
	if a.env("TRUORA_INSECURE_HTTP") == "1" {
		opts = append(opts, truora.WithInsecureHTTP())
	}
	if _, err := truora.New("any-key", opts...); err != nil {
		return fmt.Errorf("TRUORA_BASE_URL cannot be used: %s", strings.TrimPrefix(err.Error(), "truora: "))
	}
	return nil
}
