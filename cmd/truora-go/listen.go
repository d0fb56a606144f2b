package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/truora/truora-go/webhooks"
)

// listener receives deliveries, one after another.
type listener struct {
	*app
	verifier *webhooks.Verifier
	forward  *httputil.ReverseProxy // nil forwards nothing
	payload  bool
	left     int // deliveries until it ends; 0 is never
	end      context.CancelFunc

	mu sync.Mutex // one line at a time
}

func listenCommand(a *app) *cobra.Command {
	l := &listener{app: a}
	var address, forward string
	cmd := &cobra.Command{
		Use: "listen", Short: "Receive webhooks on this machine: verify, print, forward", Args: noArgs,
		Long: fold("Receive webhooks on this machine: verify them, print them, and forward them to a program on this "+
			"machine, with the bytes and the query as they came. What the program answers is what the sender gets. "+
			"What is not signed with the key is refused, and not forwarded.") + "\n\n" +
			fold("The signing key is in "+webhookKey+", or in the file that "+webhookKeyFile+" names; several have "+
				"commas between them. Truora reaches this machine through a tunnel only.") + "\n",
		Example: "  " + program + " listen --forward http://127.0.0.1:8080/webhooks/truora",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if l.left < 0 {
				return usageError{errors.New("--count is not negative")}
			}
			if l.verifier, err = a.verifier(); err != nil {
				return err
			}
			if forward != "" {
				if l.forward, err = forwardTo(forward); err != nil {
					return err
				}
				l.forward.ErrorHandler = l.unreachable
			}
			return l.run(cmd.Context(), address)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&address, "address", "127.0.0.1:8787", "the `ADDRESS` to listen on; the port 0 is any that is free")
	flags.StringVar(&forward, "forward", "", "the `URL` of a program on this machine, or one with https")
	flags.BoolVar(&l.payload, "payload", false, "print what the events are about: it may be personal data")
	flags.IntVar(&l.left, "count", 0, "end after `N` deliveries")
	return cmd
}

// forwardTo keeps the bytes, the headers and the query.
func forwardTo(address string) (*httputil.ReverseProxy, error) {
	to, err := url.Parse(address)
	if err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https" {
		return nil, usageError{errors.New("--forward takes a URL such as http://127.0.0.1:8080/webhooks")}
	}
	if to.Scheme == "http" && !onThisMachine(to.Hostname()) {
		return nil, usageError{errors.New("--forward takes http on this machine only: elsewhere anyone on the way can read the events")}
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		target := *to
		target.RawQuery = strings.Trim(to.RawQuery+"&"+r.In.URL.RawQuery, "&")
		r.Out.URL, r.Out.Host = &target, ""
	}}, nil
}

func onThisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func (l *listener) run(ctx context.Context, address string) error {
	ctx, l.end = context.WithCancel(ctx)
	defer l.end()
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("nothing can listen on %s: choose another with --address", address)
	}
	l.say(map[string]any{"listening": "http://" + ln.Addr().String() + "/"}, "listening on http://%s/", ln.Addr())
	server := &http.Server{Handler: l, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		stopped <- server.Shutdown(late)
	})
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped // to be interrupted is how this ends
}

// arrived is an event, or a delivery that was refused, as it is printed.
type arrived struct {
	Time    string          `json:"time"`
	Event   string          `json:"event,omitempty"`
	ID      string          `json:"id,omitempty"`
	IDs     []string        `json:"ids,omitempty"`
	Refused string          `json:"refused,omitempty"`
	Answer  int             `json:"answer"`
	Object  json.RawMessage `json:"object,omitempty"`
}

const maxDelivery = 1 << 20

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDelivery))
	if err != nil {
		http.Error(w, "refused", http.StatusRequestEntityTooLarge)
		l.print(arrived{Refused: "the delivery is too large, or broke off", Answer: http.StatusRequestEntityTooLarge})
		return
	}
	delivery, err := l.verifier.Parse(body)
	if err != nil {
		status := http.StatusUnauthorized
		if errors.Is(err, webhooks.ErrMalformed) {
			status = http.StatusBadRequest
		}
		http.Error(w, "refused", status)
		l.print(arrived{Refused: strings.TrimPrefix(err.Error(), "webhooks: "), Answer: status})
		return
	}
	answer := &answerStatus{ResponseWriter: w, status: http.StatusOK}
	if l.forward != nil {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		l.forward.ServeHTTP(answer, r)
	}
	for _, e := range delivery.Events {
		line := arrived{Event: e.Name(), ID: e.ID, IDs: truorasIDs(e), Answer: answer.status}
		if l.payload {
			line.Object = e.Payload.RawJSON()
		}
		l.print(line)
	}
	l.counted()
}

func (l *listener) counted() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left--; l.left == 0 {
		l.end()
	}
}

func (l *listener) unreachable(w http.ResponseWriter, _ *http.Request, _ error) {
	w.WriteHeader(http.StatusBadGateway) // the sender tries again
	l.say(map[string]any{"forward": "no answer"}, "the program to forward to does not answer")
}

func (l *listener) print(line arrived) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line.Time = time.Now().UTC().Format(time.RFC3339)
	if l.json {
		text, _ := json.Marshal(line) // of texts, and of JSON that was verified
		fmt.Fprintf(l.out, "%s\n", text)
		return
	}
	if line.Refused != "" {
		fmt.Fprintf(l.out, "%s  refused with %d: %s\n", line.Time, line.Answer, line.Refused)
		return
	}
	fmt.Fprintf(l.out, "%s  %-32s %s  answered %d\n", line.Time, line.Event, strings.Join(append([]string{line.ID}, line.IDs...), " "), line.Answer)
	if line.Object != nil {
		fmt.Fprintf(l.out, "%s\n", line.Object)
	}
}

// ofTruora matches an id that Truora made. Others may be numbers of documents.
var ofTruora = regexp.MustCompile(`^[A-Z]{3}[0-9a-f]{8,}$`)

func truorasIDs(e webhooks.Event) []string {
	var list []string
	for _, id := range e.IDs() {
		if ofTruora.MatchString(id) && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

// answerStatus remembers what was answered.
type answerStatus struct {
	http.ResponseWriter
	status int
}

func (w *answerStatus) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *answerStatus) Unwrap() http.ResponseWriter { return w.ResponseWriter }
