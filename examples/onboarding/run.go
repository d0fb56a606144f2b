package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	exitFailed = 1
	exitUsage  = 2
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
		return exitUsage
	}
	if err := p.serve(ctx, cmd); err != nil {
		p.fail(err)
		return exitFailed
	}
	return 0
}

func (p program) fail(err error) { _, _ = fmt.Fprintf(p.err, "error: %s\n", err) }

func (p program) printf(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format, args...) }

func (p program) parse(args []string) (cmd command, err error) {
	fs := flag.NewFlagSet("onboarding", flag.ContinueOnError)
	fs.SetOutput(p.out)
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
	acct, err := p.connect()
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
	p.printf("Open %s (Ctrl-C ends it)\n", cmd.public)
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

const madeUpFlow = "IPF00000000000000000000000000000001"

// prepare says which Truora it is, and asks before the real one.
func (p program) prepare(ctx context.Context, acct account, cmd *command) error {
	if acct.fake != nil {
		p.printf("Embedded Truora: no account, nothing is billed, everybody is made up.\n" +
			"With your own key in TRUORA_API_KEY, and -flow, this runs on the real one.\n\n")
		cmd.flow = madeUpFlow
		return nil
	}
	p.printf("Truora, under your API key. Each visitor who starts makes an identity process\n"+
		"of flow %s, whose validations are billed to the account of the key.\n\n", plain(cmd.flow))
	switch {
	case cmd.flow == "":
		return errors.New("with an API key, -flow says which of your flows visitors go through")
	case cmd.yes:
		return nil
	}
	p.printf("Let visitors start? [y/N] ")
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(p.in).ReadString('\n') // an end of input is not a yes
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case said := <-answer:
		if said != "y" && said != "yes" {
			return errors.New("nothing was started")
		}
		return nil
	}
}

// plain keeps control characters off the terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}
