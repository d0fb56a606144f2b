package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/webhooks"
)

// receiver is a web server that receives events. It handles them in another goroutine,
// so that Truora gets its answer at once.
type receiver struct {
	url    string
	hub    *webhooks.Hub
	checks *checks.Service
	queue  chan webhooks.Event
	refuse func(webhooks.Event) error // made-up trouble
	seen   func(webhooks.Event)       // what has been printed

	web   *http.Server
	busy  sync.WaitGroup
	begun time.Time
	mu    sync.Mutex // of out
	out   io.Writer
}

func newReceiver(key string, service *checks.Service, out io.Writer) (*receiver, error) {
	verifier, err := webhooks.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	r := &receiver{
		hub: webhooks.NewHub(), checks: service,
		queue: make(chan webhooks.Event, 100), begun: time.Now(), out: out,
		refuse: func(webhooks.Event) error { return nil },
		seen:   func(webhooks.Event) {},
	}
	mux := http.NewServeMux()
	mux.Handle("/truora", webhooks.Handler(verifier, r.accept, webhooks.WithLogger(slog.New(lines{r}))))
	r.web = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return r, nil
}

// listen starts to receive.
func (r *receiver) listen(ctx context.Context, address string) error {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	r.url = "http://" + ln.Addr().String() + "/truora"
	r.busy.Go(func() { _ = r.web.Serve(ln) })
	r.busy.Go(func() { r.work(ctx) })
	return nil
}

// close waits until the accepted events are printed.
func (r *receiver) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = r.web.Shutdown(ctx)
	close(r.queue)
	r.busy.Wait()
}

// accept queues an event if there is room. An error makes Truora send it again.
func (r *receiver) accept(ctx context.Context, e webhooks.Event) error {
	if err := r.refuse(e); err != nil {
		return err
	}
	select {
	case r.queue <- e:
		return r.hub.Handle(ctx, e)
	default:
		return fmt.Errorf("%d events are waiting already", cap(r.queue))
	}
}

// work prints the events, and the state of what has ended. It reads the state from the
// API, because an event is only a hint.
func (r *receiver) work(ctx context.Context) {
	for e := range r.queue {
		r.event(e)
		if check, ok := e.Payload.(*webhooks.Check); ok && e.Action == webhooks.ActionFinished {
			r.result(ctx, check.CheckID)
		}
		r.seen(e)
	}
}

func (r *receiver) result(ctx context.Context, id string) {
	check, err := r.checks.Get(ctx, id)
	if err != nil {
		r.line("  reading it failed: %v", err)
		return
	}
	score := "no score"
	if n, ok := check.FinalScore(); ok {
		score = fmt.Sprintf("score %.2f", n)
	}
	r.line("  read from the API: %s, %s", check.Status, score)
}

// event prints what happened to what, without personal data.
func (r *receiver) event(e webhooks.Event) {
	about, state := "", ""
	switch p := e.Payload.(type) {
	case *webhooks.Check:
		about, state = p.CheckID, string(p.Status)
	case *webhooks.CheckVariables:
		about = p.CheckID
	case *webhooks.Process:
		about, state = p.ProcessID, string(p.Status)
	case *webhooks.DocumentValidation:
		about, state = p.ValidationID, string(p.ValidationStatus)
	case *webhooks.FaceRecognition:
		about, state = p.ValidationID, string(p.ValidationStatus)
	case *webhooks.FaceSearch:
		about, state = p.ValidationID, string(p.ValidationStatus)
	case *webhooks.Validation:
		about, state = p.ValidationID, string(p.ValidationStatus)
	case *webhooks.ContinuousCheck:
		about, state = p.ContinuousCheckID, string(p.Status)
	case *webhooks.Outbound:
		about, state = p.OutboundID, p.SessionStatus
	case *webhooks.Inbound:
		about, state = p.SessionID, p.SessionStatus
	case *webhooks.Session:
		about, state = p.SessionID, p.SessionStatus
	case *webhooks.Unknown:
		about = "(unknown to this version)"
	}
	r.line("%-33s %-12s %s", e.Name(), short(about), state)
}

// short returns the beginning of an id.
func short(id string) string {
	if len(id) <= 12 || id[0] == '(' {
		return id
	}
	return id[:11] + "…"
}

func (r *receiver) line(format string, args ...any) {
	text := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	r.print("%6.1fs  %s\n", time.Since(r.begun).Seconds(), text)
}

func (r *receiver) print(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format, args...)
}

// lines shows what the handler logs.
type lines struct{ r *receiver }

// Enabled accepts all levels: dropped events are logged at the lowest.
func (l lines) Enabled(context.Context, slog.Level) bool { return true }

// Handle prints a record.
func (l lines) Handle(_ context.Context, rec slog.Record) error {
	text := strings.TrimPrefix(rec.Message, "webhooks: ")
	rec.Attrs(func(a slog.Attr) bool {
		switch value := a.Value.Resolve(); {
		case a.Key == "status":
			text += fmt.Sprintf(" (answered %v)", value)
		case value.Kind() == slog.KindGroup: // an event
			text += ": " + value.Group()[0].Value.String()
		default:
			text += ": " + strings.TrimPrefix(value.String(), "webhooks: ")
		}
		return true
	})
	l.r.line("- %s", text)
	return nil
}

// WithAttrs is not used by the handler.
func (l lines) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup is not used by the handler.
func (l lines) WithGroup(string) slog.Handler { return l }
