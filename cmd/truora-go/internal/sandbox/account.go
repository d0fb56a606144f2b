package sandbox

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/truoratest"
)

const (
	keyHeader = "Truora-API-Key"
	// requestsKept is how many calls of an account are remembered.
	requestsKept = 10_000
	// farthest keeps the clock within what durations, and dates of JSON, can hold.
	farthest = 100 * 365 * 24 * time.Hour
	// maxBody is the largest request that is read.
	maxBody = 32 << 20
)

// Account is one Truora account. Everything that happens to it happens in do: one thing
// at a time, at an instant that is written down. So the journal replays to the same.
type Account struct {
	id     string
	server *Server

	wake chan struct{} // wakes deliver

	mu sync.Mutex
	state
}

// state is all that a reset replaces.
type state struct {
	srv   *truoratest.Server
	made  opened
	at    time.Time     // what the fake takes for now
	ahead time.Duration // of the machine's clock
	hooks bool          // there are receivers
	flags []string      // URLs of receivers that the command line named
	calls []call        // the last ones, for the view
	// called is how many there were.
	called int
}

// accountID names the account of a key, which does not follow from it.
func accountID(key string) string {
	sum := sha256.Sum256([]byte("truora-go sandbox\x00" + key))
	return hex.EncodeToString(sum[:6])
}

// ID names the account. It does not give the key away.
func (a *Account) ID() string { return a.id }

// begin makes the account as the options want it: empty, but for the seed.
func (a *Account) begin() error {
	return a.startOver(func() ([]entry, error) {
		if start := a.server.opts.Clock; !start.IsZero() {
			a.ahead = start.Sub(a.server.now())
		}
		a.tick()
		first := opened{rand.Text(), a.server.opts.Pace, newHookKey()}
		a.open(first)
		entries := []entry{a.entry(entry{Opened: &first}), a.entry(a.clockEntry())}
		more, err := a.hook(a.server.opts.Hooks)
		entries = append(entries, more...)
		for _, step := range a.server.steps {
			if err == nil {
				more, err = step.apply(a)
				entries = append(entries, more...)
			}
		}
		return entries, err
	})
}

// startOver puts what begin does in the place of all that was. If that fails, the
// account is as it was before.
func (a *Account) startOver(begin func() ([]entry, error)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.state
	a.state = state{}
	entries, err := begin()
	if err == nil {
		if before.srv == nil { // there is nothing to replace
			err = a.server.journal.append(entries...)
		} else {
			err = a.server.journal.rewrite(a.id, entries)
		}
	}
	if err != nil {
		a.state = before
		return err
	}
	a.server.publish(Event{Account: a.id, Time: a.at, Kind: KindAccount})
	a.rouse()
	return nil
}

// entry is e, of this account and this moment.
func (a *Account) entry(e entry) entry {
	e.Account, e.At = a.id, a.at.UnixNano()
	return e
}

// newHookKey makes a key of the form that Truora's have.
func newHookKey() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return hex.EncodeToString(key)
}

func (a *Account) clockEntry() entry {
	ahead := int64(a.ahead)
	return entry{Ahead: &ahead}
}

// owns reports whether a request has a key or a link that the account gave out.
func (a *Account) owns(req *http.Request) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.srv.Owns(req)
}

// open makes the account empty.
func (a *Account) open(o opened) {
	a.made = o
	a.srv = truoratest.New(
		truoratest.WithTime(func() time.Time { return a.at }), truoratest.WithPace(o.Pace), truoratest.WithSeed(o.Seed),
		truoratest.WithWebhookKey(o.HookKey), truoratest.WithRequestLog(requestsKept), truoratest.WithMagicInputs(),
	)
}

// do runs f at an instant that is later than all before, and writes down the entries
// that f returns, before anybody learns of them.
func (a *Account) do(f func() ([]entry, error)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer func() {
		if p := recover(); p != nil { // what it did is not known, and not in the journal
			a.server.journal.refuse(errors.New("the fake has a fault"))
			panic(p)
		}
	}()
	a.tick()
	entries, err := f()
	for i, e := range entries {
		entries[i] = a.entry(e)
	}
	if len(entries) > 0 {
		if kept := a.server.journal.append(entries...); kept != nil {
			return kept
		}
	}
	if a.hooks {
		a.rouse()
	}
	return err
}

// look runs f without writing anything down.
func (a *Account) look(f func(*truoratest.Server)) {
	_ = a.do(func() ([]entry, error) { f(a.srv); return nil, nil })
}

// tick takes the time from the machine's clock. It never goes back.
func (a *Account) tick() {
	if now := a.server.now().Add(a.ahead); now.After(a.at) {
		a.at = now
	}
}

// take carries a request out.
func (a *Account) take(k *kept) (*truoratest.Taken, error) {
	req, err := k.request()
	if err != nil {
		return nil, err
	}
	took := a.srv.Take(req)
	a.remember(k, took)
	return took, nil
}

// plainReads change nothing, whenever they are carried out, and are what programs poll:
// they are not written down, unless a fault was used up on one.
var plainReads = []string{
	"GET /v1/checks", "GET /v1/checks/{check_id}", "GET /v1/checks/{check_id}/details",
	"GET /v1/continuous-checks", "GET /v1/continuous-checks/{continuous_check_id}",
	"GET /v1/processes/{process_id}", "GET /v1/processes/{process_id}/result",
	"GET /v1/accounts/{account_id}/validations/{validation_id}",
}

