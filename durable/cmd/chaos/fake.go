//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

// hello is what the fake says on its first line.
type hello struct {
	Hosts    truora.Hosts // of the account of the flow
	Control  truora.Hosts // of the account of the plain jobs
	Commands string       // where it takes commands
	Template string
	Key      string // of its webhooks; made up
}

// buyOps are the requests that must not be made twice.
var buyOps = []string{
	"POST /v1/checks", "POST /v1/batches/{batch_id}/start", "POST /v1/api-keys", "POST /v1/validations", "POST /v1/whatsapp/outbounds/send",
}

// fake is the process that is Truora. It lives until its standard input is closed.
func fake() error {
	ctx := context.Background()
	srv, control := truoratest.New(truoratest.WithPace(50)), truoratest.New(truoratest.WithPace(50))
	srv.SetPageSize(200)
	control.SetPageSize(200)
	client := srv.Client()
	template, err := client.WhatsApp.CreateOutbound(ctx, whatsapp.CreateOutboundParams{
		WABAPhoneNumber: truoratest.WhatsAppLine, LanguageCode: whatsapp.LanguageSpanish, OutboundName: "welcome", Category: whatsapp.CategoryMarketing,
		TemplateType: whatsapp.TemplateTypeText, Content: "Hello {{.name}}", Variables: apitype.NewSecrets(map[string]string{"name": "Ana"}),
	})
	if err != nil {
		return err
	}
	if _, err := client.WhatsApp.WaitOutbound(ctx, template.OutboundID, whatsapp.WaitOutboundParams{}); err != nil {
		return err
	}
	var calm atomic.Bool
	mux := http.NewServeMux()
	mux.HandleFunc("/webhook", func(_ http.ResponseWriter, r *http.Request) {
		srv.Webhooks.Add(truoratest.Webhook{URL: r.FormValue("url")})
	})
	mux.HandleFunc("/finish", func(_ http.ResponseWriter, r *http.Request) { srv.Identity.Finish(r.FormValue("process")) })
	mux.HandleFunc("/calm", func(http.ResponseWriter, *http.Request) {
		calm.Store(true)
		for _, op := range buyOps {
			srv.Slow(op, 0)
		}
	})
	mux.HandleFunc("/books", func(w http.ResponseWriter, r *http.Request) {
		books, err := booksOf(r.Context(), srv)
		if err == nil {
			books.Control, err = checksBy(r.Context(), control)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(books)
	})
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = web.Serve(ln) }()
	go srv.Webhooks.Run(ctx)
	go mayhem(srv, control, &calm)
	if err := json.NewEncoder(os.Stdout).Encode(hello{srv.Start(), control.Start(), "http://" + ln.Addr().String(), template.OutboundID, srv.Webhooks.Key()}); err != nil {
		return err
	}
	_, _ = os.Stdin.Read(make([]byte, 1))
	return nil
}

// mayhem makes faults until it is calm, one for several requests: on a slow machine all
// would fail else, and what fails is put off for minutes. Nor do they pile up while
// nobody buys: the calm would meet them.
func mayhem(srv, control *truoratest.Server, calm *atomic.Bool) {
	next := 0
	for ; !calm.Load(); time.Sleep(time.Duration(50+rand.IntN(300)) * time.Millisecond) {
		if rand.IntN(4) == 0 && len(control.Armed()) < 3 {
			control.LoseAnswer("POST /v1/checks")
		}
		calls := len(srv.Requests())
		if calls < next || len(srv.Armed()) > 10 {
			continue
		}
		next = calls + 4
		op := buyOps[rand.IntN(len(buyOps))]
		switch rand.IntN(7) {
		case 0, 1:
			srv.LoseAnswer(op)
		case 2:
			storm := make([]truoratest.Answer, 5)
			for i := range storm {
				storm[i] = truoratest.Status(http.StatusTooManyRequests)
			}
			srv.Fail("", storm...)
		case 3:
			srv.Slow(op, time.Duration(rand.IntN(1500))*time.Millisecond) // its events come early
		case 4:
			srv.Webhooks.NextFault("check.finished", truoratest.WebhookFault{Lost: true})
		case 5:
			srv.Webhooks.NextFault("check.finished", truoratest.WebhookFault{Copies: 2, Late: time.Duration(rand.IntN(3000)) * time.Millisecond})
		default:
			srv.CutAnswer(op, 20)
		}
	}
}

// books are how often each thing was bought.
type books struct {
	Bought  map[string]int // by what kindOf and the rest derive from the key
	Control map[string]int // by key
}

// booksOf counts by what Truora knows of each purchase.
func booksOf(ctx context.Context, srv *truoratest.Server) (*books, error) {
	client, b := srv.Client(), &books{Bought: map[string]int{}}
	byID := map[string]string{}
	for check, err := range client.Checks.All(ctx, checks.ListParams{}) {
		if err != nil {
			return nil, err
		}
		byID[check.CheckID] = "check " + check.NationalID
	}
	for _, charge := range srv.Billed() {
		switch {
		case charge.Op == "POST /v1/processes": // what is inside a process
		case byID[charge.ID] != "":
			b.Bought[byID[charge.ID]]++
		case charge.What == "validation":
			v, err := client.Validators.Get(ctx, charge.ID, validators.GetParams{})
			if err != nil {
				return nil, err
			}
			b.Bought["account "+v.AccountID]++
		case charge.Op != buyOps[4]:
			return nil, fmt.Errorf("an unexpected charge for %s", charge.Op)
		}
	}
	for _, session := range srv.WhatsApp.Sessions() {
		b.Bought["phone "+session.Phone]++
	}
	for start := ""; ; {
		page, err := client.Identity.List(ctx, identity.ListParams{StartKey: start})
		if err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			b.Bought["account "+p.AccountID]++
		}
		if start = page.Next; start == "" {
			return b, nil
		}
	}
}

// checksBy counts the checks of an account by their reference.
func checksBy(ctx context.Context, srv *truoratest.Server) (map[string]int, error) {
	by := map[string]int{}
	for check, err := range srv.Client().Checks.All(ctx, checks.ListParams{}) {
		if err != nil {
			return nil, err
		}
		by[check.CustomInput]++
	}
	return by, nil
}
