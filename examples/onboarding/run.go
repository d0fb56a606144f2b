package main

import (
	"context"
	"errors"
	"flag"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

// command is what the flags ask for.
type command struct {
	addr   string
	public string // where visitors find this page; "" is the address it listens on
	flow   string
	yes    bool
	// evidence is the directory for the archives of processes; "" is one that is deleted
	// at the end.
	evidence string
	verifier *webhooks.Verifier // nil: no events are received
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
	fs.StringVar(&cmd.evidence, "evidence", "", "`directory` for the evidence of each process (default one that is deleted at the end)")
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
	evidence, err := openEvidence(cmd.evidence)
	if err != nil {
		return err
	}
	defer evidence.close()
	site := newSite(acct, cmd, evidence.Root)
	defer site.busy.Wait()
	server := &http.Server{
		Handler: site.handler(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }, // Ctrl-C ends the pages that wait
	}
	p.Out.Printf("Open %s (Ctrl-C ends it)\n%s\n", cmd.public, evidence)
	if acct.Embedded() {
		acct.Fake.Webhooks.Add(truoratest.Webhook{URL: "http://" + ln.Addr().String() + eventsPath})
		go acct.Fake.Webhooks.Run(ctx)
	}
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
func (p program) prepare(ctx context.Context, acct demo.Account, cmd *command) (err error) {
	if acct.Embedded() {
		p.Out.Printf("Embedded Truora: no account needed, nothing is billed, all people are fictional.\n" +
			"Set TRUORA_API_KEY and -flow to run it on your own account.\n\n")
		cmd.flow = madeUpFlow
		cmd.verifier, err = webhooks.NewVerifier(acct.Fake.Webhooks.Key())
		return err
	}
	if key := os.Getenv("TRUORA_WEBHOOK_KEY"); key != "" {
		if cmd.verifier, err = webhooks.NewVerifier(key); err != nil {
			return err
		}
	}
	p.Out.Printf("Truora, under your API key. Each visitor who starts makes an identity process\n"+
		"of flow %s, whose validations are billed to the account of the key.\n\n", term.Plain(cmd.flow))
	if cmd.flow == "" {
		return errors.New("with an API key, -flow says which of your flows visitors go through")
	}
	return p.Confirm(ctx, demo.Purchase{Yes: cmd.yes, Question: "Let visitors start?", Nobody: errNobody, Declined: errDeclined})
}

// directory is where evidence goes.
type directory struct {
	*os.Root
	made bool // for this run only
}

func openEvidence(name string) (directory, error) {
	made := name == ""
	if made {
		var err error
		if name, err = os.MkdirTemp("", "onboarding"); err != nil {
			return directory{}, err
		}
	}
	root, err := os.OpenRoot(name)
	return directory{root, made}, err
}

// String says where the evidence is, and for how long.
func (d directory) String() string {
	text := "The evidence of each process is kept in " + term.Plain(d.Name())
	if d.made {
		text += ", until the end"
	}
	return text
}

func (d directory) close() {
	_ = d.Close()
	if d.made {
		_ = os.RemoveAll(d.Name())
	}
}
