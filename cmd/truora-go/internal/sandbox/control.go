package sandbox

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// maxSnapshot is the largest snapshot that is restored.
const maxSnapshot = 1 << 30

func (s *Server) listAccounts(w http.ResponseWriter, _ *http.Request) {
	all := []any{}
	for _, a := range s.Accounts() {
		account := map[string]any{"id": a.id, "default": a == s.Default()}
		a.look(func(srv *truoratest.Server) {
			account["clock"], account["billed"] = plain(reflect.ValueOf(a.at)), len(srv.Billed())
		})
		all = append(all, account)
	}
	answer(w, map[string]any{"accounts": all, "version": truora.Version})
}

// postLever calls a lever with the JSON array in the body.
func (a *Account) postLever(w http.ResponseWriter, req *http.Request) error {
	var args []jsontext.Value
	if err := readJSON(req, &args); err != nil {
		return err
	}
	result, err := a.Pull(req.PathValue("lever"), args)
	if err == nil {
		answer(w, map[string]any{"result": result})
	}
	return err
}

// limit limits what is read of a body. One that says it has more is refused when it is
// read; until then it has to come in, or its sender would see no answer, but is not kept.
func limit(w http.ResponseWriter, req *http.Request, most int64) {
	req.Body = http.MaxBytesReader(w, req.Body, most)
	if req.ContentLength > most {
		_, _ = io.Copy(io.Discard, req.Body) // the reader gives its error again
	}
}

// bodyOf reads a body, whose size is limited.
func bodyOf(req *http.Request) ([]byte, error) {
	body, err := io.ReadAll(req.Body)
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, fault{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has more than %d MiB, the most that a sandbox takes", large.Limit>>20)}
	}
	if err != nil {
		return nil, invalid("the body is not whole")
	}
	return body, nil
}

// readJSON reads a body. None at all is as good as null.
func readJSON(req *http.Request, to any) error {
	text, err := bodyOf(req)
	if err != nil {
		return err
	}
	if len(strings.TrimSpace(string(text))) == 0 {
		return nil
	}
	if err := decode(text, to); err != nil {
		return invalid("the body: " + err.Error())
	}
	return nil
}

func (a *Account) getClock(w http.ResponseWriter, _ *http.Request) error {
	answer(w, map[string]any{"now": plain(reflect.ValueOf(a.Now())), "pace": a.Pace()})
	return nil
}

func (a *Account) postClock(w http.ResponseWriter, req *http.Request) error {
	var move struct {
		Set     time.Time
		Advance time.Duration
	}
	err := readJSON(req, &move)
	switch {
	case err != nil:
		return err
	case move.Set.IsZero() == (move.Advance == 0):
		return invalid(`the body is {"advance": "1h30m"} or {"set": "2026-01-31T09:00:00Z"}`)
	case !move.Set.IsZero():
		err = a.SetClock(move.Set)
	default:
		err = a.Advance(move.Advance)
	}
	if err != nil {
		return err
	}
	return a.getClock(w, req)
}

func (a *Account) getLedger(w http.ResponseWriter, _ *http.Request) error {
	charges := a.Billed()
	total := map[string]int{}
	for _, c := range charges {
		total[c.What]++
	}
	answer(w, map[string]any{"charges": plain(reflect.ValueOf(charges)), "total": total})
	return nil
}

// getRequests leaves out the key, which is the fake's own.
func (a *Account) getRequests(w http.ResponseWriter, req *http.Request) error {
	op, out := req.URL.Query().Get("op"), []any{}
	for _, r := range a.Requests() {
		if op == "" || r.Op == op {
			r.Header.Del(keyHeader)
			out = append(out, plain(reflect.ValueOf(r)))
		}
	}
	answer(w, map[string]any{"requests": out})
	return nil
}

func (a *Account) getFaults(w http.ResponseWriter, _ *http.Request) error {
	answer(w, map[string]any{"faults": plain(reflect.ValueOf(a.Armed()))})
	return nil
}

func (a *Account) getWebhooks(w http.ResponseWriter, _ *http.Request) error {
	answer(w, map[string]any{"receivers": plain(reflect.ValueOf(a.Receivers()))})
	return nil
}

func (a *Account) getDeliveries(w http.ResponseWriter, _ *http.Request) error {
	attempts := []any{}
	for _, d := range a.Deliveries() {
		one := plain(reflect.ValueOf(d)).(map[string]any)
		one["body"] = string(d.Body) // a JWT is text
		attempts = append(attempts, one)
	}
	answer(w, map[string]any{"pending": plain(reflect.ValueOf(a.Pending())), "attempts": attempts})
	return nil
}

func (a *Account) postReset(w http.ResponseWriter, req *http.Request) error {
	if err := a.Reset(); err != nil {
		return err
	}
	return a.getClock(w, req)
}

func (a *Account) getSnapshot(w http.ResponseWriter, _ *http.Request) error {
	text, err := a.Snapshot()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+a.id+`.journal"`)
	_, _ = w.Write(text) //nolint:gosec // a file to download, of no type that a browser shows
	return nil
}

func (a *Account) postRestore(w http.ResponseWriter, req *http.Request) error {
	text, err := bodyOf(req)
	if err != nil {
		return err
	}
	if err := a.Restore(text); err != nil {
		return err
	}
	return a.getClock(w, req)
}

// streamEvents sends the events of an account, or of all, as server-sent events.
func (s *Server) streamEvents(w http.ResponseWriter, req *http.Request) {
	events, cancel := s.Subscribe()
	defer cancel()
	account := req.URL.Query().Get("account")
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := http.NewResponseController(w)
	_ = stream.Flush()
	for {
		select {
		case <-req.Context().Done():
			return
		case <-s.ctx.Done():
			return
		case e := <-events:
			if account != "" && account != e.Account {
				continue
			}
			text, err := json.Marshal(e)
			if err != nil {
				return
			}
			_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.Kind, text)
			_ = stream.Flush()
		}
	}
}
