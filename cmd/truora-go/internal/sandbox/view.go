package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"time"

	"github.com/truora/truora-go/truoratest"
)

// uiPath is where the pages of the view are, other than the first.
const uiPath = ownPath + "ui/"

//go:embed view
var viewFiles embed.FS

var viewTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"tone": toneOf, "code": toneOfCode, "claims": claimsOf,
}).ParseFS(viewFiles, "view/*.html"))

// viewPage is a page of the view. Its template has its name.
type viewPage struct {
	Name, Title string
	Kind        truoratest.ItemKind // what it lists, if that is one kind
}

// viewPages are those that the navigation shows.
var viewPages = []viewPage{
	{Name: "overview", Title: "Overview"},
	{Name: "checks", Title: "Checks", Kind: truoratest.ItemKindCheck},
	{Name: "continuous", Title: "Continuous checks", Kind: truoratest.ItemKindContinuous},
	{Name: "processes", Title: "Processes", Kind: truoratest.ItemKindProcess},
	{Name: "validations", Title: "Validations", Kind: truoratest.ItemKindValidation},
	{Name: "batches", Title: "Batches", Kind: truoratest.ItemKindBatch},
	{Name: "messages", Title: "Messages", Kind: truoratest.ItemKindMessage},
	{Name: "sessions", Title: "Sessions", Kind: truoratest.ItemKindSession},
	{Name: "ledger", Title: "Ledger"},
	{Name: "calls", Title: "Calls"},
	{Name: "webhooks", Title: "Webhooks"},
	{Name: "faults", Title: "Faults"},
}

func viewPageOf(name string) (viewPage, bool) {
	for _, p := range viewPages {
		if p.Name == name {
			return p, true
		}
	}
	return viewPage{}, false
}

// viewRoutes are the view at / and what belongs to it. It reads without scripts; the
// script only keeps it current.
func (s *Server) viewRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.showPage)
	mux.HandleFunc("GET "+uiPath+"{page}", s.showPage)
	mux.HandleFunc("GET "+uiPath+"calls/{serial}", s.showCall)
	mux.HandleFunc("GET "+uiPath+"live", s.live)
	mux.HandleFunc("POST "+uiPath+"clock", s.acting((*Account).uiClock))
	mux.HandleFunc("POST "+uiPath+"lever", s.acting((*Account).uiLever))
	mux.HandleFunc("POST "+uiPath+"fault", s.acting((*Account).uiFault))
	for _, name := range []string{"view.css", "view.js", "icon.svg"} {
		mux.HandleFunc("GET "+uiPath+name, func(w http.ResponseWriter, req *http.Request) {
			guard(w)
			http.ServeFileFS(w, req, viewFiles, "view/"+name)
		})
	}
}

// guard sets what browsers have to keep to: nothing from elsewhere is loaded, and no
// other page shows or drives this one.
func guard(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
}

// screen is what a page shows of an account.
type screen struct {
	viewPage
	account *Account
	server  *Server
	Base    string // the address of the sandbox
	Now     time.Time
	About   string // the id to which the page is limited
	Call    *call
	Trouble string
	lists   map[truoratest.ItemKind]list // what was read for this moment
}

// screenOf is the screen of a page for a request; nil if there is no such account.
func (s *Server) screenOf(req *http.Request, page viewPage) *screen {
	a := s.Default()
	if id := req.FormValue("account"); id != "" {
		a = s.Account(id)
	}
	if a == nil {
		return nil
	}
	return s.screenAt(req, page, a)
}

func (s *Server) screenAt(req *http.Request, page viewPage, a *Account) *screen {
	c := &screen{viewPage: page, account: a, server: s, Base: baseOf(req), About: req.FormValue("about")}
	c.read()
	return c
}

func (s *Server) showPage(w http.ResponseWriter, req *http.Request) {
	name := req.PathValue("page")
	if name == "" {
		name = "overview"
	}
	page, ok := viewPageOf(name)
	if !ok {
		s.sorry(w, req, http.StatusNotFound, "There is no such page.")
		return
	}
	c := s.screenOf(req, page)
	if c == nil {
		s.sorry(w, req, http.StatusNotFound, "There is no account of that id. After a restart without --data, accounts begin again with the first call.")
		return
	}
	c.write(w, http.StatusOK)
}

func (s *Server) showCall(w http.ResponseWriter, req *http.Request) {
	c := s.screenOf(req, viewPage{Name: "call", Title: "Call " + req.PathValue("serial")})
	serial, err := strconv.Atoi(req.PathValue("serial"))
	if c != nil && err == nil {
		calls, _ := c.account.lastCalls()
		for _, one := range calls {
			if one.serial == serial {
				c.Call = &one
				c.write(w, http.StatusOK)
				return
			}
		}
	}
	s.sorry(w, req, http.StatusNotFound, "There is no such call. The last "+strconv.Itoa(callsKept)+" of an account are kept.")
}

// sorry shows what went wrong.
func (s *Server) sorry(w http.ResponseWriter, req *http.Request, status int, text string) {
	page := viewPage{Name: "sorry", Title: http.StatusText(status)}
	c := s.screenOf(req, page)
	if c == nil {
		c = s.screenAt(req, page, s.Default())
	}
	c.Trouble = text
	c.write(w, status)
}

func (c *screen) write(w http.ResponseWriter, status int) {
	text, err := c.render("layout")
	if err != nil {
		http.Error(w, "the page has a fault", http.StatusInternalServerError)
		return
	}
	guard(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text) //nolint:gosec // html/template escaped it
}

func (c *screen) render(name string) ([]byte, error) {
	var out bytes.Buffer
	err := viewTemplates.ExecuteTemplate(&out, name, c)
	return out.Bytes(), err
}

// Link is the address of a page for the account.
func (c *screen) Link(page string) string { return c.link(page, "") }

// LinkAbout is that of the calls that have to do with an id.
func (c *screen) LinkAbout(id string) string { return c.link("calls", id) }

// Live is where the page gets news from; "" for one that does not change.
func (c *screen) Live() string {
	if _, listed := viewPageOf(c.Name); !listed {
		return ""
	}
	query := url.Values{"page": {c.Name}, "account": {c.account.id}}
	if c.About != "" {
		query.Set("about", c.About)
	}
	return uiPath + "live?" + query.Encode()
}

// LinkCall is the address of a call.
func (c *screen) LinkCall(serial int) string {
	return c.link(path.Join("calls", strconv.Itoa(serial)), "")
}

func (c *screen) link(page, about string) string {
	query, at := url.Values{}, uiPath+page
	if page == "overview" || page == "sorry" {
		at = "/"
	}
	if c.account != c.server.Default() {
		query.Set("account", c.account.id)
	}
	if about != "" {
		query.Set("about", about)
	}
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	return at
}
