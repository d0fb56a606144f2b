package main

import (
	"context"
	"errors"
	"flag"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
)

// command is what the flags ask for.
type command struct {
	addr   string
	public string // where visitors find this page; "" is the address it listens on
	flow   string
	yes    bool
}

// run is the program; what it returns is the exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := p.parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		p.fail(err)
		return demo.ExitUsage
	}
	if err := p.serve(ctx, cmd); err != nil {
		p.fail(err)
		return demo.ExitFailed
	}
	return 0
}

func (p program) fail(err error) { p.Err.Printf("error: %s\n", err) }

func (p program) parse(args []string) (cmd command, err error) {
	fs := flag.NewFlagSet("onboarding", flag.ContinueOnError)
	fs.SetOutput(p.Out.W)
	fs.StringVar(&cmd.addr, "addr", "127.0.0.1:8080", "`address` to listen on; port 0 picks one")
	fs.StringVar(&cmd.public, "url", "", "`URL` at which visitors find this page, if not the address")
	fs.StringVar(&cmd.flow, "flow", "", "published `flow` of your account (IPF…); needed with an API key")
	fs.BoolVar(&cmd.yes, "yes", false, "do not ask before using the real Truora")
	if err := fs.Parse(args); err != nil {
		return cmd, err
	}
	if fs.NArg() > 0 {
		return cmd, errors.New("there are no arguments besides the flags")
	}
	if cmd.public != "" {
		if u, err := url.Parse(cmd.public); err != nil || u.Host == "" || u.Path != "" && u.Path != "/" {
			return cmd, errors.New("-url is an origin such as https://shop.example.com")
		}
	}
	return cmd, nil
}

// serve runs the page until ctx ends.
func (p program) serve(ctx context.Context, cmd command) error {
	acct, err := p.Connect()
	if err != nil {
		return err
	}
	if err := p.prepare(ctx, acct, &cmd); err != nil {
		return err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", cmd.addr)
	if err != nil {
		return err
	}
	if cmd.public == "" {
		cmd.public = "http://" + ln.Addr().String()
	}
	site := newSite(acct, cmd)
	server := &http.Server{
		Handler: site.handler(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }, // Ctrl-C ends the pages that wait
	}
	p.Out.Printf("Open %s (Ctrl-C ends it)\n", cmd.public)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(patience) != nil {
		return server.Close()
	}
	return nil
}

var (
	errNobody   = errors.New("visitors would be billed, and there is no terminal to confirm it: give -yes to let them start")
	errDeclined = errors.New("nothing was started")
)

const madeUpFlow = "IPF00000000000000000000000000000001"

// prepare says which Truora it is, and asks before the real one.
func (p program) prepare(ctx context.Context, acct demo.Account, cmd *command) error {
	if acct.Embedded() {
		p.Out.Printf("Embedded Truora: no account needed, nothing is billed, all people are fictional.\n" +
			"Set TRUORA_API_KEY and -flow to run it on your own account.\n\n")
		cmd.flow = madeUpFlow
		return nil
	}
	p.Out.Printf("Truora, under your API key. Each visitor who starts makes an identity process\n"+
		"of flow %s, whose validations are billed to the account of the key.\n\n", term.Plain(cmd.flow))
	if cmd.flow == "" {
		return errors.New("with an API key, -flow says which of your flows visitors go through")
	}
	return p.Confirm(ctx, demo.Purchase{Yes: cmd.yes, Question: "Let visitors start?", Nobody: errNobody, Declined: errDeclined})
}
