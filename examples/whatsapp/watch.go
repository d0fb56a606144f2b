package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
)

// watch polls the chats of the recipients. A service would use webhooks instead; a
// program on a laptop has no address for them.
type watch struct {
	program
	desk  *engagement.Service
	pause time.Duration // between two looks at the chats
	began time.Time
	talks []*talk
}

func pause(acct demo.Account) time.Duration {
	if acct.Embedded() {
		return 150 * time.Millisecond
	}
	return 5 * time.Second
}

// talk is what is known of one recipient.
type talk struct {
	person
	since    time.Time
	chat     string
	delivery string
	answers  []string
	seen     map[string]bool // activities
	over     bool            // nothing more is expected
}

// follow prints what happens until everyone has answered or cannot, or limit has
// passed.
func (w *watch) follow(ctx context.Context, limit time.Duration) error {
	w.Out.Printf("\nDelivery and answers\n")
	deadline := time.Now().Add(limit)
	quiet := 0
	for time.Now().Before(deadline) {
		news := false
		for _, t := range w.talks {
			changed, err := w.look(ctx, t)
			if err != nil {
				return err
			}
			news = news || changed
		}
		// A person may write more than one line: a quiet while ends it.
		if quiet++; news {
			quiet = 0
		}
		if quiet > quietLooks && !slices.ContainsFunc(w.talks, func(t *talk) bool { return !t.over }) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(w.pause):
		}
	}
	w.table()
	return nil
}

const (
	quietLooks = 16
	mostLooked = 100 // most activities of a chat to look at
)

// look reads the chat of a person and prints what is new in it.
func (w *watch) look(ctx context.Context, t *talk) (bool, error) {
	if t.chat == "" {
		page, err := w.desk.ListChats(ctx, engagement.ListChatsParams{ContactQuery: strings.TrimPrefix(t.code, "+") + t.phone})
		if err != nil || len(page.Items) == 0 {
			return false, forbidden(err)
		}
		t.chat, t.seen = page.Items[0].ChatID, map[string]bool{}
	}
	var fresh []engagement.Activity
	read := 0
	for a, err := range w.desk.AllActivities(ctx, t.chat, engagement.ListActivitiesParams{}) {
		if err != nil {
			return false, err
		}
		if !a.CreationDate.Before(t.since) {
			fresh = append(fresh, a)
		}
		if read++; read == mostLooked {
			break
		}
	}
	slices.SortStableFunc(fresh, func(a, b engagement.Activity) int { return a.CreationDate.Compare(b.CreationDate) })
	news := false
	for _, a := range fresh {
		news = w.take(t, a) || news
	}
	return news, nil
}

// take prints an activity that is new, or a message whose state is.
func (w *watch) take(t *talk, a engagement.Activity) bool {
	if a.Actor.Type == engagement.ActorTypeUser {
		if t.seen[a.ActivityID] {
			return false
		}
		t.seen[a.ActivityID], t.over = true, true
		answer := term.Plain(member(a, "text"))
		t.answers = append(t.answers, answer)
		w.say(t, "“"+answer+"”")
		return true
	}
	status := term.Plain(member(a, "status"))
	if status == "" || status == t.delivery || status == "sent" {
		return false
	}
	t.delivery = status
	t.over = t.over || status == "failed"
	w.say(t, status)
	return true
}

func (w *watch) say(t *talk, what string) {
	w.Out.Printf("  %5.1f s  %-14s %s\n", time.Since(w.began).Seconds(), term.Plain(t.name), what)
}

// member returns a string from a payload, whose format Truora does not document: on the
// real one it may be missing.
func member(a engagement.Activity, name string) string {
	text, _ := a.Payload.Other[name].(string)
	return text
}

func (w *watch) table() {
	w.Out.Printf("\n  %-14s %-16s %-12s %s\n", "who", "number", "delivery", "answers")
	for _, t := range w.talks {
		answers := "–"
		if len(t.answers) > 0 {
			answers = strings.Join(t.answers, " / ")
		}
		w.Out.Printf("  %-14s %-16s %-12s %s\n", term.Plain(t.name), t.masked(), t.delivery, answers)
	}
	if slices.ContainsFunc(w.talks, func(t *talk) bool { return t.delivery == "failed" }) {
		w.Out.Printf("\n  A message that failed was accepted first: that says only that Truora has it.\n" +
			"  Numbers that are not on WhatsApp fail like that.\n")
	}
}

// forbidden explains the error of an account without the desk.
func forbidden(err error) error {
	if errors.Is(err, truora.ErrForbidden) {
		return fmt.Errorf("%w\n       the messages are sent; only webhooks can tell this account what becomes of them", err)
	}
	return err
}