// serve answers a call of Truora.
func (a *Account) serve(w http.ResponseWriter, req *http.Request, key string) {
	limit(w, req, maxBody)
	body, err := bodyOf(req)
	if err != nil {
		problem(w, err)
		return
	}
	var took *truoratest.Taken
	err = a.do(func() ([]entry, error) {
		k := keep(req, body, key)
		if took, err = a.take(k); err != nil {
			return nil, err
		}
		k.Status, k.Bought = took.Status, took.Bought
		a.server.publish(Event{Account: a.id, Time: a.at, Kind: KindRequest, Name: took.Op, Status: took.Status, ID: took.Bought})
		if !took.Lever && slices.Contains(plainReads, took.Op) {
			return nil, nil
		}
		return []entry{{Request: k}}, nil
	})
	if err != nil {
		problem(w, err)
		return
	}
	took.ServeHTTP(w, req)
}

// Pull calls a lever by its name, with JSON arguments, and returns its result.
func (a *Account) Pull(name string, args []jsontext.Value) (result any, err error) {
	p := pulled{Name: name, Args: args}
	err = a.do(func() ([]entry, error) {
		if result, err = a.pull(p); err != nil {
			return nil, err
		}
		a.server.publish(Event{Account: a.id, Time: a.at, Kind: KindLever, Name: name})
		return []entry{{Lever: &p}}, nil
	})
	return result, err
}

// pull calls a lever once all that was due before has happened.
func (a *Account) pull(p pulled) (any, error) {
	a.srv.Webhooks.Next()
	result, err := levers.call(a.srv, p.Name, p.Args)
	a.hooks = len(a.srv.Webhooks.Receivers()) > 0
	if p.Flag != "" && err == nil {
		a.flags = append(a.flags, p.Flag)
	}
	return result, err
}

// pullOwn calls a lever for the sandbox itself.
func (a *Account) pullOwn(name, flag string, arg any) (entry, error) {
	args, err := argsOf(arg)
	if err != nil {
		return entry{}, err
	}
	p := pulled{Name: name, Args: args, Flag: flag}
	_, err = a.pull(p)
	return a.entry(entry{Lever: &p}), err
}

// hook adds receivers that the command line names.
func (a *Account) hook(urls []string) (entries []entry, err error) {
	for _, url := range urls {
		e, err := a.pullOwn("Webhooks.Add", url, map[string]string{"url": url})
		if err != nil {
			return entries, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// rehook removes the receivers that an earlier command line named and this one does not,
// and adds the others.
func (a *Account) rehook() error {
	return a.do(func() (entries []entry, err error) {
		wanted := a.server.opts.Hooks
		for _, url := range a.flags {
			if slices.Contains(wanted, url) || !a.receives(url) {
				continue
			}
			e, err := a.pullOwn("Webhooks.Remove", "", url)
			if err != nil {
				return entries, err
			}
			entries = append(entries, e)
		}
		missing := slices.DeleteFunc(slices.Clone(wanted), a.receives)
		more, err := a.hook(missing)
		return append(entries, more...), err
	})
}

func (a *Account) receives(url string) bool {
	return slices.ContainsFunc(a.srv.Webhooks.Receivers(), func(w truoratest.Webhook) bool { return w.URL == url })
}

// move moves the clock ahead.
func (a *Account) move(to func() time.Time) error {
	return a.do(func() ([]entry, error) {
		t := to()
		if t.Before(a.at) {
			return nil, conflict("the clock shows " + a.at.Format(time.RFC3339) + " and goes forward only")
		}
		ahead := t.Sub(a.server.now())
		if ahead >= farthest {
			return nil, conflict("the clock is at most 100 years ahead of the machine's")
		}
		a.ahead = ahead
		a.server.publish(Event{Account: a.id, Time: t, Kind: KindClock})
		a.rouse()
		return []entry{a.clockEntry()}, nil
	})
}

func (a *Account) rouse() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// deliver sends webhooks until ctx ends.
func (a *Account) deliver(ctx context.Context) {
	for {
		var next *truoratest.WebhookTaken
		var wait time.Duration
		a.mu.Lock()
		a.tick()
		if next = a.srv.Webhooks.Take(); next == nil {
			wait = a.srv.Webhooks.Next().Sub(a.at)
		}
		a.mu.Unlock()
		if next == nil {
			if !a.sleep(ctx, wait) {
				return
			}
			continue
		}
		done := next.Send(ctx)
		if ctx.Err() != nil {
			return // it was not the receiver who broke off: the next start sends it
		}
		_ = a.do(func() ([]entry, error) { // an error of the journal is seen by the next call
			a.srv.Webhooks.Record(done)
			a.server.publish(Event{
				Account: a.id, Time: a.at, Kind: KindDelivery, Name: done.Events[0], Status: done.Status, ID: done.DeliveryID,
			})
			return []entry{{Delivery: &delivered{done.DeliveryID, done.Time.UnixNano(), done.Status}}}, nil
		})
	}
}

// sleep waits until something may be due; false once ctx has ended.
func (a *Account) sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-a.wake:
	case <-timer.C:
	}
	return true
}
