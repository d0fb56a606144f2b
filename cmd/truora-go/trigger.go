package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
	"github.com/truora/truora-go/webhooks"
)

// trigger is the command "trigger".
type trigger struct {
	*app
	url, object string
	set         []string
	times       int
	forged      bool
}

func triggerCommand(a *app) *cobra.Command {
	t := &trigger{app: a}
	cmd := &cobra.Command{
		Use: "trigger EVENT --url URL", Short: "Send a signed webhook to a program, as Truora would", Args: between(1, 1),
		Long: fold("Send a signed webhook to a program, as Truora would. The object of the event is a made-up one, or "+
			"that of --object, with what --set changes in it. The signing key is in "+webhookKey+", or in the file that "+
			webhookKeyFile+" names.") + "\n\n" + fold("The events are "+strings.Join(eventNames(), ", ")+".") + "\n",
		Example: "  " + program + " trigger check.finished --url http://127.0.0.1:8080/webhooks --set status=completed --set score:=0.9",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return eventNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return t.run(cmd.Context(), args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&t.url, "url", "", "the `URL` of the program")
	flags.StringVar(&t.object, "object", "", "a JSON `FILE` with the object of the event, - for the standard input")
	flags.StringArrayVar(&t.set, "set", nil, "`NAME=TEXT` or NAME:=JSON: a member of the object; a.b is inside of a")
	flags.IntVar(&t.times, "times", 1, "send the same delivery `N` times")
	flags.BoolVar(&t.forged, "forged", false, "sign with another key: the program must refuse it")
	return cmd
}

func eventNames() []string {
	var names []string
	for _, e := range operations.Events() {
		names = append(names, e.Name)
	}
	return names
}

func (t *trigger) run(ctx context.Context, name string) error {
	i := slices.IndexFunc(operations.Events(), func(e operations.Event) bool { return e.Name == name })
	if i < 0 {
		return usageError{errors.New("there is no such event" + operations.Suggest(name, slices.Values(eventNames())))}
	}
	if t.url == "" {
		return usageError{errors.New("name the program that receives it: --url http://127.0.0.1:8080/webhooks")}
	}
	if t.times < 1 {
		return usageError{errors.New("--times is at least 1")}
	}
	body, err := t.delivery(operations.Events()[i])
	if err != nil {
		return err
	}
	for range t.times {
		status, took, err := t.send(ctx, body)
		if err != nil {
			return err
		}
		if err := t.report(name, status, took); err != nil {
			return err
		}
		if good := status/100 == 2; good == t.forged {
			return codedError{errors.New(t.verdict(status)), exitNegative}
		}
	}
	return nil
}

func (t *trigger) verdict(status int) string {
	if t.forged {
		return "the program accepted a delivery that is not signed with its key: it does not verify"
	}
	return fmt.Sprintf("the program answered %d; Truora counts 2xx as received", status)
}

// delivery makes the signed body.
func (t *trigger) delivery(sample operations.Event) ([]byte, error) {
	keys, err := t.webhookKeys()
	if err != nil {
		return nil, err
	}
	if _, err := t.verifier(); err != nil { // says what is wrong with a key
		return nil, err
	}
	key := keys[0]
	if t.forged {
		other := make([]byte, 32)
		_, _ = rand.Read(other) // never fails
		key = hex.EncodeToString(other)
	}
	object, err := t.makeObject(sample)
	if err != nil {
		return nil, err
	}
	kind, action, _ := strings.Cut(sample.Name, ".")
	text, err := json.Marshal(map[string]any{"event_type": kind, "event_action": action, "object": object})
	if err != nil {
		return nil, err
	}
	event, err := webhooks.ParseEvent(text)
	if err != nil {
		return nil, err
	}
	return webhooks.Sign(key, event)
}

// makeObject is what the event is about.
func (t *trigger) makeObject(event operations.Event) (map[string]any, error) {
	text := []byte(event.Object)
	if t.object != "" {
		var err error
		if text, err = t.readFile(t.object); err != nil {
			return nil, err
		}
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return nil, usageError{errors.New("the object in the file is not a JSON object")}
	}
	for _, assignment := range t.set {
		if err := assign(object, assignment); err != nil {
			return nil, usageError{err}
		}
	}
	return object, nil
}

// assign carries out NAME=TEXT or NAME:=JSON.
func assign(object map[string]any, assignment string) error {
	name, text, ok := strings.Cut(assignment, "=")
	if !ok {
		return errors.New("--set takes NAME=TEXT or NAME:=JSON")
	}
	var value any = text
	if inner, isJSON := strings.CutSuffix(name, ":"); isJSON {
		name = inner
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			return fmt.Errorf("--set %s:= takes JSON, such as 0.9 or true", name)
		}
	}
	path := strings.Split(name, ".")
	if slices.Contains(path, "") {
		return errors.New("--set names no member")
	}
	for _, part := range path[:len(path)-1] {
		inner, ok := object[part].(map[string]any)
		if !ok {
			inner = map[string]any{}
			object[part] = inner
		}
		object = inner
	}
	object[path[len(path)-1]] = value
	return nil
}

// truorasPatience is how long Truora is taken to wait for an answer. The wait is not
// published; the fake waits as long.
const truorasPatience = 10 * time.Second

func (t *trigger) send(ctx context.Context, body []byte) (status int, took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, truorasPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, bytes.NewReader(body))
	if err != nil {
		return 0, 0, usageError{errors.New("--url takes a URL such as http://127.0.0.1:8080/webhooks")}
	}
	req.Header.Set("Content-Type", "application/jwt")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	begun := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return 0, 0, codedError{errors.New("the program that the URL names does not answer"), exitUnavailable}
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	return res.StatusCode, time.Since(begun), res.Body.Close()
}

func (t *trigger) report(name string, status int, took time.Duration) error {
	value := struct {
		Event  string `json:"event"`
		Status int    `json:"status"`
		Millis int64  `json:"ms"`
	}{name, status, took.Milliseconds()}
	return t.print(value, func(w io.Writer) {
		fmt.Fprintf(w, "%s: answered %d in %d ms\n", name, status, value.Millis)
	})
}
